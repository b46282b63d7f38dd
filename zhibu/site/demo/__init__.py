"""An invented county to try everything on: drawn to the published national figures and marked 演示."""

from .making import AlreadyLived, make

__all__ = ["AlreadyLived", "make"]
