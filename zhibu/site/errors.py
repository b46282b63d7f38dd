"""The pages one gets instead of a page. They read no row: the door is already closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _plain(request: HttpRequest, status: int, title: str, what: str, remedy: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": title, "status": status, "detail": what}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context = {"title": title, "what": what, "remedy": remedy}
    answer = render(request, "site/error.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"  # its frame may name who is signed in
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(
        request,
        404,
        _("没有这一页"),
        _("这个地址没有内容，或者不在您的职责范围内。"),
        _("请从首页进入；如果您兼有其他职务，先切换身份再试。"),
    )


def failed(request: HttpRequest) -> HttpResponse:
    return _plain(
        request,
        500,
        _("这一步没有办成"),
        _("系统出了差错，您刚才的操作没有保存。"),
        _("请退回上一页再试一次；还不行，请告诉系统管理员出错的时间。"),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _plain(
        request,
        403,
        _("页面停留太久了"),
        _("这张表单的凭证已经失效，内容还没有提交。"),
        _("请退回上一页，刷新后再提交；浏览器需要允许本站使用 Cookie。"),
    )
