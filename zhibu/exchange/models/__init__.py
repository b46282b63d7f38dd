"""What came in as a sheet and waits to be confirmed, and what became of it."""

from .batch import Batch
from .chunk import Chunk

__all__ = ["Batch", "Chunk"]
