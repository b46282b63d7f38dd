"""Sheets as they lie on secretaries' desks, understood: which rows are persons, what each cell says.

    table = read(content, "花名册.xls")
    heading = find_heading(table)
    columns = match(heading.names)        # changeable by hand
    for line in lines(table, heading, columns): ...

Nothing here knows a database. What cannot be understood is asked for, with the cell, the reason, the remedy.
"""

from .cells import clean
from .content import Masked
from .fields import FIELDS, Field
from .files import LARGEST, read
from .heading import Heading, find_heading, match
from .lines import Line, Problem, lines
from .tables import Cell, Formula, Row, Table, Unreadable
from .wrong import Wrong

__all__ = [
    "FIELDS",
    "LARGEST",
    "Cell",
    "Field",
    "Formula",
    "Heading",
    "Line",
    "Masked",
    "Problem",
    "Row",
    "Table",
    "Unreadable",
    "Wrong",
    "clean",
    "find_heading",
    "lines",
    "match",
    "read",
]
