"""Each row of a sheet is judged by the rules of a card and laid beside the base: what would become of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import normal
from zhibu.kernel.scope import Refused, Scope
from zhibu.kernel.sweeping import seldom_swept
from zhibu.members.models import Member
from zhibu.members.services import rules
from zhibu.members.services.rules import Problem, Rules
from zhibu.orgs.models import Org

from .asking import held_anywhere
from .cards import Card, Cards
from .comparing import compared
from .entries import DOUBLE, ERROR, HELD, NEW, WARNING, WRONG, Entry, Fault, Progress, Weighed, mask_of
from .faults import fault
from .groups import Group, Groups
from .newcomers import newcomer

STEP = 500
PLAIN = frozenset({str, date, bool, type(None)})  # what nearly every cell is, and no mask


@seldom_swept()
def weigh(scope: Scope, entries: Sequence[Entry], *, on_progress: Progress | None = None) -> list[Weighed]:
    """What each row would do, in the order given; nothing is written but that numbers were asked for.

    A row about a card of the grant's range is compared with it field by field; an empty cell says nothing. A
    number held elsewhere is answered with 已在册 alone. A row with an error stays out. Raises ValidationError
    where too many numbers were asked for within the hour. `on_progress(done, total)` may raise to stop.
    """
    return list(Weighing(scope, entries).rows(on_progress))


class Weighing:
    """What is looked up once for the whole sheet, and the weighing of one row after the other.

    `fills`: field → what holds for every newcomer whose row does not say it, or how it follows from the row.
    """

    def __init__(
        self, scope: Scope, entries: Sequence[Entry], *, fills: Mapping[str, Any] | None = None
    ) -> None:
        if not scope.may("members.join"):
            raise Refused("members.join")
        self.scope, self.entries, self.rules = scope, entries, Rules(clock.today())
        self.fills = dict(fills or {})
        self.branches = _branches(scope, entries)
        self.numbers = [_number(entry) for entry in entries]
        self.codes = [_code(entry) for entry in entries]
        place = Member.id_number.place(Member)
        self.marks = [blind.candidates(number, place=place) if number else [] for number in self.numbers]
        self.cards = Cards.found(
            scope,
            codes={code for code in self.codes if code},
            marks={mark for marks in self.marks for mark in marks},
        )
        self.holders = [self._by_number(marks) for marks in self.marks]
        self.groups = Groups(scope) if any(entry.values.get("group") for entry in entries) else None
        self.held = self._held_elsewhere()
        self.twins = self._twins(entries)

    def _held_elsewhere(self) -> set[bytes]:
        """Of the numbers that no card in sight has: those that are held beyond it."""
        strange = [
            marks for marks, card in zip(self.marks, self.holders, strict=True) if marks and card is None
        ]
        asked = {mark for marks in strange for mark in marks}
        return held_anywhere(self.scope, asked, numbers=len({marks[0] for marks in strange}))

    def _twins(self, entries: Sequence[Entry]) -> dict[int, list[int]]:
        """place of a row → the numbers of all rows about the same person, where they are several."""
        places: dict[Any, list[int]] = defaultdict(list)
        for place, marks in enumerate(self.marks):
            card = self.cards.by_code.get(self.codes[place]) or self.holders[place]
            who: Any = card.pk if card else (marks[0] if marks else None)
            if who is not None:
                places[who].append(place)
        return {
            place: [entries[other].row for other in same]
            for same in places.values()
            if len(same) > 1
            for place in same
        }

    def _by_number(self, marks: Sequence[bytes]) -> Card | None:
        for mark in marks:
            if card := self.cards.by_mark.get(mark):
                return card
        return None

    def rows(self, on_progress: Progress | None = None) -> Iterator[Weighed]:
        """Row after row, as they are asked for: none needs the database any more."""
        total = len(self.entries)
        for done, entry in enumerate(self.entries):
            if on_progress and not done % STEP:
                on_progress(done, total)
            yield self.one(done, entry)
        if on_progress:
            on_progress(total, total)

    def one(self, place: int, entry: Entry) -> Weighed:
        code, holder = self.codes[place], self.holders[place]
        card = self.cards.by_code.get(code)
        if code and card is None:
            return _out(
                entry, WRONG, "code", _("没有这个党员编号。"), _("请核对编号；新录入的，这一格留空。")
            )
        if card and holder and card.pk != holder.pk:
            told = _("党员编号和公民身份号码指的不是同一位党员。")
            return _out(entry, WRONG, "code", told, _("请核对这一行的编号和号码。"))
        if place in self.twins:
            rows = "、".join(str(row) for row in self.twins[place])
            told = _("第%(rows)s行是同一位党员。") % {"rows": rows}
            return _out(entry, DOUBLE, "code" if code else "id_number", told, _("请只留一行。"))
        if self.held and not self.held.isdisjoint(self.marks[place]):
            remedy = _("请核对号码；没有写错的，由双方共同的上级办理转接。")
            return _out(entry, HELD, "id_number", rules.is_held(), remedy)
        known = card or holder
        group, unfound = self._group(entry, known.branch_id if known else entry.branch)
        if known:
            marks = self.marks[place]
            weighed = compared(entry, known, self.numbers[place], marks, self.rules, group=group)
        else:
            weighed = self._new(place, entry, group)
        if unfound is None:
            return weighed
        kind = WRONG if unfound.level == ERROR else weighed.kind
        return replace(weighed, kind=kind, faults=(*weighed.faults, unfound))

    def _group(self, entry: Entry, branch: int | None) -> tuple[Group | None, Fault | None]:
        """The group the sheet names, or what is wrong with the name."""
        text = entry.values.get("group")
        if not text or self.groups is None or branch is None:
            return None, None
        if not self.scope.may("orgs.groups"):
            told = _("编入党小组由支部书记办理，这一格没有采用。")
            remedy = _("导入以后，请支部书记在“党小组”里编组。")
            return None, Fault(entry.row, "group", WARNING, told, remedy)
        group = self.groups.find(branch, text)
        if group is not None:
            return group, None
        told = _("这个支部没有叫“%(name)s”的党小组。") % {"name": text[:30]}
        known = "、".join(self.groups.names(branch)[:9])
        remedy = (
            _("请改成其中一个：%(names)s；也可以留空，以后再编组。") % {"names": known}
            if known
            else _("这个支部还没有设党小组：请先在“党小组”里设立，再导入；也可以留空，以后再编组。")
        )
        return None, Fault(entry.row, "group", ERROR, told, remedy)

    def _new(self, place: int, entry: Entry, group: Group | None) -> Weighed:
        for field, value in self.fills.items():
            if entry.values.get(field) is None:
                entry.values[field] = value(entry.values) if callable(value) else value
        problems = list(self._place(entry))
        problems += [
            Problem(field, _("带*的内容只能和党员编号一起用。"))
            for field, value in entry.values.items()
            if value.__class__ not in PLAIN and mask_of(value) is not None
        ]
        new, found = newcomer(entry.values, self.numbers[place], self.rules)
        problems += found
        if new is not None and not problems:
            from_on = entry.values.get("from_on") or self.rules.today
            problems += self.rules.entering(new, from_on)
            problems += rules.place(self.branches[entry.branch or 0], from_on)
        if problems:
            return Weighed(entry, WRONG, faults=tuple(fault(entry.row, problem) for problem in problems))
        return Weighed(entry, NEW, newcomer=new, group=group)

    def _place(self, entry: Entry) -> Iterator[Problem]:
        if entry.branch is None:
            yield Problem("branch", _("请填写所在党支部。"))
        elif entry.branch not in self.branches:
            yield Problem("branch", _("没有这个党支部，或者不在您的职责范围内。"))


def _branches(scope: Scope, entries: Iterable[Entry]) -> dict[int, Org]:
    wanted = {entry.branch for entry in entries if entry.branch is not None}
    return Org.objects.within(scope).in_bulk(list(wanted))


def _number(entry: Entry) -> str:
    value = entry.values.get("id_number")
    return normal.id_number(value) if isinstance(value, str) else ""


def _code(entry: Entry) -> str:
    return str(entry.values.get("code") or "").strip().upper()


def _out(entry: Entry, kind: str, field: str, reason: str, remedy: str) -> Weighed:
    return Weighed(entry, kind, faults=(Fault(entry.row, field, ERROR, reason, remedy),))
