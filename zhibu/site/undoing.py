"""The button of a message takes back what was just done; a page shows what one has done within the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhibu.kernel import undoing
from zhibu.kernel.scope import Refused, Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said, without_words
from zhibu.kernel.web.sheets import listing

KEPT = (  # what is withdrawn stays to be found: the address, what is there
    (
        "meetings.index",
        "meetings.see",
        gettext_lazy("退回、撤回的会议记录"),
        gettext_lazy("在组织生活里，写着为什么"),
    ),
    ("members.gone", "members.see", gettext_lazy("离开的党员"), gettext_lazy("信息卡和以前的记录都在")),
    ("members.reviews", "members.review", gettext_lazy("没有采纳的更正"), gettext_lazy("写在那张信息卡上")),
    ("exchange.index", "exchange.import", gettext_lazy("导入的名册"), gettext_lazy("整批撤销，以后也行")),
    ("orgs.index", "orgs.see", gettext_lazy("免去的职务、撤销的组织"), gettext_lazy("从哪天到哪天，都在")),
    ("guard.accounts", "guard.accounts", gettext_lazy("停用的账号"), gettext_lazy("一个按钮恢复")),
)


@page("site.undo")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What one has done within the day, each with its way back; and where is what was withdrawn before."""
    kept = [(link(name), title, note) for name, duty, title, note in KEPT if link(name) and scope.may(duty)]
    context = {"done": undoing.lately(scope), "kept": kept, "messages": said(request, {})}
    return render(request, "site/undo.html", context)


@require_POST
@page("site.undo")
def undo(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Take back one's own change of the day; it is said whether that was still possible."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    try:
        undoing.take_back(scope, pk)
        word = "taken-back"
    except undoing.TooLate:
        word = "too-late"
    except undoing.Changed:
        word = "changed-since"
    except Refused:  # done in an office that is not worn now, or not held any more
        word = "other-hat"
    return go(without_words(target), word)
