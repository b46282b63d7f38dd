"""大字版: which size of letters the person chose, kept in a cookie so that it works without script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

COOKIE = "zb_size"
SIZES = (0, 1, 2, 3)  # 16, 20, 24 and 30 px
YEAR = 365 * 24 * 3600


def size_of(request: HttpRequest) -> int:
    """The size chosen on this device, 0 where none or nonsense is stored."""
    return _size(request.COOKIES.get(COOKIE, ""))


@csrf_exempt  # changes nothing but the look of this device, and must never answer an old person with 403
@require_http_methods(["GET", "POST"])
def set_size(request: HttpRequest) -> HttpResponse:
    """Store `size` and go back to `next`, or home where `next` leads to another host."""
    sent = request.POST if request.method == "POST" else request.GET
    target = sent.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target)
    answer.status_code = 303  # the way back is a GET, also after a POST
    _keep(answer, request, _size(sent.get("size", "")))
    return answer


def begin_with(answer: HttpResponse, request: HttpRequest, size: int) -> None:
    """A device on which nobody has chosen yet begins with this size; a choice made on it stands."""
    if size and COOKIE not in request.COOKIES:
        _keep(answer, request, size)


def _keep(answer: HttpResponse, request: HttpRequest, size: int) -> None:
    # the enhancing script reads and writes it too, so it is not HttpOnly; it holds one digit
    answer.set_cookie(COOKIE, str(size), max_age=YEAR, samesite="Lax", secure=request.is_secure())


def _size(text: str) -> int:
    return int(text) if text in {str(size) for size in SIZES} else 0
