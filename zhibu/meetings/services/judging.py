"""What a branch has held and what is still due, judged by the norms of organisational life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zhibu.kernel.models import Finding
from zhibu.kernel.norms import Verdict, judge
from zhibu.meetings import selectors
from zhibu.meetings.models import Meeting
from zhibu.meetings.periods import Period, periods_between
from zhibu.meetings.selectors import Book
from zhibu.orgs.models import Org

LENGTHS: dict[str, str] = {
    Meeting.Kind.ASSEMBLY: "quarter",
    Meeting.Kind.BRANCH_COMMITTEE: "month",
    Meeting.Kind.GROUP: "month",
    Meeting.Kind.LESSON: "quarter",
    Meeting.Kind.THEME_DAY: "month",
}
YEARLY: tuple[str, ...] = (Meeting.Kind.LIFE_MEETING, Meeting.Kind.APPRAISAL)
LOOKS_BACK = 3  # until the end of March last year's gaps stay on the desk: that long they are still mended


@dataclass(frozen=True, slots=True)
class Due:
    """One thing the norms ask for: a kind of meeting in a period (or for a year), by branch or group."""

    kind: str
    period: str  # 2026-11, 2026Q4; the year of a yearly meeting
    last: date
    org: Org
    verdict: Verdict

    @property
    def subject(self) -> str:
        """'branch_committee:2026-11'; a group's own begins with its number: 'group:2026-11:17'."""
        tail = f":{self.org.pk}" if self.org.kind == Org.Kind.GROUP else ""
        return f"{self.kind}:{self.period}{tail}"

    def explained(self, book: Book) -> str:
        """Why it was not held, where the branch has said so; a calm state, no longer something to do."""
        return book.explained.get((self.org.pk, self.kind, self.period), "")


def judge_branch(branch: Org, *, today: date) -> None:
    """Notice what is due or missed; what was noticed and no longer holds is cleared."""
    first = date(today.year - (today.month <= LOOKS_BACK), 1, 1)
    book = selectors.book(branch, date(today.year - 1, 1, 1), today)
    for norm, found in (
        ("life.frequency", frequency(book, first, today=today)),
        ("life.annual", annual(book, (today.year - 1, today.year), today=today)),
    ):
        open_still = {due.subject: due.verdict for due in found if not due.explained(book)}
        Finding.objects.replace(norm, branch.pk, open_still, on=today)


def frequency(book: Book, since: date, *, today: date, until: date | None = None) -> Iterator[Due]:
    """Each kind in each period from `since` to `until` (default: today), as far as the book is kept.

    A period that is over is judged as of its last day: so a missed one stays noticed until it is recorded.
    """
    for kind, length in LENGTHS.items():
        for period in periods_between(length, max(since, book.opened), min(until or today, today)):
            as_of = min(period.last, today)
            groups = book.groups_on(as_of)
            whose = groups if kind == Meeting.Kind.GROUP and groups else [book.branch]
            for org in whose:
                if not _cut_short(period, max(book.opened, org.founded_on), today):
                    verdict = _periodic(book, kind, org, as_of, today=today, has_groups=bool(groups))
                    yield Due(kind, period.name, period.last, org, verdict)


def _cut_short(period: Period, opened: date, today: date) -> bool:
    """The period in which the book was opened asks for a meeting while it lasts; later nothing is missed."""
    return period.first < opened and today >= period.last


def _periodic(book: Book, kind: str, org: Org, as_of: date, *, today: date, has_groups: bool) -> Verdict:
    facts = {
        "kind": kind,
        "held": book.days(kind, org=org.pk if kind == Meeting.Kind.GROUP and has_groups else None),
        "as_of": as_of,
        "has_branch_committee": book.has_committee(as_of),
        "has_groups": has_groups,
        "today": today,
    }
    return judge("life.frequency", as_of, facts)


def annual(book: Book, years: tuple[int, ...], *, today: date) -> Iterator[Due]:
    """组织生活会 and 民主评议 of each year: one in February 2026 that was held for 2025 counts for 2025."""
    for kind in YEARLY:
        for year in years:
            if book.opened.year > year or year > today.year:
                continue
            held = [{"on": h.on, "for_year": h.for_year} for h in book.held if h.kind == kind and h.for_year]
            facts = {"kind": kind, "for_year": year, "held": held, "as_of": today}
            verdict = judge("life.annual", today, facts)
            last = date(year + 1, 4, 1) - timedelta(days=1)
            yield Due(kind, str(year), last, book.branch, verdict)
