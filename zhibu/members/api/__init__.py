"""Members by API: the roster, one card, its story, and the same deeds as on the pages."""

from . import checking, deeds, exporting, reading
from .routing import router

__all__ = ["checking", "deeds", "exporting", "reading", "router"]
