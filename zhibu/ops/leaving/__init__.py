"""Leaving: everything an organisation has recorded, in one package of open formats, any day.

`checking` needs neither database nor framework, so nothing is loaded here.
"""
