"""Files that people hand in: known by content, checked before they are kept, served without surprises."""

from .kinds import FileRefused, Kind
from .serving import response
from .store import FileDamaged, Stored, content, keep, path_of

__all__ = ["FileDamaged", "FileRefused", "Kind", "Stored", "content", "keep", "path_of", "response"]
