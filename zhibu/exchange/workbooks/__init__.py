"""Excel files taken apart in a process of their own: whatever a parser does there, the server goes on.

This room knows the standard library and calamine only, so that the process is there in a moment. It has
limits of memory and time of its own, reads one file and answers in lines of JSON; `process.py` says how.
"""
