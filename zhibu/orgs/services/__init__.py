"""Writing. Each function is one sentence an organisation officer could say."""

from .appointing import appoint, confirm_appointment, end_office, record_election
from .founding import dissolve_org, found_org, rename_org
from .moving import move_org

__all__ = [
    "appoint",
    "confirm_appointment",
    "dissolve_org",
    "end_office",
    "found_org",
    "move_org",
    "record_election",
    "rename_org",
]
