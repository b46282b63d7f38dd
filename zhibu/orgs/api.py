"""Organisations by API: the tree as a list, and one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.cursor import cursor_page
from zhibu.kernel.web.text import Plain

from . import selectors
from .models import Org

router = Router(tags=["组织"])


class OrgOut(Schema):
    """An organisation as lists show it. `level` is its depth in the tree, the root being 1."""

    id: int = Field(examples=[17])
    code: str = Field(examples=["LH003"])
    name: str = Field(examples=["中共柳河村支部委员会"])
    short_name: str = Field(examples=["柳河村党支部"])
    kind: str = Field(examples=["branch"])
    field: str = Field(examples=["village"])
    level: int = Field(examples=[3])
    founded_on: date


class OrgsOut(Schema):
    """A page of the list. `next` goes into `cursor`; null on the last page."""

    items: list[OrgOut]
    next: str | None = None


class OfficeOut(Schema):
    """An office held today; `confirmed` false: it gives no right yet."""

    office: str = Field(examples=["secretary"])
    title: str = Field(examples=["支部书记"])
    name: str = Field(examples=["王建国"])
    from_on: date
    confirmed: bool


class VerdictOut(Schema):
    """What a norm says, with the document it cites."""

    norm: str = Field(examples=["organisation.term"])
    level: str = Field(examples=["due_soon"])
    because: str
    document: str


class OrgDetailOut(OrgOut):
    form: str
    contact: str
    phone: str
    unit_situation: str
    unit_name: str
    unit_nature: str
    unit_party_status: str
    uscc: str
    external_code: str
    dissolved_on: date | None
    members: int
    formal: int
    superiors: list[str]
    offices: list[OfficeOut]
    verdicts: list[VerdictOut]


@router.get("/orgs", response=OrgsOut, summary="组织列表，按树的顺序")
@endpoint("orgs.see")
def list_orgs(
    request: HttpRequest, scope: Scope, q: Plain = "", cursor: str = "", limit: int = 100
) -> OrgsOut:
    """The standing organisations of the grant, superiors before subordinates. `q`: part of a name."""
    rows, following = cursor_page(selectors.standing(scope, q), by=("path",), cursor=cursor, limit=limit)
    return OrgsOut(items=[OrgOut(**_row(o)) for o in rows], next=following)


@router.get("/orgs/{pk}", response=OrgDetailOut, summary="一个组织")
@endpoint("orgs.see")
def show_org(request: HttpRequest, scope: Scope, pk: int) -> OrgDetailOut:
    """One organisation with its offices, today's number of members and what the norms say of it."""
    org = selectors.org(scope, pk)
    today = clock.today()
    count = selectors.count_of(scope, org)
    plain = ("form", "contact", "phone", "unit_situation", "unit_name", "unit_nature", "unit_party_status")
    return OrgDetailOut(
        **_row(org),
        **{name: getattr(org, name) for name in plain},
        uscc=org.uscc,
        external_code=org.external_code,
        dissolved_on=org.dissolved_on,
        members=count.members,
        formal=count.formal,
        superiors=[o.name for o in selectors.trail(scope, org)],
        offices=[
            OfficeOut(
                office=a.office,
                title=str(a.get_office_display()),
                name=a.person.name,
                from_on=a.from_on,
                confirmed=a.confirmed,
            )
            for a in selectors.office_holders(scope, org, today)
        ],
        verdicts=[
            VerdictOut(
                norm=said["norm"],
                level=said["level"],
                because=said["because"],
                document=said["source"]["document"],
            )
            for said in (v.as_json() for v in selectors.verdicts(org, count, today))
        ],
    )


def _row(org: Org) -> dict[str, Any]:
    names = ("code", "name", "short_name", "kind", "field", "founded_on")
    return {"id": org.pk, "level": len(org.path) // 3} | {name: getattr(org, name) for name in names}
