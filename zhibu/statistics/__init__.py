"""Figures of any organisation on any day, derived and never typed."""
