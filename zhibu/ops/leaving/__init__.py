"""Leaving: everything an organisation has recorded, in one package of open formats, any day."""

from .checking import check
from .dictionary import Column, Table, left, tables
from .packing import Package, pack

__all__ = ["Column", "Package", "Table", "check", "left", "pack", "tables"]
