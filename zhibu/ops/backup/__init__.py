"""Copies of the whole installation, database and files in one set, and back. The keys are never in them."""

from .making import make_full
from .restoring import restore
from .sets import BackupSet, default_place, found, read
from .verifying import verify

__all__ = ["BackupSet", "default_place", "found", "make_full", "read", "restore", "verify"]
