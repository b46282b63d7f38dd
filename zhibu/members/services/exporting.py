"""The roster goes out: masked for whoever may see it, in clear with a purpose that the members read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.kernel import audit
from zhibu.kernel.models import Installation
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.sheets import Sheet, as_csv, as_xlsx, mark
from zhibu.kernel.web.sheets.writing import CSV, XLSX
from zhibu.members import selectors
from zhibu.members.models.member import MemberQuerySet
from zhibu.orgs.models import Org

from .viewing import office_name

# How many cards one person takes out in clear within an hour.
AN_HOUR = {"branch": 300, "committee": 20_000}
SHORTEST_WHY = 4
IN_CLEAR = "members.export_clear"


@dataclass(frozen=True, slots=True)
class Roster:
    """What goes out: headings in the order of the national collection, and a line for each member."""

    where: Org
    headings: tuple[str, ...]
    lines: Iterable[dict[str, Any]]
    count: int

    @property
    def rows(self) -> Iterator[tuple[Any, ...]]:
        return (tuple(line[name] for name in selectors.COLUMNS) for line in self.lines)


@transaction.atomic
def export_roster(scope: Scope, where: Org) -> Roster:
    """All fields of everybody under an organisation, sealed ones by their masks."""
    scope.require("members.see", where.path)
    rows = selectors.whole_roster(scope, where)
    count = rows.count()
    audit.record("members.export", scope=scope, subject=f"org:{where.code}", rows=count)
    return _roster(where, selectors.lines_of(rows, clear=False), count)


@transaction.atomic
def export_in_clear(scope: Scope, where: Org, *, why: str) -> Roster:
    """The same with every number readable. Each member reads by whom and for what. Raises ValidationError."""
    scope.require("members.unseal", where.path)
    rows = selectors.whole_roster(scope, where)
    people = list(rows.values_list("person_id", flat=True))
    open_in_clear(scope, people, what=_("导出全部项目"), why=why)
    audit.record("members.export", scope=scope, subject=f"org:{where.code}", rows=len(people), why=why)
    return _roster(where, selectors.lines_of(rows, clear=True), len(people))


@transaction.atomic
def print_forms(scope: Scope, where: Org, *, only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The forms of everybody in a branch, or of these codes, masked; each card counts as opened."""
    scope.require("members.see", where.path)
    lines = list(selectors.lines_of(_chosen(scope, where, only), clear=False))
    _remember(scope, lines, what=_("打印采集表"))
    return lines


@transaction.atomic
def print_forms_in_clear(
    scope: Scope, where: Org, *, why: str, only: Sequence[str] = ()
) -> list[dict[str, Any]]:
    scope.require("members.unseal", where.path)
    rows = _chosen(scope, where, only)
    open_in_clear(
        scope, list(rows.values_list("person_id", flat=True)), what=_("打印采集表（全文）"), why=why
    )
    return list(selectors.lines_of(rows, clear=True))


@transaction.atomic
def print_form(scope: Scope, pk: UUID, *, why: str = "") -> dict[str, Any]:
    """One member's form: masked, or with a purpose in clear. Raises ValidationError."""
    member = selectors.card(scope, pk)
    rows = selectors.whole_roster(scope, member.branch).filter(pk=pk)
    if not why:
        scope.require("members.see", member.path)
        lines = list(selectors.lines_of(rows, clear=False))
        _remember(scope, lines, what=_("打印采集表"))
    else:
        scope.require("members.unseal", member.path)
        open_in_clear(scope, [pk], what=_("打印采集表（全文）"), why=why)
        lines = list(selectors.lines_of(rows, clear=True))
    return lines[0]


def _chosen(scope: Scope, where: Org, only: Sequence[str]) -> MemberQuerySet:
    rows = selectors.whole_roster(scope, where)
    return rows.filter(code__in=only) if only else rows


def open_in_clear(scope: Scope, people: Sequence[UUID], *, what: str, why: str) -> None:
    """Everything that has to be true before sealed fields of many are opened at once, and its trace."""
    why = why.strip()
    if len(why) < SHORTEST_WHY:
        raise ValidationError({"why": _("请写明用途，本人会看到。")})
    if not scope.actor:
        raise ValidationError(_("全文要由一个具名的人导出，本人才知道是谁看的。"))
    most = AN_HOUR.get(scope.purpose, AN_HOUR["branch"])
    done = in_clear_lately()
    if done + len(people) > most:
        raise ValidationError(
            _(
                "一小时内最多导出 %(most)s 人的全文，已经导出 %(done)s 人，这次有 %(now)s 人。"
                "请稍后再导，或只导一个支部。"
            )
            % {"most": most, "done": done, "now": len(people)}
        )
    guard.remember_viewings(scope, people, office=office_name(scope), what=what, why=why, action=IN_CLEAR)


def in_clear_lately() -> int:
    """How many cards the one who acts has taken out in clear within the hour."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.done_lately(%s)", [IN_CLEAR])
        return int(cursor.fetchone()[0])


def _remember(scope: Scope, lines: Sequence[dict[str, Any]], *, what: str) -> None:
    people = [line["person"] for line in lines]
    guard.remember_viewings(scope, people, office=office_name(scope), what=what, action="members.view")


def _roster(where: Org, lines: Iterable[dict[str, Any]], count: int) -> Roster:
    headings = selectors.export_headings()
    return Roster(where, tuple(headings[name] for name in selectors.COLUMNS), lines, count)


def roster_bytes(scope: Scope, made: Roster, kind: str, *, place: str = "") -> tuple[bytes, str]:
    """The file and its kind. What stands above the heading is skipped when it is read again."""
    line = mark(
        scope.name,
        place,
        office_name(scope),
        demo=Installation.objects.filter(demo=True).exists(),
    )
    sheet = Sheet(
        name=_("党员名册"),
        headings=made.headings,
        rows=made.rows,
        above=(_("%(org)s党员名册") % {"org": made.where.name}, line),
        mark=line,
    )
    if kind == "csv":
        return as_csv([sheet]), CSV
    return as_xlsx([sheet], landscape=True), XLSX
