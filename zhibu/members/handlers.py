"""What this context does when something has happened: the cards of the branch are judged anew."""

from __future__ import annotations

from datetime import date

from zhibu.kernel import clock, events
from zhibu.kernel.events import DayTurned
from zhibu.orgs.models import Org

from . import selectors
from .events import (
    CardCorrected,
    CardReviewed,
    CardsDayTurned,
    MemberJoined,
    MemberLeft,
    MemberTransferred,
    RosterEntered,
    RosterTakenBack,
)
from .services.quality import judge_cards


@events.on(DayTurned)
def wake_the_cards(event: DayTurned) -> None:
    for pk in Org.objects.branches().standing().order_by("pk").values_list("pk", flat=True):
        events.publish(CardsDayTurned(branch=pk, day=event.day))


@events.on(CardsDayTurned)
def judge_cards_at_daybreak(event: CardsDayTurned) -> None:
    judge_cards(event.branch, today=date.fromisoformat(event.day))


@events.on(RosterEntered)
def judge_what_a_sheet_brought(event: RosterEntered) -> None:
    judge_cards(event.branch, today=clock.today())


@events.on(RosterTakenBack)
def judge_without_what_was_taken_back(event: RosterTakenBack) -> None:
    judge_cards(event.branch, today=clock.today())


@events.on(MemberJoined)
def judge_who_joined(event: MemberJoined) -> None:
    judge_cards(event.branch, today=clock.today())


@events.on(MemberLeft)
def judge_without_who_left(event: MemberLeft) -> None:
    judge_cards(event.branch, today=clock.today())


@events.on(MemberTransferred)
def judge_both_branches(event: MemberTransferred) -> None:
    for branch in (event.branch_from, event.branch_to):
        judge_cards(branch, today=clock.today())


@events.on(CardCorrected)
def judge_after_correction(event: CardCorrected) -> None:
    for branch in selectors.branches_of([event.member]):
        judge_cards(branch, today=clock.today())


@events.on(CardReviewed)
def judge_after_review(event: CardReviewed) -> None:
    judge_cards(event.branch, today=clock.today())
