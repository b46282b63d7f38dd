"""New cards of a batch: persons, cards, belonging, dated rows, the first line of their history, the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.ids import uuid7s
from zhibu.kernel.models import Installation
from zhibu.kernel.names import by_sound, stroke_key, tidy
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Member, Membership
from zhibu.members.services import rules
from zhibu.members.services.newcomer import NewMember, first_particulars
from zhibu.orgs.models import Appointment, Org

from .entries import Entry, Weighed
from .pouring import Statement, columned, insertion

Columns = list[Sequence[Any]]

PERSON = {"id": "uuid", "name": "text"}
CARD = {
    "person_id": "uuid",
    "name": "text",
    "pinyin": "text",
    "initials": "text",
    "strokes": "text",
    "sex": "text",
    "ethnicity": "text",
    "born_on": "date",
    "joined_on": "date",
    "converted_on": "date",
    "landline": "text",
    "branch_id": "bigint",
    "path": "text",
    "category_now": "text",
    "id_number_sealed": "bytea",
    "id_number_index": "bytea",
    "id_number_mask": "text",
    "mobile_sealed": "bytea",
    "mobile_index": "bytea",
    "mobile_mask": "text",
    "home_address_sealed": "bytea",
    "home_address_mask": "text",
}
TOLD = ("sex", "ethnicity", "born_on", "joined_on", "converted_on", "landline")
MEMBERSHIP = {
    "member_id": "uuid",
    "branch_id": "bigint",
    "branch_name": "text",
    "from_on": "date",
    "how": "text",
}
GROUPING = {"member_id": "uuid", "group_id": "bigint", "from_on": "date"}
PARTICULAR = {
    "member_id": "uuid",
    "kind": "text",
    "code": "text",
    "from_on": "date",
    "until": "date",
    "basis": "text",
}


class Entering:
    """Cards that enter under one grant as one batch; what is the same for all is looked up once."""

    def __init__(
        self, scope: Scope, branches: Mapping[int, Org], entries: Sequence[Entry], *, batch: UUID
    ) -> None:
        self.scope, self.branches, self.batch = scope, branches, batch
        self.today = clock.today()
        self.known = _office_holders(branches, entries)
        self._open: set[int] = set()
        self.demo = Installation.objects.get().demo

    def statements(self, some: Sequence[Weighed]) -> list[Statement]:
        """What writes these cards, made column by column: a card at a time takes twice as long.

        Raises Http404 and ValidationError for a branch that nobody may enter.
        """
        self._require({each.entry.branch or 0 for each in some})
        new = [_newcomer(each) for each in some]
        branches = [self.branches[each.entry.branch or 0] for each in some]
        names = [tidy(who.name) for who in new]
        since = [each.entry.values.get("from_on") or self.today for each in some]
        holders = [self.known.get((org.pk, name)) for org, name in zip(branches, names, strict=True)]
        rows = [str(holder or fresh) for holder, fresh in zip(holders, uuid7s(len(some)), strict=True)]
        persons = [
            (row, name) for row, name, holder in zip(rows, names, holders, strict=True) if holder is None
        ]
        ids, paths = [org.pk for org in branches], [org.path for org in branches]
        entered = Membership.How.ENTERED.value
        how = [each.entry.values.get("how") or entered for each in some]
        particulars = [
            (row, *first)
            for row, who, day in zip(rows, new, since, strict=True)
            for first in first_particulars(who, day)
        ]
        grouped = [
            (row, each.group.pk, max(day, each.group.founded_on))
            for row, each, day in zip(rows, some, since, strict=True)
            if each.group is not None
        ]
        by, nothing = ("uuid", self.scope.actor or None), ("text", "")
        return [
            *([insertion("guard_person", PERSON, persons)] if persons else []),
            columned(
                "members_member",
                CARD,
                [
                    *(rows, names, *_spelt(names), *_told(new), ids, paths),
                    *([who.category for who in new], *_sealed(rows, new)),
                ],
                code=nothing,
                demo=("boolean", self.demo),
                entered_by=by,
            ),
            columned(
                "members_membership",
                MEMBERSHIP,
                [rows, ids, [org.name for org in branches], since, how],
                made_by=by,
                **dict.fromkeys(("left", "why", "resolution", "approval"), nothing),
            ),
            insertion("members_particular", PARTICULAR, particulars, made_by=by),
            *([insertion("members_grouping", GROUPING, grouped)] if grouped else []),
            self._history(rows),
            audit.statement_for(
                "members.join", [f"person:{row}" for row in rows], scope=self.scope, batch=str(self.batch)
            ),
        ]

    def _require(self, wanted: set[int]) -> None:
        """Each branch once."""
        for pk in sorted(wanted - self._open):
            branch = self.branches.get(pk)
            self.scope.require("members.join", branch.path if branch else "")
            if branch and (problem := next(rules.place(branch), None)):
                raise ValidationError({problem.field: problem.reason})
            self._open.add(pk)

    def _history(self, rows: Sequence[str]) -> Statement:
        """The first line of what happened to each card."""
        nothing = ("text", "")
        return columned(
            "members_change",
            {"member_id": "uuid"},
            [rows],
            field=("text", "card"),
            after=("text", _("录入信息卡")),
            state=("text", Change.State.ENTERED.value),
            source=("text", Change.Source.IMPORT.value),
            batch=("uuid", self.batch),
            made_by=("uuid", self.scope.actor or None),
            made_by_name=("text", self.scope.name if self.scope.actor else _("系统")),
            **dict.fromkeys(
                ("before", "why", "wanted_mask", "was_mask", "decided_by_name", "answer"), nothing
            ),
        )


def _newcomer(each: Weighed) -> NewMember:
    if each.newcomer is None or each.entry.branch is None:
        raise ValueError("only what was weighed as new is entered")
    return each.newcomer


def _spelt(names: Sequence[str]) -> Columns:
    heard = [by_sound(name) for name in names]
    return [[key for key, _initials in heard], [first for _key, first in heard], list(map(stroke_key, names))]


def _told(new: Sequence[NewMember]) -> Columns:
    return [[getattr(who, name) for who in new] for name in TOLD]


def _sealed(rows: Sequence[str], new: Sequence[NewMember]) -> Columns:
    numbers = Member.id_number.many(Member, rows, [who.id_number for who in new])
    mobiles = Member.mobile.many(Member, rows, [who.mobile for who in new])
    addresses, _no_marks, masks = Member.home_address.many(Member, rows, [who.home_address for who in new])
    return [*numbers, *mobiles, addresses, masks]


def _office_holders(branches: Mapping[int, Org], entries: Sequence[Entry]) -> dict[tuple[int, str], UUID]:
    """(branch, name) → the person who holds an office there and has no card yet: the card is his.

    So the first secretary of a new installation is a member by the same sign-in. Two of one name in the
    branch, or in the sheet, are not told apart.
    """
    held = Appointment.objects.in_force(clock.today()).filter(org_id__in=list(branches))
    people = set(held.values_list("org_id", "person__name", "person_id"))
    cards = set(Member.objects.filter(pk__in={pk for *_, pk in people}).values_list("pk", flat=True))
    free = [(org, name, pk) for org, name, pk in people if pk not in cards]
    if not free:
        return {}
    coming = Counter((entry.branch, tidy(str(entry.values.get("name") or ""))) for entry in entries)
    of_name = Counter((org, name) for org, name, _pk in free)
    return {(org, name): pk for org, name, pk in free if of_name[org, name] == 1 and coming[org, name] == 1}
