"""Paper: A4 PDF and Word from a template and plain facts. What people typed is never taken for markup."""

from .filling import word
from .letters import MARK, lacking, printable
from .printing import PaperFailed, pdf

__all__ = ["MARK", "PaperFailed", "lacking", "pdf", "printable", "word"]
