"""What came in as a sheet: rosters that wait to enter, exports that were laid beside the base."""

from .batch import Batch
from .chunk import Chunk
from .discrepancy import Discrepancy
from .reconciliation import Coverage, HandedExport, Reconciliation, WeekList

__all__ = ["Batch", "Chunk", "Coverage", "Discrepancy", "HandedExport", "Reconciliation", "WeekList"]
