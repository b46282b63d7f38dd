"""How dues are judged: what is owed, how it is paid, how the money is handled."""

from . import funds, owing, paying

__all__ = ["funds", "owing", "paying"]
