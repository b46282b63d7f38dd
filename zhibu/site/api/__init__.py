"""The API: the same services as the pages, under /api/v1/, with a bearer's token."""

from .base import api

__all__ = ["api"]
