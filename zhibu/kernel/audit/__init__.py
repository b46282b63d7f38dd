"""The trace of what was done and refused: plain inserts, sealed later in batches, checked on demand."""

from .checking import Report, verify
from .recording import record, record_aside, record_many, statement_for
from .sealing import OtherHistory, seal

__all__ = [
    "OtherHistory",
    "Report",
    "record",
    "record_aside",
    "record_many",
    "seal",
    "statement_for",
    "verify",
]
