"""制度库, the pages: all rules by what they are about, and each by itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.norms import Force, Norm
from zhibu.kernel.norms.book import Tier
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.jinja import fullday
from zhibu.kernel.web.parts import Crumb, Fact

from . import shelf
from .cases import cases

LONGEST = 40


@page("site.read")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """All rules in force; with ?q= those in which the words stand."""
    today = clock.today()
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    found = shelf.find(words, today) if words else []
    groups = [] if words else shelf.shelves(today)
    context = {"words": words, "found": found, "groups": groups, "count": sum(len(n) for _t, n in groups)}
    return render(request, "site/rules.html", context)


@page("site.read")
def show(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    """One rule: its words and numbers, since when, how sure we are, and what it judged here."""
    versions, today = shelf.versions(key), clock.today()
    norm = next((each for each in versions if each.in_force(today)), versions[0] if versions else None)
    if norm is None:
        raise Http404
    found, standing = cases(scope, key, today)
    context = {
        "norm": norm,
        "facts": facts(norm),
        "numbers": shelf.numbers(norm),
        "others": [each for each in versions if each is not norm],
        "besides": list(dict.fromkeys(norm.besides.values())),
        "cases": found,
        "standing": standing,
        "crumbs": (Crumb(label=_("制度库"), url=reverse("rules.index")),),
    }
    return render(request, "site/rule.html", context)


def facts(norm: Norm) -> list[Fact]:
    """What one asks of a rule, in the order one asks it."""
    since = _("%(day)s起") % {"day": fullday(norm.since)}
    if norm.until:
        since = _("%(since)s，到%(day)s止") % {"since": since, "day": fullday(norm.until)}
    return [
        Fact(label=_("文件"), value=f"《{norm.source.document}》"),
        Fact(label=_("文号") if "号" in norm.source.number else _("发布"), value=norm.source.number),
        Fact(label=_("条款"), value=norm.source.article),
        Fact(label=_("施行"), value=since),
        Fact(label=_("谁定的"), value=made_by(norm)),
        Fact(label=_("效力"), value=force(norm)),
        Fact(label=_("核对情况"), value=confidence(norm)),
        Fact(label=_("给管理员的编号"), value=norm.key),
    ]


def made_by(norm: Norm) -> str:
    return {
        Tier.CENTRAL: _("中央"),
        Tier.SYSTEM: _("本系统自己定的，本单位可以改"),
        Tier.PROVINCE: _("省"),
        Tier.UNIT: _("本单位"),
    }[norm.tier]


def force(norm: Norm) -> str:
    if norm.force == Force.MUST:
        return _("必须；办不到的要写明原因")
    return _("一般应当；没做到的只提醒")


def confidence(norm: Norm) -> str:
    return {
        "V": _("读过条文原文"),
        "v": _("读过转述，没有读到原文，请核对原文"),
        "M": _("凭记忆，请核对原文"),
        "C": _("没有找到中央的规定，数是本系统的，请核对"),
    }[norm.source.confidence]
