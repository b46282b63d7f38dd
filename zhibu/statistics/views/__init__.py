"""Pages of figures. What they show is aggregates; persons are found on the pages of members."""

from .figures import communique, index

__all__ = ["communique", "index"]
