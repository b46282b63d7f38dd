"""What this context's pages need of a request besides its form: the session, the device, the way back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zhibu.guard import selectors
from zhibu.guard.devices import device_name
from zhibu.guard.models import Session
from zhibu.kernel.scope import Refused
from zhibu.kernel.web.caller import caller

HOME = "/"


def here(request: HttpRequest) -> Session:
    """The session of this device. Raises Refused for who came without one."""
    session = request.entry.session  # type: ignore[attr-defined]
    if not isinstance(session, Session):
        raise Refused("guard.own")
    return session


def session_or_none(request: HttpRequest) -> Session | None:
    found = request.entry.session  # type: ignore[attr-defined]
    return found if isinstance(found, Session) else None


def must_first(request: HttpRequest) -> bool:
    """Whether something has to be done here before any other page opens."""
    return bool(request.entry.must_go)  # type: ignore[attr-defined]


def who_calls(request: HttpRequest) -> dict[str, Any]:
    """Address and device, as the services of signing in take them."""
    meta = {name: str(value) for name, value in request.META.items() if isinstance(value, str)}
    return {
        "address": caller(meta),
        "device": device_name(request.headers.get("User-Agent", "")),
        "instead": session_or_none(request),
    }


def way_back(request: HttpRequest) -> str:
    """Where to go on to: an address of this house from `next`, or home. Never another house's."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    turns_round = wanted.startswith((reverse("guard.sign_in"), reverse("guard.sign_out")))
    return wanted if safe and not turns_round else HOME


def put_cookie(answer: HttpResponse, secret: str) -> None:
    """The cookie that is the session: not for scripts, not sent from other sites, thirty days."""
    answer.set_cookie(
        settings.SESSION_COOKIE,
        secret,
        max_age=selectors.SESSION_DAYS * 86400,
        path="/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def take_cookie(answer: HttpResponse) -> None:
    """The browser forgets it."""
    answer.set_cookie(
        settings.SESSION_COOKIE, "", max_age=0, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def blame(form: Form, problem: ValidationError, field: str) -> None:
    """Put what a service said under the fields it named, or under `field`."""
    if hasattr(problem, "error_dict"):
        for name, errors in problem.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(field, problem)
