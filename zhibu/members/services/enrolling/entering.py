"""New cards of a batch: persons, cards, belonging, dated rows, the first line of their history, the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.fields import normal
from zhibu.kernel.ids import uuid7s
from zhibu.kernel.models import Installation
from zhibu.kernel.names import by_sound, stroke_key, tidy
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Member, Membership
from zhibu.members.services.newcomer import NewMember, first_particulars
from zhibu.members.services.rules import Rules
from zhibu.orgs.models import Appointment, Org

from .entries import Weighed
from .newcomers import newcomer
from .pouring import Statement, insertion

Rows = Sequence[tuple[object, ...]]

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
    "id_number_sealed": "bytea",
    "id_number_index": "bytea",
    "id_number_mask": "text",
    "mobile_sealed": "bytea",
    "mobile_index": "bytea",
    "mobile_mask": "text",
    "home_address_sealed": "bytea",
    "home_address_mask": "text",
}
MEMBERSHIP = {
    "member_id": "uuid",
    "branch_id": "bigint",
    "branch_name": "text",
    "from_on": "date",
    "how": "text",
}
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
        self, scope: Scope, branches: Mapping[int, Org], new: Sequence[Weighed], *, batch: UUID
    ) -> None:
        self.scope, self.branches, self.batch = scope, branches, batch
        self.rules = Rules(clock.today())
        self.known = _office_holders(branches, new)
        self.demo = Installation.objects.get().demo

    def statements(self, some: Sequence[Weighed]) -> list[Statement]:
        """What writes these cards."""
        fresh = uuid7s(len(some))
        persons, cards, memberships, particulars = [], [], [], []
        for pk, each in zip(fresh, some, strict=True):
            values = each.entry.values
            new, _lacking = newcomer(values, normal.id_number(values["id_number"]), self.rules)
            if new is None or each.entry.branch is None:
                raise ValueError("only what was weighed as new is entered")
            branch, name = self.branches[each.entry.branch], tidy(new.name)
            from_on = values.get("from_on") or self.rules.today
            holder = self.known.get((branch.pk, name))
            row = str(holder or pk)
            if holder is None:
                persons.append((row, name))
            cards.append(_card(row, branch, name, new))
            how = values.get("how") or Membership.How.ENTERED.value
            memberships.append((row, branch.pk, branch.name, from_on, how))
            particulars += [(row, *first) for first in first_particulars(new, from_on)]
        return self._written(persons, cards, memberships, particulars)

    def _written(self, persons: Rows, cards: Rows, memberships: Rows, particulars: Rows) -> list[Statement]:
        by = ("uuid", self.scope.actor or None)
        nothing = ("text", "")
        return [
            *([insertion("guard_person", PERSON, persons)] if persons else []),
            insertion(
                "members_member", CARD, cards, code=nothing, demo=("boolean", self.demo), entered_by=by
            ),
            insertion(
                "members_membership",
                MEMBERSHIP,
                memberships,
                made_by=by,
                **dict.fromkeys(("left", "why", "resolution", "approval"), nothing),
            ),
            insertion("members_particular", PARTICULAR, particulars, made_by=by),
            insertion(
                "members_change",
                {"member_id": "uuid"},
                [card[:1] for card in cards],
                field=("text", "card"),
                after=("text", _("录入信息卡")),
                state=("text", Change.State.ENTERED.value),
                source=("text", Change.Source.IMPORT.value),
                batch=("uuid", self.batch),
                made_by=by,
                made_by_name=("text", self.scope.name if self.scope.actor else _("系统")),
                **dict.fromkeys(
                    ("before", "why", "wanted_mask", "was_mask", "decided_by_name", "answer"), nothing
                ),
            ),
            audit.statement_for(
                "members.join",
                [f"person:{card[0]}" for card in cards],
                scope=self.scope,
                batch=str(self.batch),
            ),
        ]


def _card(row: str, branch: Org, name: str, new: NewMember) -> tuple[object, ...]:
    sealed_address, _none, address_mask = Member.home_address.parts(Member, row, new.home_address)
    return (
        row,
        name,
        *by_sound(name),
        stroke_key(name),
        new.sex,
        new.ethnicity,
        new.born_on,
        new.joined_on,
        new.converted_on,
        new.landline,
        branch.pk,
        branch.path,
        *Member.id_number.parts(Member, row, new.id_number),
        *Member.mobile.parts(Member, row, new.mobile),
        sealed_address,
        address_mask,
    )


def _office_holders(branches: Mapping[int, Org], new: Sequence[Weighed]) -> dict[tuple[int, str], UUID]:
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
    coming = Counter((each.entry.branch, tidy(each.entry.values["name"])) for each in new)
    of_name = Counter((org, name) for org, name, _pk in free)
    return {(org, name): pk for org, name, pk in free if of_name[org, name] == 1 and coming[org, name] == 1}
