"""Writing. Each function is one sentence an organisation officer could say."""

from .appointing import (
    appoint,
    appoint_newcomer,
    confirm_appointment,
    decline_appointment,
    end_office,
    record_election,
)
from .examining import open_records
from .founding import describe_org, dissolve_group, dissolve_org, found_group, found_org, rename_org
from .moving import move_org

__all__ = [
    "appoint",
    "appoint_newcomer",
    "confirm_appointment",
    "decline_appointment",
    "describe_org",
    "dissolve_group",
    "dissolve_org",
    "end_office",
    "found_group",
    "found_org",
    "move_org",
    "open_records",
    "record_election",
    "rename_org",
]
