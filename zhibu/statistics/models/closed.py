"""Powers over tables that the database's own functions alone read and write."""

CLOSED = {"web": "", "work": ""}
