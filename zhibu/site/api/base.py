"""One API of all contexts served; errors as RFC 9457 problems that name the field."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as ShapeError
from ninja.renderers import JSONRenderer

from zhibu import __version__
from zhibu.kernel.web.door import SignInFirst

from .reasons import field, reason


class Readable(JSONRenderer):
    """Chinese stands in the answers as Chinese."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Answers are made for one token: no cache on the way keeps them."""

    def create_response(self, *args: Any, **values: Any) -> HttpResponse:
        answer = super().create_response(*args, **values)
        answer["Cache-Control"] = "private, no-store"
        return answer


api = Api(
    title="zhibu",
    version=__version__,
    description="支部：基层党组织的日常工作平台",
    docs_url=None,
    urls_namespace="api",
    openapi_url="openapi.json",
    renderer=Readable(),
)


def problem(request: HttpRequest, status: int, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """application/problem+json (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(SignInFirst)
def _no_token(request: HttpRequest, exc: SignInFirst) -> HttpResponse:
    answer = problem(request, 401, _("需要令牌"), _("请在 Authorization 头里带上有效的 Bearer 令牌。"))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def _absent(request: HttpRequest, exc: Http404) -> HttpResponse:
    return problem(request, 404, _("没有这一项"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, exc: HttpError) -> HttpResponse:
    unread = exc.status_code == 400  # the one reason for it: what was sent is no JSON
    return problem(request, exc.status_code, _("发来的内容不是 JSON。") if unread else str(exc))


@api.exception_handler(ShapeError)
def _misshapen(request: HttpRequest, exc: ShapeError) -> HttpResponse:
    errors = [{"field": field(e), "reason": reason(e)} for e in exc.errors]
    return problem(request, 422, _("请求的内容不对"), errors=errors)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    fields = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
    errors = [{"field": name, "reason": text} for name, texts in fields.items() for text in texts]
    return problem(request, 422, _("请求的内容不对"), errors=errors)


for _context in settings.SERVED or settings.CONTEXTS:
    if find_spec(f"zhibu.{_context}.api"):
        api.add_router("", import_module(f"zhibu.{_context}.api").router)

if not settings.SERVED:  # the top room knows all the others: a process that serves some has none
    api.add_router("", import_module("zhibu.site.api.hall").router)
