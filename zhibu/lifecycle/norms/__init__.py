"""How a member's way in, across and out is judged: admission, probation, relation."""

from . import admission, probation, relation, steps

__all__ = ["admission", "probation", "relation", "steps"]
