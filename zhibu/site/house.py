"""The whole house on one page: each context and those it stands on, lowest first; and who may write below."""

from __future__ import annotations

from collections.abc import Iterable

# context -> the contexts it reads. A context stands on these and on what they stand on, on nothing else.
NEEDS: dict[str, tuple[str, ...]] = {
    "kernel": (),
    "guard": ("kernel",),
    "orgs": ("guard",),
    "members": ("orgs",),
    "votes": ("members",),
    "meetings": ("members", "votes"),
    "learning": ("meetings",),
    "reminders": ("meetings",),
    "handover": ("orgs",),
    "dues": ("meetings",),
    "content": ("meetings",),
    "voice": ("orgs",),
    "lifecycle": ("meetings",),
    "statistics": ("meetings",),
    "assessment": ("statistics",),
    "exchange": ("members",),
    "ops": ("statistics",),
}

# (context, context below) on which a service above writes rows below. Everybody writes the kernel's.
WRITES: frozenset[tuple[str, str]] = frozenset(
    {
        ("orgs", "guard"),  # the first officers of an organisation are persons with accounts
        ("members", "guard"),  # joining makes a person; leaving ends the person's sessions
        ("members", "orgs"),  # who leaves a branch lays down the offices held in it
        ("exchange", "members"),  # a sheet's rows enter the roster as one batch
        ("exchange", "guard"),  # and with them the persons
    }
)

# What the door itself asks before any page: who this is and under which grants. Loaded in every process.
DOOR = ("members",)


def closure(wanted: Iterable[str] = ()) -> list[str]:
    """The contexts to load so that those wanted can run (all, if none is named), lowest first.

    Raises KeyError for a name that is not on this page.
    """
    found: set[str] = set()
    todo = list(wanted) or list(NEEDS)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(NEEDS[name])
    return [name for name in NEEDS if name in found]


def writable(wanted: Iterable[str]) -> set[str]:
    """The contexts whose rows a process that serves `wanted` may write: its own, its edges, the kernel."""
    serving = set(wanted)
    return serving | {"kernel"} | {below for above, below in WRITES if above in serving}
