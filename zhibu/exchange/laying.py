"""An export laid beside our side: what is only there, only here, or otherwise. Plain values, no database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import normal
from zhibu.kernel.names import tidy
from zhibu.members.models import Member
from zhibu.orgs.models import Org

from .places import Places
from .reading import FIELDS, Line
from .selectors.our_side import Ours
from .spelling import COMPARED, spelled, written

THEIRS, OURS, FIELD = "theirs", "ours", "field"
STEP = 500
MOST_PROBLEMS = 500
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row or a cell of the export that could not be laid beside anything: a sentence, never a number."""

    row: int
    column: str
    reason: str
    remedy: str


@dataclass(slots=True)
class Found:
    """One difference. `number` and `marks` of a person whom we do not have."""

    kind: str
    branch: int
    member: UUID | None = None
    field: str = ""
    theirs: str = ""
    spelling: str = ""
    name: str = ""
    number: str = ""
    marks: tuple[bytes, ...] = ()


@dataclass(slots=True)
class Laid:
    """What was found, and how far it reaches: only what was compared can be settled."""

    found: list[Found] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)
    compared: dict[UUID, frozenset[str]] = field(default_factory=dict)
    held: set[UUID] = field(default_factory=set)  # in doubt: neither found nor settled
    here: set[UUID] = field(default_factory=set)  # everybody of our side
    there: set[bytes] = field(default_factory=set)  # marks of all numbers of the export
    unread: set[str] = field(default_factory=set)  # names of rows whose number could not be read
    problems: list[Problem] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)  # branches of ours that do not stand in the export
    rows: int = 0
    both: int = 0
    foreign: int = 0
    twice: int = 0


@dataclass(slots=True)
class _Row:
    line: Line
    number: str = ""
    marks: tuple[bytes, ...] = ()
    card: Ours | None = None


class Laying:
    """The two sides, found by number within the organisation alone: who has no card there is not ours."""

    def __init__(self, where: Org, places: Places, names: Mapping[str, str]) -> None:
        self.where, self.places, self.names = where, places, names
        self.laid = Laid()
        self._by_mark: dict[bytes, Ours] = {}
        self._ours: list[Ours] = []
        self._gone: dict[bytes, tuple[UUID, int]] = {}

    def take_ours(self, ours: Iterable[Ours], gone: Mapping[bytes, tuple[UUID, int]]) -> None:
        """Our side: who belongs there today; mark → (member, last branch) of those who died or left there."""
        for each in ours:
            self._ours.append(each)
            if each.mark:
                self._by_mark[each.mark] = each
        self.laid.here = {each.member for each in self._ours}
        self._gone = dict(gone)

    def lay(self, lines: Iterable[Line], *, on_progress: Progress | None = None, total: int = 0) -> Laid:
        """Lay every line beside its card. Raises what `on_progress` raises."""
        rows: list[_Row] = []
        for at, line in enumerate(lines):
            if on_progress and not at % STEP:
                on_progress(at, total)
            rows.append(self._row(line))
        self.laid.rows = len(rows)
        known = self._once(rows)
        meant = self._meanings(rows)
        self._cover(rows, meant)
        for row in known:
            if row.card is not None:
                self._beside(row, row.card, meant)
            elif row.number:
                self._only_there(row, meant)
        self._only_here()
        return self.laid

    def _row(self, line: Line) -> _Row:
        value = line.values.get("id_number")
        self._tell(line)
        if not isinstance(value, str) or not value:
            name = line.values.get("name")
            if isinstance(name, str):
                self.laid.unread.add(tidy(name))
            if not any(p.field == "id_number" for p in line.problems):
                reason = _("没有公民身份号码") if value is None else _("号码带*，不是全文")
                self._problem(
                    line.row, "id_number", reason, _("这一行没有对上任何人，请导出带全文号码的表。")
                )
            return _Row(line)
        number = normal.id_number(value)
        marks = tuple(blind.candidates(number, place=Member.id_number.place(Member)))
        self.laid.there.update(marks)
        card = next((self._by_mark[mark] for mark in marks if mark in self._by_mark), None)
        return _Row(line, number, marks, card)

    def _tell(self, line: Line) -> None:
        for each in line.problems:
            if each.level == "error":
                self._problem(each.row, each.field, each.reason, _("这一格没有对，全国系统里的内容请核对。"))

    def _problem(self, row: int, name: str, reason: str, remedy: str) -> None:
        if len(self.laid.problems) < MOST_PROBLEMS:
            column = self.names.get(name) or str(FIELDS[name].label)
            self.laid.problems.append(Problem(row, column, reason, remedy))

    def _once(self, rows: Sequence[_Row]) -> Iterator[_Row]:
        """The rows of numbers that stand there once; several of one person are in doubt."""
        places: dict[bytes, list[_Row]] = defaultdict(list)
        for row in rows:
            if row.marks:
                places[row.marks[0]].append(row)
        for same in places.values():
            if len(same) > 1:
                self.laid.twice += len(same) - 1
                numbers = "、".join(str(row.line.row) for row in same)
                told = _("第%(rows)s行是同一个号码，这个人没有对") % {"rows": numbers}
                self._problem(same[0].line.row, "id_number", told, _("请在全国系统里核对后重新导出。"))
                if same[0].card is not None:
                    self.laid.held.add(same[0].card.member)
                    continue
            yield same[0]

    def _meanings(self, rows: Sequence[_Row]) -> dict[str, int | None]:
        """What the export calls a branch → the branch meant: by its name, else by who is in it."""
        texts: Counter[str] = Counter()
        cards: dict[str, Counter[int]] = defaultdict(Counter)
        for row in rows:
            text = row.line.values.get("branch")
            if text:
                texts[text] += 1
                if row.card is not None:
                    cards[text][row.card.branch] += 1
        meant = {text: self.places.find(text) for text in texts}
        named = {pk for pk in meant.values() if pk is not None}
        for text, pk in meant.items():
            if pk is None and cards[text]:
                likely, how_many = cards[text].most_common(1)[0]
                if likely not in named and how_many * 2 > texts[text]:
                    meant[text] = likely
        return meant

    def _cover(self, rows: Sequence[_Row], meant: Mapping[str, int | None]) -> None:
        """Which branches the export speaks of: those without a single row may lie outside of it."""
        ours = {each.branch for each in self._ours}
        if self.where.kind == Org.Kind.BRANCH or not meant:
            self.laid.covered = ours | set(self.places.branches) | {self.where.pk}
            return
        spoken = {pk for pk in meant.values() if pk} | {row.card.branch for row in rows if row.card}
        self.laid.covered = spoken | {self.where.pk}
        self.laid.left_out = sorted(ours - spoken)

    def _beside(self, row: _Row, card: Ours, meant: Mapping[str, int | None]) -> None:
        self.laid.both += 1
        values = row.line.values
        compared = frozenset(name for name in COMPARED if self._comparable(name, values, card))
        self.laid.compared[card.member] = compared
        for name in COMPARED:
            if name not in compared:
                continue
            value = values[name]
            spelling = self._place(value, meant) if name == "branch" else spelled(name, value)
            if spelling != card.spells(name):
                self._add(FIELD, card.branch, card.member, name, written(name, value), spelling)

    @staticmethod
    def _comparable(name: str, values: Mapping[str, Any], card: Ours) -> bool:
        if name not in values:
            return False
        value = values[name]
        if value is not None and getattr(value, "text", None) is not None:  # only a mask
            return False
        if name == "branch":
            return bool(value)
        if name in {"whereabouts_since", "direction"}:
            away = values.get("whereabouts") or "none"
            return bool(away != "none" and away == card.held["whereabouts"])
        return True

    @staticmethod
    def _place(text: str, meant: Mapping[str, int | None]) -> str:
        pk = meant.get(text)
        return str(pk) if pk is not None else f"?{text}"

    def _only_there(self, row: _Row, meant: Mapping[str, int | None]) -> None:
        values = row.line.values
        text = values.get("branch")
        branch = meant.get(text) if text else None
        if branch is None:
            if text and self.where.kind == Org.Kind.BRANCH and any(meant.values()):
                self.laid.foreign += 1
                return
            branch = self.where.pk
        gone = next((self._gone[mark] for mark in row.marks if mark in self._gone), None)
        if gone is not None:
            self._add(THEIRS, gone[1], gone[0])
            return
        name = values.get("name") or row.line.shown.get("name", "")
        self.laid.found.append(
            Found(THEIRS, branch, name=tidy(str(name)), number=row.number, marks=row.marks)
        )

    def _only_here(self) -> None:
        for each in self._ours:
            if each.member in self.laid.compared or each.member in self.laid.held:
                continue
            if each.branch not in self.laid.covered:
                continue
            if tidy(each.held["name"]) in self.laid.unread:  # a row of that name has no number to go by
                self.laid.held.add(each.member)
                continue
            self._add(OURS, each.branch, each.member)

    def _add(
        self, kind: str, branch: int, member: UUID, name: str = "", theirs: str = "", spelling: str = ""
    ) -> None:
        self.laid.found.append(Found(kind, branch, member, name, theirs, spelling))
