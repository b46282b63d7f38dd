"""A row beside the card that is there: what differs, what waits for a second person, what may not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import normal
from zhibu.kernel.names import tidy
from zhibu.kernel.norms import Level
from zhibu.members.models import Member, Particular
from zhibu.members.services import phones, rules
from zhibu.members.services.rules import NUMBER, Problem, Rules

from .cards import Card
from .entries import CHANGED, ERROR, UNCHANGED, WARNING, WRONG, Difference, Entry, Fault, Weighed, mask_of
from .faults import fault
from .groups import Group

PLAIN = ("name", "sex", "ethnicity", "born_on", "joined_on", "converted_on", "landline")
SEALED = ("id_number", "mobile", "home_address")
DATED = tuple(Particular.Kind.values)


def compared(
    entry: Entry,
    card: Card,
    number: str,
    marks: list[bytes],
    judging: Rules,
    *,
    group: Group | None = None,
) -> Weighed:
    """The row against the card. What the row leaves empty stays: no field is emptied by a sheet."""
    if card.gone_on is not None:
        told = Fault(entry.row, "code", ERROR, rules.is_gone(), _("请从表格里去掉这一行。"))
        return Weighed(entry, WRONG, card.pk, faults=(told,))
    beside = _Beside(entry, card, number, marks, judging, group)
    beside.look()
    if any(each.level == ERROR for each in beside.faults):
        return Weighed(entry, WRONG, card.pk, faults=tuple(beside.faults))
    kind = CHANGED if beside.differences else UNCHANGED
    return Weighed(entry, kind, card.pk, tuple(beside.differences), tuple(beside.faults), group=group)


@dataclass(slots=True)
class _Beside:
    entry: Entry
    card: Card
    number: str
    marks: list[bytes]
    rules: Rules
    group: Group | None
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def look(self) -> None:
        if self.entry.branch is not None and self.entry.branch != self.card.branch_id:
            told = _("卡上是另一个支部。换支部不是更正，请走组织关系转接。")
            self._wrong(Problem("branch", told))
        for name in PLAIN:
            self._plain(name)
        for name in SEALED:
            self._sealed(name)
        for kind in DATED:
            self._dated(kind)
        self._direction()
        if self.group is not None and self.card.group[0] != self.group.pk:
            self._differs("group", self.card.group[1], self.group.name)
        self._where_and_when()
        for problem in self._problems():
            self._wrong(problem)

    def _said(self, name: str) -> Any:
        value = self.entry.values.get(name)
        return None if value == "" else value

    def _wrong(self, problem: Problem, level: str = ERROR) -> None:
        self.faults.append(fault(self.entry.row, problem, level))

    def _differs(self, name: str, before: Any, after: Any) -> None:
        self.differences.append(Difference(name, _text(before), _text(after), self._waits(name)))

    def _waits(self, name: str) -> bool:
        if name == "converted_on" and self._turns_formal():
            return False  # a conversion that has happened, not a correction
        return name in rules.KEY_FIELDS and self.card.reviewed_once

    def _turns_formal(self) -> bool:
        now = self.card.today.get("category", ("", date.min, ""))[0]
        return self._said("category") == "formal" and now == "probationary"

    def _plain(self, name: str) -> None:
        said = self._said(name)
        if said is None:
            return
        if name == "name":
            said = tidy(said)
        now = getattr(self.card, name)
        if said != now and not self._waits_already(name, _text(said)):
            self._differs(name, now, said)

    def _waits_already(self, name: str, wanted: str) -> bool:
        return self.card.waiting.get(name) == wanted

    def _sealed(self, name: str) -> None:
        said = self._said(name)
        if said is None:
            return
        now = getattr(self.card, f"{name}_mask")
        mask = mask_of(said)
        if mask is not None:
            if not self._said("code"):
                self._wrong(Problem(name, _("带*的内容只能和党员编号一起用。")))
            elif mask.strip() != now:
                self._wrong(Problem(name, _("带*的内容和卡上的不一样。要改的请写全，不改的请留空。")))
        elif not self._same(name, said) and not self._waits_already(name, self.number):
            text = getattr(Member, name)
            self._differs(name, now, text.mask(text.normal(said)))

    def _same(self, name: str, said: str) -> bool:
        if name == "id_number":
            return self.card.id_number_index is not None and bytes(self.card.id_number_index) in self.marks
        if name == "mobile":
            place, plain = Member.mobile.place(Member), normal.phone(said)
            held = self.card.mobile_index
            return held is not None and bytes(held) in blind.candidates(plain, place=place)
        return normal.text(said) == self.card.opened("home_address")

    def _dated(self, kind: str) -> None:
        code = self._said(kind)
        if code is None:
            return
        now, since, _basis = self.card.today.get(
            kind, ("none" if kind == "whereabouts" else "", date.min, "")
        )
        if code == now:
            said_since = self._said("whereabouts_since")
            if kind == "whereabouts" and now != "none" and said_since not in (None, since):
                told = _("起始日期和卡上的不同，没有采用；要改的请在信息卡上变更。")
                self._wrong(Problem("whereabouts_since", told), WARNING)
            return
        if kind == "category" and now == "formal":
            told = _("正式党员改为预备党员不能从表格办理，请在信息卡上变更并写明依据。")
            self._wrong(Problem(kind, told))
        self._differs(kind, now, code)

    def _direction(self) -> None:
        said = self._said("direction")
        code, _since, basis = self.card.today.get("whereabouts", ("none", date.min, ""))
        if said is not None and said != basis and (self._said("whereabouts") or code) != "none":
            self._differs("direction", basis, said)

    def _where_and_when(self) -> None:
        """How a member came to the branch is history: a sheet does not rewrite it."""
        for name, now in zip(("from_on", "how"), self.card.came or (None, None), strict=True):
            if self._said(name) not in (None, now):
                told = _("和卡上的不同，没有采用。进入支部的日期和类型不从表格更改。")
                self._wrong(Problem(name, told), WARNING)

    def _problems(self) -> Iterator[Problem]:
        """The rules of a card, as far as they concern what would change."""
        changed = {each.field for each in self.differences}
        values = self.entry.values
        if "name" in changed:
            yield from self.rules.name(values["name"])
        for name in changed & self.rules.codes.keys():
            yield from self.rules.code(name, values[name])
        if "mobile" in changed and (wrong := phones.fault(values["mobile"])):
            yield Problem("mobile", wrong)
        for name in changed & {"landline", "home_address", "direction"}:
            yield from self.rules.length(name, values[name])
        if changed & {*self.rules.DAYS, "category"}:
            yield from self._days(changed)
        if "whereabouts" in changed:
            yield from self.rules.away(
                values["whereabouts"], self._said("whereabouts_since"), self._after("joined_on")
            )
        if changed & {"id_number", "born_on", "sex"}:
            yield from self._identity()

    def _days(self, changed: set[str]) -> Iterator[Problem]:
        born_on, joined_on, converted_on = map(self._after, ("born_on", "joined_on", "converted_on"))
        for problem in self.rules.days(born_on, joined_on, converted_on, self._category()):
            if problem.concerns(*changed) or (problem.field == "converted_on" and "category" in changed):
                yield problem

    def _after(self, name: str) -> Any:
        said = self._said(name)
        return getattr(self.card, name) if said is None else said

    def _category(self) -> str:
        code = self._said("category") or self.card.today.get("category", ("",))[0]
        return str(code)

    def _identity(self) -> Iterator[Problem]:
        number = self.number or self.card.opened("id_number")
        if not number:
            return
        verdict = self.rules.verdict(number, self._after("born_on"), self._after("sex"))
        if verdict.level == Level.BROKEN:
            yield Problem("id_number", verdict.because, NUMBER)
        elif verdict.level != Level.KEPT:  # it may be so: whoever reviews it compares the papers
            self._wrong(Problem("id_number", verdict.because, NUMBER), WARNING)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
