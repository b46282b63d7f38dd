"""The door of the house: how a request becomes a scope, a transaction and bytes."""

from .door import Entry, endpoint, page, public, set_provider

__all__ = ["Entry", "endpoint", "page", "public", "set_provider"]
