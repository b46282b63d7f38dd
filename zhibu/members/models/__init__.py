"""The information card of a member, dated."""

from .change import Change
from .kinship import Kinship
from .member import Member
from .membership import Grouping, Membership
from .particular import Particular

__all__ = ["Change", "Grouping", "Kinship", "Member", "Membership", "Particular"]
