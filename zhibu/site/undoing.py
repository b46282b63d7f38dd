"""The button of a message: what was just done is taken back, and one stands on the same page again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhibu.kernel import undoing
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, without_words


@require_POST
@page("site.undo")
def undo(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Take back one's own change of the last half minute; it is said whether that was still possible."""
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
    return go(without_words(target), word)
