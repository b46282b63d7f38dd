"""What this context announces. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrgFounded(Event):
    about = "org"
    org: int
    founded_on: str


@dataclass(frozen=True, kw_only=True)
class OrgMoved(Event):
    about = "org"
    org: int
    parent: int
    moved_on: str


@dataclass(frozen=True, kw_only=True)
class OrgRenamed(Event):
    about = "org"
    org: int
    name: str


@dataclass(frozen=True, kw_only=True)
class OrgDissolved(Event):
    about = "org"
    org: int
    dissolved_on: str


@dataclass(frozen=True, kw_only=True)
class OfficeTaken(Event):
    about = "org"
    org: int
    person: str
    office: str
    from_on: str


@dataclass(frozen=True, kw_only=True)
class OfficeEnded(Event):
    about = "org"
    org: int
    person: str
    office: str
    ended_on: str
