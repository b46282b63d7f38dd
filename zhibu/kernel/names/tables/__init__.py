"""The two tables behind names, and the program that made them from public data."""
