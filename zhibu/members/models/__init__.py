"""The information card of a member, dated."""

from .change import Change
from .member import Member
from .membership import Grouping, Membership
from .particular import Particular

__all__ = ["Change", "Grouping", "Member", "Membership", "Particular"]
