"""Chinese first; English for whoever asked for it by the link at the foot of the page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

OFFERED = dict(settings.LANGUAGES)
YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """The browser's own list is not asked: an imported phone would turn a Chinese branch English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        with translation.override(wanted if wanted in OFFERED else settings.LANGUAGE_CODE):
            return self.get_response(request)


def set_language(request: HttpRequest) -> HttpResponse:
    """Store `to` on this device and go back to `next`, or home where that leads elsewhere."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = HttpResponseRedirect(target)
    wanted = request.GET.get("to", "")
    if wanted in OFFERED:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=YEAR, samesite="Lax", httponly=True)
    return answer
