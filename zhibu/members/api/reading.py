"""Reading the roster and cards. Opening a card is remembered and shown to the person, as on the page."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.cursor import cursor_page
from zhibu.kernel.web.text import Plain
from zhibu.members import selectors, services
from zhibu.members.models import Member
from zhibu.orgs import selectors as orgs

from .routing import router
from .shapes import CardOut, MembersOut, StoryOut, card, row, story


@router.get("/members", response=MembersOut, summary="党员名册")
@endpoint("members.see")
def list_members(
    request: HttpRequest,
    scope: Scope,
    org: int | None = None,
    q: Plain = "",
    category: Plain = "",
    unreviewed: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> MembersOut:
    """Today's members under `org` (default: the grant's own), by name. `q`: name, pinyin or initials."""
    where = orgs.org(scope, org) if org is not None else orgs.own_org(scope)
    rows = selectors.roster(scope, where, words=q, category=category, unreviewed=unreviewed)
    found, following = cursor_page(rows, by=("pinyin", "person_id"), cursor=cursor, limit=limit)
    return MembersOut(items=[row(m) for m in found], next=following)


@router.get("/members/{pk}", response=CardOut, summary="一张信息卡")
@endpoint("members.see")
def show_member(request: HttpRequest, scope: Scope, pk: UUID) -> CardOut:
    """One card with its sealed fields masked. The viewing stands on the person's own page."""
    return whole(services.view_card(scope, pk))


@router.get("/members/{pk}/timeline", response=StoryOut, summary="一名党员的经历")
@endpoint("members.see")
def show_story(request: HttpRequest, scope: Scope, pk: UUID) -> StoryOut:
    """The member's story, the newest first. It counts as opening the card."""
    member = services.view_card(scope, pk)
    return story(selectors.story(member, selectors.changes(member)))


@router.get("/me", response=dict[str, Any], summary="本人")
@endpoint("members.own")
def show_me(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """The one who acts, the grant of the token, and the own card with its sealed fields masked."""
    member = selectors.own_card(scope.actor)
    return {
        "id": scope.actor,
        "name": scope.name,
        "office": scope.office,
        "org": scope.org,
        "card": own(member) if member else None,
    }


def own(member: Member) -> dict[str, Any]:
    """The own card; the branch is named as it was when one entered it, even if it is not seen from here."""
    particulars = selectors.particulars_on(member, clock.today())
    plain = ("code", "name", "sex", "ethnicity", "born_on", "joined_on", "converted_on", "landline")
    return {
        **{name: _plain(getattr(member, name)) for name in plain},
        **{name: getattr(member, name).mask for name in ("id_number", "mobile", "home_address")},
        "branch": member.branch_id,
        "branch_name": selectors.memberships(member)[0].branch_name,
        "particulars": particulars,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def whole(member: Member) -> CardOut:
    return card(member, selectors.particulars_on(member, clock.today()))
