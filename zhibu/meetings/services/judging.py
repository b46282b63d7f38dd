"""What a branch has held and what is still due in the year, judged by the norms of organisational life."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhibu.kernel.models import Finding
from zhibu.kernel.norms import Verdict, judge
from zhibu.meetings import selectors
from zhibu.meetings.models import Meeting
from zhibu.meetings.periods import periods_between
from zhibu.orgs.models import Org

LENGTHS = {
    Meeting.Kind.ASSEMBLY: "quarter",
    Meeting.Kind.BRANCH_COMMITTEE: "month",
    Meeting.Kind.GROUP: "month",
    Meeting.Kind.LESSON: "quarter",
    Meeting.Kind.THEME_DAY: "month",
}
YEARLY = (Meeting.Kind.LIFE_MEETING, Meeting.Kind.APPRAISAL)


def judge_branch(branch: Org, *, today: date) -> None:
    """Notice what is due or missed; what was noticed and no longer holds is cleared."""
    Finding.objects.replace("life.frequency", branch.pk, frequency(branch, today=today), on=today)
    Finding.objects.replace("life.annual", branch.pk, annual(branch, today=today), on=today)


def frequency(branch: Org, *, today: date) -> dict[str, Verdict]:
    """'branch_committee:2026-11' → verdict, for each period of this year since the branch keeps its book here.

    A period that is over is judged as of its last day: so a missed one stays noticed until it is recorded.
    """
    start = max(date(today.year, 1, 1), _book_opened(branch))
    held = selectors.held_dates(branch, date(today.year, 1, 1), today)
    facts: dict[str, Any] = {
        "has_branch_committee": selectors.has_committee(branch, today),
        "has_groups": selectors.has_groups(branch),
    }
    found = {}
    for kind, length in LENGTHS.items():
        for period in periods_between(length, start, today):
            as_of = min(period.last, today)
            found[f"{kind}:{period.name}"] = judge(
                "life.frequency", as_of, {**facts, "kind": kind, "held": held.get(kind, []), "as_of": as_of}
            )
    return found


def annual(branch: Org, *, today: date) -> dict[str, Verdict]:
    """'life_meeting:2025' → verdict, for last year (while its window lasts and after) and this one."""
    found = {}
    opened = _book_opened(branch)
    for kind in YEARLY:
        for year in (today.year - 1, today.year):
            if opened.year > year:
                continue
            held = selectors.annual_meetings(branch, kind, year)
            facts = {"kind": kind, "for_year": year, "held": held, "as_of": today}
            found[f"{kind}:{year}"] = judge("life.annual", today, facts)
    return found


def _book_opened(branch: Org) -> date:
    """The day since which zhibu keeps this branch's book: nothing before it is called missing."""
    placed = branch.placements.order_by("made_at").values_list("made_at", flat=True).first()
    entered = placed.date() if placed else branch.founded_on
    first = selectors.first_recorded(branch)
    return max(branch.founded_on, min(entered, first) if first else entered)
