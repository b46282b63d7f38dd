"""制度库: every rule this house judges by, readable, with its document, and what it judged here."""

from .shelf import find, in_force, shelves

__all__ = ["find", "in_force", "shelves"]
