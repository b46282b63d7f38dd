"""New cards of a batch: persons, cards, belonging, dated rows, the first line of their history, the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.fields import normal
from zhibu.kernel.ids import uuid7
from zhibu.kernel.models import Installation
from zhibu.kernel.names import initials, sort_key, stroke_key, tidy
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Member, Membership
from zhibu.members.services.newcomer import first_particulars
from zhibu.members.services.rules import Rules
from zhibu.orgs.models import Appointment, Org

from .entries import Weighed
from .newcomers import newcomer
from .pouring import pour

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


def enter_cards(
    scope: Scope, branches: Mapping[int, Org], some: Sequence[Weighed], *, batch: UUID
) -> Counter[int]:
    """Write these new cards. Returns how many entered each branch."""
    rules, today = Rules(clock.today()), clock.today()
    known = _office_holders(branches, some)
    persons, cards, memberships, particulars = [], [], [], []
    number, mobile, address = Member.id_number, Member.mobile, Member.home_address
    for each in some:
        values = each.entry.values
        new, _lacking = newcomer(values, normal.id_number(values["id_number"]), rules)
        if new is None or each.entry.branch is None:
            raise ValueError("only what was weighed as new is entered")
        branch = branches[each.entry.branch]
        name = tidy(new.name)
        from_on = values.get("from_on") or today
        pk = known.pop((branch.pk, name), None)
        if pk is None:
            pk = uuid7()
            persons.append((pk, name))
        row = str(pk)
        sealed_address, _none, address_mask = address.parts(Member, row, new.home_address)
        cards.append(
            (
                pk,
                name,
                sort_key(name),
                initials(name),
                stroke_key(name),
                new.sex,
                new.ethnicity,
                new.born_on,
                new.joined_on,
                new.converted_on,
                new.landline,
                branch.pk,
                branch.path,
                *number.parts(Member, row, new.id_number),
                *mobile.parts(Member, row, new.mobile),
                sealed_address,
                address_mask,
            )
        )
        memberships.append(
            (pk, branch.pk, branch.name, from_on, values.get("how") or Membership.How.ENTERED.value)
        )
        particulars += [(pk, *first) for first in first_particulars(new, from_on)]
    _write(scope, persons, cards, memberships, particulars, batch)
    return Counter(each.entry.branch for each in some if each.entry.branch is not None)


def _office_holders(branches: Mapping[int, Org], some: Sequence[Weighed]) -> dict[tuple[int, str], UUID]:
    """(branch, name) → the person who holds an office there and has no card yet: the card is his.

    So the first secretary of a new installation is a member by the same sign-in. Two of one name in the
    branch, or in the sheet, are not told apart.
    """
    coming = Counter((each.entry.branch, tidy(each.entry.values["name"])) for each in some)
    wanted = list(branches)
    held = Appointment.objects.in_force(clock.today()).filter(org_id__in=wanted)
    people = set(held.values_list("org_id", "person__name", "person_id"))
    cards = set(Member.objects.filter(pk__in={pk for *_, pk in people}).values_list("pk", flat=True))
    free = [(org, name, pk) for org, name, pk in people if pk not in cards]
    of_name = Counter((org, name) for org, name, _pk in free)
    return {(org, name): pk for org, name, pk in free if of_name[org, name] == 1 and coming[org, name] == 1}


def _write(
    scope: Scope, persons: Rows, cards: Rows, memberships: Rows, particulars: Rows, batch: UUID
) -> None:
    by = scope.actor or None
    demo = Installation.objects.get().demo
    pour("guard_person", PERSON, persons)
    pour("members_member", CARD, cards, code=("text", ""), demo=("boolean", demo), entered_by=("uuid", by))
    nothing = dict.fromkeys(("left", "why", "resolution", "approval"), ("text", ""))
    pour("members_membership", MEMBERSHIP, memberships, made_by=("uuid", by), **nothing)
    pour("members_particular", PARTICULAR, particulars, made_by=("uuid", by))
    pour(
        "members_change",
        {"member_id": "uuid"},
        [card[:1] for card in cards],
        field=("text", "card"),
        after=("text", _("录入信息卡")),
        state=("text", Change.State.ENTERED.value),
        source=("text", Change.Source.IMPORT.value),
        batch=("uuid", batch),
        made_by=("uuid", by),
        made_by_name=("text", scope.name if by else _("系统")),
        **dict.fromkeys(
            ("before", "why", "wanted_mask", "was_mask", "decided_by_name", "answer"), ("text", "")
        ),
    )
    audit.record_many("members.join", [f"person:{card[0]}" for card in cards], scope=scope, batch=str(batch))
