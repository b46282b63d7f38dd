"""Every address of the house opens through here: duty, signed scope, one transaction, bytes."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol, get_type_hints
from urllib.parse import quote

from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from zhibu.kernel import audit, clock, drafts, undoing
from zhibu.kernel.scope import Refused, Scope, wear


@dataclass(frozen=True, slots=True)
class Entry:
    """Who stands at the door: the grant worn, the other grants that could be, and what must be done first."""

    scope: Scope
    hats: tuple[Scope, ...] = ()
    session: Any = None
    must_go: str = ""  # address of the one page allowed before all others (second factor, new password)


class Provider(Protocol):
    """The scope provider. It is called inside the transaction and wears what it needs to find out."""

    @property
    def sign_in_url(self) -> str: ...

    def enter(self, request: HttpRequest) -> Entry: ...

    def enter_by_token(self, request: HttpRequest) -> Entry: ...


_provider: list[Provider] = []
_inside: ContextVar[bool] = ContextVar("inside", default=False)


def set_provider(provider: Provider) -> None:
    """The top room of the house says who finds the scopes."""
    _provider[:] = [provider]


View = Callable[..., HttpResponseBase]
METHODS = ("GET", "HEAD", "POST")  # a page is read or written; other verbs are the API's


def page(duty: str) -> Callable[[View], View]:
    """A page that is entered with a session under `duty`. The view gets (request, scope, **address).

    It runs and renders inside one transaction under the signed scope. A guest who lacks the duty is led
    to the sign-in; a person who lacks it gets the same 404 as for what does not exist.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def door(request: HttpRequest, **address: Any) -> HttpResponseBase:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise Http404("the database keeps no NUL, so no address with one leads anywhere")
            try:
                answer: HttpResponseBase = _through(request, duty, _provider[0].enter, view, address)
            except SignInFirst:
                target = f"{_provider[0].sign_in_url}?next={quote(request.get_full_path())}"
                answer = HttpResponseRedirect(target)
            except MustGo as first:
                answer = HttpResponseRedirect(str(first))
            return keep_private(answer)

        door.duty = duty  # type: ignore[attr-defined]
        return door

    return wrap


def endpoint(duty: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The same door for the API: a bearer's token instead of a session, plain values instead of pages.

    The function gets (request, scope, …) and returns schemas or plain values made inside the
    transaction; rows and querysets are refused, they would be read after the scope is gone.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _through(request, duty, _provider[0].enter_by_token, view, kwargs)

        door.duty = duty  # type: ignore[attr-defined]
        hide_scope(door)
        return door

    return wrap


def public(view: View) -> View:
    """An address that touches no row at all: static files, health, the size of the letters."""

    @functools.wraps(view)
    def door(request: HttpRequest, **address: Any) -> HttpResponseBase:
        return view(request, **address) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    door.duty = "guest"  # type: ignore[attr-defined]
    return door


def keep_private(answer: HttpResponseBase) -> HttpResponseBase:
    """No cache on the way and no shared machine keeps what was made for one person."""
    if not answer.has_header("Cache-Control"):
        answer["Cache-Control"] = "private, no-store"
    return answer


class SignInFirst(Exception):
    """Nobody is signed in, and guests may not enter."""


class MustGo(Exception):
    """Something has to be done before anything else."""


def _through(
    request: HttpRequest,
    duty: str,
    enter: Callable[[HttpRequest], Entry],
    view: Callable[..., Any],
    address: Any,
) -> Any:
    if _inside.get():
        raise RuntimeError("a door inside a door: scopes do not nest")
    undoing.forget()
    entry: Entry | None = None
    token = _inside.set(True)
    try:
        with transaction.atomic():
            entry = enter(request)
            request.entry = entry  # type: ignore[attr-defined] # for the shell of the page alone
            _admit(entry, duty)
            wear(entry.scope)
            answer = _bytes(view(request, entry.scope, **address))
            _forget_draft(request, entry.scope, answer)
            return answer
    except Http404 as absent:
        _remember_refusal(entry, duty, absent, address)
        raise
    finally:
        _inside.reset(token)
        clock.forget()


def _admit(entry: Entry, duty: str) -> None:
    if entry.scope.may(duty):
        return
    if entry.must_go:
        raise MustGo(entry.must_go)
    if not entry.scope.actor:
        raise SignInFirst
    raise Refused(duty)


def _forget_draft(request: HttpRequest, scope: Scope, answer: Any) -> None:
    """A form that was sent and taken is kept no longer; one that came back with errors is."""
    if request.method == "POST" and getattr(answer, "status_code", 0) == 303 and "draft" in request.POST:
        drafts.forget(scope, request.path)


def _bytes(response: Any) -> Any:
    """What leaves the door must not read rows any more."""
    if isinstance(response, SimpleTemplateResponse) or getattr(response, "streaming", False):
        raise RuntimeError("a page is rendered inside its transaction: return finished bytes")
    if isinstance(response, models.Model | models.QuerySet):
        raise RuntimeError("an endpoint returns schemas or plain values, not rows")
    return response


def _remember_refusal(entry: Entry | None, duty: str, absent: Http404, address: Any) -> None:
    """On a connection of its own: the rollback of the page must not hide it."""
    if entry is None or not entry.scope.actor:
        return
    subject = absent.subject if isinstance(absent, Refused) else ""
    place = {name: str(value) for name, value in address.items() if isinstance(value, int | str)}
    audit.record_aside(duty, scope=entry.scope, subject=subject, outcome="refused", **place)


def hide_scope(door: Callable[..., Any]) -> None:
    """Let the API's generator see the function without `scope`, which no caller can send.

    Annotations are resolved where the function was written: the generator would look for them here.
    """
    inner = door.__wrapped__  # type: ignore[attr-defined]
    kinds = get_type_hints(inner, include_extras=True)
    signature = inspect.signature(inner)
    kept = [
        parameter.replace(annotation=kinds.get(name, parameter.annotation))
        for name, parameter in signature.parameters.items()
        if name != "scope"
    ]
    door.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=kept, return_annotation=kinds.get("return", signature.return_annotation)
    )


def finished(body: bytes, content_type: str, *, filename: str = "") -> HttpResponse:
    """A file made inside the transaction."""
    response = HttpResponse(body, content_type=content_type)
    if filename:
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response
