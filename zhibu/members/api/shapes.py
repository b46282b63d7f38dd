"""What goes out about members, and what comes in. Sealed fields go out as their masks, never in clear."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhibu.kernel.web.text import Plain
from zhibu.members import selectors
from zhibu.members.models import Member
from zhibu.members.services import NewMember


class MemberOut(Schema):
    """A member as the roster shows one."""

    id: UUID
    code: str = Field(examples=["M0000123"])
    name: str = Field(examples=["张小明"])
    sex: str = Field(examples=["male"])
    ethnicity: str = Field(examples=["01"], description="GB/T 3304")
    born_on: date
    category: str | None = Field(examples=["formal"])
    education: str | None = Field(examples=["20"], description="GB/T 4658")
    joined_on: date
    branch: int
    branch_name: str
    mobile: str = Field(examples=["138****1234"], description="只给出掩码")
    reviewed: bool


class MembersOut(Schema):
    """A page of the roster. `next` goes into `cursor`; null on the last page."""

    items: list[MemberOut]
    next: str | None = None


class CardOut(MemberOut):
    """One card."""

    converted_on: date | None
    id_number: str = Field(examples=["990*************1X"], description="只给出掩码")
    landline: str
    home_address: str = Field(examples=["演示县****"], description="只给出掩码")
    occupation: str | None
    standing: str | None
    whereabouts: str | None
    gone_on: date | None


class StepOut(Schema):
    """One line of a member's story. `upto`: the day it ended; null while it holds."""

    on: date
    kind: str = Field(examples=["branch"])
    what: str = Field(examples=["编入柳河村党支部"])
    note: str
    upto: date | None


class StoryOut(Schema):
    items: list[StepOut]


class JoinIn(Schema):
    """A member who enters: the fields of the national collection, and where from which day."""

    branch: int
    from_on: date
    how: Plain = "entered"
    group: int | None = None
    name: Plain = Field(max_length=60, examples=["张小明"])
    id_number: Plain = Field(max_length=30, examples=["99000019900101001X"])
    sex: Plain = Field(examples=["male"])
    ethnicity: Plain = Field(examples=["01"])
    born_on: date
    joined_on: date
    converted_on: date | None = None
    category: Plain = Field(examples=["formal"])
    education: Plain = Field(examples=["20"])
    occupation: Plain = Field(examples=["farmer"])
    mobile: Plain = Field("", max_length=30)
    landline: Plain = Field("", max_length=30)
    home_address: Plain = Field("", max_length=200)
    standing: Plain = "normal"
    whereabouts: Plain = "none"
    whereabouts_since: date | None = None
    direction: Plain = Field("", max_length=200)
    mismatch: Plain = Field("", max_length=200)

    def new_member(self) -> NewMember:
        fields = NewMember.__dataclass_fields__
        return NewMember(**{name: getattr(self, name) for name in fields})


class DeathIn(Schema):
    on: date
    why: Plain = Field("", max_length=200)


class LeavingIn(Schema):
    """An exit with its two papers: the resolution of the branch and the approval above it."""

    left: Plain = Field(examples=["removal"])
    on: date
    resolution: Plain = Field("", max_length=120)
    approval: Plain = Field("", max_length=120)
    why: Plain = Field(max_length=200)


class TransferIn(Schema):
    to: int
    on: date
    why: Plain = Field(max_length=200)


class CorrectionIn(Schema):
    """One field and what it shall say. For a dated field (category, education …) `on` is its first day."""

    field: Plain = Field(examples=["landline"])
    value: Plain = Field(max_length=200, examples=["0571-1234567"])
    why: Plain = Field("", max_length=200)
    on: date | None = None


class LettersIn(Schema):
    """The size of letters in which pages begin for a member."""

    letters: int = Field(examples=[1])


def row(member: Member) -> MemberOut:
    return MemberOut(**_row(member))


def card(member: Member, particulars: dict[str, str]) -> CardOut:
    dated = ("category", "education", "occupation", "standing", "whereabouts")
    return CardOut(
        **_row(member) | {kind: particulars.get(kind) for kind in dated},
        converted_on=member.converted_on,
        id_number=member.id_number.mask,
        landline=member.landline,
        home_address=member.home_address.mask,
        gone_on=member.gone_on,
    )


def _row(member: Member) -> dict[str, Any]:
    plain = ("code", "name", "sex", "ethnicity", "born_on", "joined_on")
    return {name: getattr(member, name) for name in plain} | {
        "id": member.pk,
        "category": getattr(member, "category", None),
        "education": getattr(member, "education", None),
        "branch": member.branch_id,
        "branch_name": member.branch.short_name,
        "mobile": member.mobile.mask,
        "reviewed": member.reviewed_at is not None,
    }


def story(steps: list[selectors.Step]) -> StoryOut:
    return StoryOut(
        items=[StepOut(on=s.on, kind=s.kind, what=s.what, note=s.note, upto=s.upto) for s in steps]
    )
