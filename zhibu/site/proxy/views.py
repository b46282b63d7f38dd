"""The same for whoever keeps the machine and would rather ask in the browser than at a terminal."""

from __future__ import annotations

import os

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page

from . import env, is_name, text

SERVERS = (("caddy", gettext_lazy("Caddy，证书它自己管")), ("nginx", gettext_lazy("nginx，证书您自己放")))
FILES = {"caddy": "Caddyfile", "nginx": "zhibu.conf"}


class AskedFor(forms.Form):
    """What is to be reached, and by what."""

    name = forms.CharField(
        label=gettext_lazy("网址里的名字"),
        max_length=253,
        help_text=gettext_lazy("只写名字，如 djw.example.cn；单位局域网里的，如 zhibu.lan"),
    )
    server = forms.ChoiceField(label=gettext_lazy("用哪一种代理"), choices=SERVERS, initial="caddy")
    lan = forms.BooleanField(
        label=gettext_lazy("只在单位里用"),
        required=False,
        help_text=gettext_lazy("证书由 Caddy 自己签，每台手机要装一次它的根证书"),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if not is_name(name):
            raise ValidationError(
                _("“%(name)s”不像一个网址里的名字，只写名字，如 djw.example.cn。") % {"name": name}
            )
        return name


@page("ops.see")
def show(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Asked by GET: nothing is kept, and the answer has an address."""
    form = AskedFor(request.GET if "name" in request.GET else None)
    context = {"form": form, "config": "", "settings": {}, "https": request.is_secure()}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        port = int(os.environ.get("ZHIBU_PORT") or 8000)
        context["config"] = text(asked["server"], asked["name"], port, lan=asked["lan"])
        context["settings"] = env(asked["name"])
        context["file"] = FILES[asked["server"]]
        context["name"] = asked["name"]
    return render(request, "site/proxy.html", context, status=422 if form.is_bound and form.errors else 200)
