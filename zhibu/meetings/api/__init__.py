"""Organisational life by API: the same services as the pages."""

from .echoes import echo
from .life import marks
from .plans import planned
from .records import roll
from .router import router

__all__ = ["echo", "marks", "planned", "roll", "router"]
