"""Sheets and exports by API: a roster comes in, an export is laid beside the base."""

from . import importing, reconciling
from .routing import router

__all__ = ["importing", "reconciling", "router"]
