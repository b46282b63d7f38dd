"""The roster with all its fields as a file, masked; in clear it goes out on the page and the command line."""

from __future__ import annotations

from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.sheets import MOST, file
from zhibu.members import services
from zhibu.orgs import selectors as orgs

from .routing import router


@router.get("/exports/members", summary="党员名册，全部项目，一个文件")
@endpoint("members.see")
def export_members(
    request: HttpRequest,
    scope: Scope,
    org: int | None = None,
    kind: Annotated[Literal["xlsx", "csv"], Query(alias="as")] = "csv",
) -> HttpResponse:
    """Everybody under `org` (default: the grant's own): the national collection's fields in its order.

    Identity numbers, phones and addresses stand by their masks.
    """
    own = orgs.own_org(scope)
    made = services.export_roster(scope, orgs.org(scope, org) if org is not None else own)
    if made.count > MOST:
        raise ValidationError({"org": _("一次最多导出 %(most)s 人，请选一个下级党组织。") % {"most": MOST}})
    body, content_type = services.roster_bytes(scope, made, kind, place=own.short_name)
    return file(body, content_type, f"{_('党员名册')}-{made.where.short_name}", kind)
