"""What the norms have noticed about cards: whose, what, by which rule, who puts it right, until when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhibu.kernel.models import Finding
from zhibu.kernel.norms import book
from zhibu.kernel.scope import Scope
from zhibu.members.models import Member
from zhibu.orgs.models import Org

NORMS = ("card.dates", "card.identity", "card.complete", "card.conversion", "card.review")


@dataclass(frozen=True, slots=True)
class Matter:
    """One finding about one card. `remedy`: the name of the page that puts it right, `owner`: who does it."""

    member: Member
    norm: str
    level: str
    because: str
    source: dict[str, Any]
    owner: str
    remedy: str
    action: str
    deadline: date
    late: bool


@dataclass(frozen=True, slots=True)
class BranchMatters:
    branch: Org
    matters: int
    late: int


def matters(scope: Scope, branch: Org, *, today: date) -> list[Matter]:
    """Of one branch, the overdue first, then by norm and name."""
    rows = list(Finding.objects.open().filter(branch_id=branch.pk, norm__in=NORMS))
    people = {UUID(row.subject.partition(":")[2]) for row in rows}
    cards = Member.objects.within(scope).here().in_bulk(list(people))
    found = [
        _matter(row, card, today)
        for row in rows
        if (card := cards.get(UUID(row.subject.partition(":")[2]))) is not None
    ]
    return sorted(found, key=lambda m: (not m.late, NORMS.index(m.norm), m.member.pinyin))


def counted(scope: Scope, where: Org, *, today: date) -> list[BranchMatters]:
    """How many matters each branch under an organisation has, in the order of the tree: no ranking."""
    branches = Org.objects.within(scope).branches().standing()
    inside = branches.filter(path__gte=where.path, path__lt=where.path + "~").order_by("path")
    numbers: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Finding.objects.open().filter(norm__in=NORMS, branch_id__in=inside.values("pk"))
    for branch, norm, noticed in rows.values_list("branch_id", "norm", "noticed_on"):
        numbers[branch][0] += 1
        numbers[branch][1] += _deadline(norm, noticed, today) < today
    return [BranchMatters(org, *numbers[org.pk]) for org in inside if org.pk in numbers]


def _matter(row: Finding, card: Member, today: date) -> Matter:
    owner, remedy, action = _remedies()[row.norm]
    deadline = _deadline(row.norm, row.noticed_on, today)
    return Matter(
        member=card,
        norm=row.norm,
        level=row.level,
        because=row.verdict.get("because", ""),
        source=row.verdict.get("source") or {},
        owner=owner,
        remedy=remedy,
        action=action,
        deadline=deadline,
        late=deadline < today,
    )


def _remedies() -> dict[str, tuple[str, str, str]]:
    """norm → who puts it right, on which page, what the button says."""
    desk = _("支部书记、组织委员、党务助理")
    return {
        "card.complete": (desk, "members.card", _("补齐")),
        "card.dates": (desk, "members.card", _("核对更正")),
        "card.identity": (desk, "members.card", _("核对更正")),
        "card.review": (_("支部书记、副书记、组织委员，上级组织干事"), "members.review", _("审核")),
        "card.conversion": (_("支部委员会"), "members.card", _("核实")),
    }


def _deadline(norm: str, noticed: date, today: date) -> date:
    days = book().get(norm, today).values.get("days", 30)
    if norm == "card.review":  # noticed already some days before the rule's own deadline
        days = book().get(norm, today).values["remind_before"]
    return noticed + timedelta(days=days)
