"""One button wipes a demonstration: on the machine where it runs, after a word typed by hand."""

from __future__ import annotations

import ipaddress
import re

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.guard.models import Session
from zhibu.guard.selectors import must_prove_again
from zhibu.kernel.models import Installation
from zhibu.kernel.postgres import DataFolder, external
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.caller import caller
from zhibu.kernel.web.door import page

WORD = gettext_lazy("清除演示")
AT_HOME = {"localhost", "127.0.0.1", "[::1]"}


class WipeForm(forms.Form):
    """A word that nobody types by mistake."""

    word = forms.CharField(label=gettext_lazy("请在这里写“清除演示”四个字"), max_length=40)

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"].strip()
        if typed.casefold() != str(WORD).casefold():
            raise ValidationError(_("要写“%(word)s”，您写的是“%(typed)s”。") % {"word": WORD, "typed": typed})
        return typed


@page("site.wipe")
def wipe(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Absent where real people are. Whoever only visits the machine is told how its keeper does it."""
    if not is_demonstration():
        raise Http404("not a demonstration")
    folder, may = DataFolder.of(), _at_the_machine(request)
    form = WipeForm(request.POST if request.method == "POST" and may else None)
    if may and _must_prove(request):
        return redirect(f"{reverse('guard.second_factor')}?next={reverse('demo.wipe')}")
    if form.is_valid():
        folder.wish_to_wipe.touch(mode=0o600)
        return render(request, "site/wiped.html", {})
    context = {"form": form, "may": may, "own": not external(), "folder": folder.root if may else ""}
    return render(request, "site/wipe.html", context, status=422 if form.is_bound else 200)


def is_demonstration() -> bool:
    return Installation.objects.filter(demo=True).exists()


def _at_the_machine(request: HttpRequest) -> bool:
    """Asked from the machine itself by its own name, and served by the demonstration's own start."""
    meta = {name: str(value) for name, value in request.META.items() if isinstance(value, str)}
    try:
        here = ipaddress.ip_network(caller(meta)).is_loopback
    except ValueError:
        return False
    host = re.sub(r":[0-9]+$", "", request.get_host())
    folder = DataFolder.of()
    marked = folder.demonstration.exists() and folder.is_served() and not external()
    return here and host in AT_HOME and marked


def _must_prove(request: HttpRequest) -> bool:
    session = request.entry.session  # type: ignore[attr-defined]
    return isinstance(session, Session) and must_prove_again(session)
