"""What goes out and comes in about review, relatives and the quality of data. Sealed fields: masks alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from zhibu.kernel.web.text import Plain
from zhibu.members import selectors
from zhibu.members.models import Change, Kinship


class BranchWaitingOut(Schema):
    """`keys`: on how many of the cards a key value waits."""

    branch: int
    branch_name: str
    cards: int
    keys: int


class BatchWaitingOut(Schema):
    batch: UUID
    cards: int
    entered_by: str
    entered_at: datetime


class ReviewsOut(Schema):
    branches: list[BranchWaitingOut]
    batches: list[BatchWaitingOut]


class ReviewIn(Schema):
    """`unrelated`: who reviews has said of himself that he is no relative."""

    unrelated: bool = False


class BatchReviewIn(ReviewIn):
    cards: list[UUID] = Field(max_length=500)


class BatchReviewedOut(Schema):
    """`refused`: who was not reviewed, and why."""

    reviewed: int
    refused: dict[str, str]


class ChangeOut(Schema):
    """`waits`: it does not take effect before it is reviewed, and may be declined."""

    id: int
    field: str = Field(examples=["name"])
    before: str
    after: str
    why: str
    waits: bool
    source: str = Field(examples=["import"])
    entered_by: str
    entered_at: datetime


class WaitingOut(Schema):
    items: list[ChangeOut]


class DeclineIn(Schema):
    answer: Plain = Field(max_length=200)


class RelativeIn(Schema):
    relative: UUID
    relation: Plain = Field(max_length=30, examples=["夫妻"])


class RelativeOut(Schema):
    id: int
    member: UUID
    member_name: str
    relative: UUID
    relative_name: str
    relation: str


class ReviewerOut(Schema):
    person: UUID
    name: str
    title: str
    org_name: str


class RelativesOut(Schema):
    items: list[RelativeOut]
    reviewers: list[ReviewerOut]


class MatterOut(Schema):
    """One thing noticed on one card: by which rule, who puts it right, until when."""

    member: UUID
    member_name: str
    norm: str = Field(examples=["card.complete"])
    level: str
    because: str
    source: dict[str, Any]
    owner: str
    deadline: date
    late: bool


class BranchMattersOut(Schema):
    branch: int
    branch_name: str
    matters: int
    late: int


class QualityOut(Schema):
    matters: list[MatterOut]
    branches: list[BranchMattersOut]


def reviews(branches: list[selectors.BranchWaiting], batches: list[selectors.BatchWaiting]) -> ReviewsOut:
    return ReviewsOut(
        branches=[
            BranchWaitingOut(branch=b.branch.pk, branch_name=b.branch.short_name, cards=b.cards, keys=b.keys)
            for b in branches
        ],
        batches=[
            BatchWaitingOut(batch=b.batch, cards=b.cards, entered_by=b.who, entered_at=b.at) for b in batches
        ],
    )


def waiting(changes: list[Change]) -> WaitingOut:
    return WaitingOut(
        items=[
            ChangeOut(
                **{name: getattr(c, name) for name in ("id", "field", "before", "after", "why", "source")},
                waits=bool(c.wanted),
                entered_by=c.made_by_name,
                entered_at=c.made_at,
            )
            for c in changes
        ]
    )


def relatives(kin: list[Kinship], reviewers: list[selectors.Reviewer]) -> RelativesOut:
    return RelativesOut(
        items=[
            RelativeOut(
                id=k.pk,
                member=k.member_id,
                member_name=k.member.name,
                relative=k.relative_id,
                relative_name=k.relative.name,
                relation=k.relation,
            )
            for k in kin
        ],
        reviewers=[
            ReviewerOut(person=r.person, name=r.name, title=r.title, org_name=r.org) for r in reviewers
        ],
    )


def quality(matters: list[selectors.Matter], branches: list[selectors.BranchMatters]) -> QualityOut:
    plain = ("norm", "level", "because", "source", "owner", "deadline", "late")
    return QualityOut(
        matters=[
            MatterOut(
                member=m.member.pk,
                member_name=m.member.name,
                **{name: getattr(m, name) for name in plain},
            )
            for m in matters
        ],
        branches=[
            BranchMattersOut(
                branch=b.branch.pk, branch_name=b.branch.short_name, matters=b.matters, late=b.late
            )
            for b in branches
        ],
    )
