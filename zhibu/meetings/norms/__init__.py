"""How the life of a branch is judged: how often it meets, who suffices, what passes."""

from . import life, quorum, resolution

__all__ = ["life", "quorum", "resolution"]
