"""Reading the life of an organisation: the roll of a day, records that were made, the book of a year."""

from .book import Book, Held, book, branch_of, branches
from .records import (
    attendances,
    excuses,
    last_of,
    may_see,
    meeting,
    meetings_below,
    number_of,
    of_year,
    own_attendances,
    recent,
    resolutions,
    topics,
)
from .roll import CAME, Expected, chair_of, expected_at, recordable, who_attended

__all__ = [
    "CAME",
    "Book",
    "Expected",
    "Held",
    "attendances",
    "book",
    "branch_of",
    "branches",
    "chair_of",
    "excuses",
    "expected_at",
    "last_of",
    "may_see",
    "meeting",
    "meetings_below",
    "number_of",
    "of_year",
    "own_attendances",
    "recent",
    "recordable",
    "resolutions",
    "topics",
    "who_attended",
]
