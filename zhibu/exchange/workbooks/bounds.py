"""How large a sheet may be, and the one exception of this room."""

from __future__ import annotations

ROWS = 300_000
COLUMNS = 702  # up to column ZZ
CELLS = 12_000_000  # from the first filled cell to the last, empty ones included
TEXT = 300 * 1024 * 1024  # of all rows together


class Refused(Exception):
    """The file is not read on. `reason` is a word for the caller, who knows the sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
