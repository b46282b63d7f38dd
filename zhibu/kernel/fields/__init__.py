"""Columns that say something about a person: their data class, sealed texts, masks, one spelling."""

from . import masks, normal
from .classes import DataClass, class_of, classify, unclassed
from .sealed import Sealed, SealedText, Whole, seal, sealed_texts, unseal

__all__ = [
    "DataClass",
    "Sealed",
    "SealedText",
    "Whole",
    "class_of",
    "classify",
    "masks",
    "normal",
    "seal",
    "sealed_texts",
    "unclassed",
    "unseal",
]
