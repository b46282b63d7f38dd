"""A list page as a sheet: `?as=xlsx` and `?as=csv` answer with exactly what the page shows."""

from .offering import MOST, address, file, listing, mark, most
from .values import Percent, Sheet, Value
from .writing import as_csv, as_xlsx

__all__ = [
    "MOST",
    "Percent",
    "Sheet",
    "Value",
    "address",
    "as_csv",
    "as_xlsx",
    "file",
    "listing",
    "mark",
    "most",
]
