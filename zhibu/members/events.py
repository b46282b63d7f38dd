"""What this context announces about a member. Ids only."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    about = "member"
    member: str
    branch: int
    joined_on: str


@dataclass(frozen=True, kw_only=True)
class RosterEntered(Event):
    """A sheet brought many cards of one branch at once: new ones and changed ones together."""

    about = "branch"
    branch: int
    batch: str
    count: int


@dataclass(frozen=True, kw_only=True)
class RosterTakenBack(Event):
    """What a sheet had brought into a branch was taken back."""

    about = "branch"
    branch: int
    batch: str
    count: int


@dataclass(frozen=True, kw_only=True)
class MemberTransferred(Event):
    about = "member"
    member: str
    branch_from: int
    branch_to: int
    moved_on: str


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    about = "member"
    member: str
    branch: int
    left: str
    left_on: str


@dataclass(frozen=True, kw_only=True)
class CardCorrected(Event):
    about = "member"
    member: str
    field: str


@dataclass(frozen=True, kw_only=True)
class CardReviewed(Event):
    """A second person has seen cards of one branch."""

    about = "branch"
    branch: int
    count: int


@dataclass(frozen=True, kw_only=True)
class CardsDayTurned(Event):
    """A day has begun for the cards of one branch: what did not happen is noticed."""

    about = "branch"
    branch: int
    day: str
