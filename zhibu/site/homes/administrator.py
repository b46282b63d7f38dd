"""The start of the three administrators: their own pages, and which of the three powers they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.guard.offices import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.site.homes.overview import offices_waiting

from .steps import of_the_house


@dataclass(frozen=True, slots=True)
class Place:
    label: str
    note: str
    icon: str
    url: str


def context(scope: Scope, today: date) -> dict[str, Any]:
    places = [
        Place(label, note, icon, link(name))
        for name, duty, label, note, icon in _places(scope)
        if link(name) and scope.may(duty)
    ]
    steps = of_the_house(scope, today) if scope.office == SYSTEM_ADMIN else []
    return {"places": places, "power": _power(scope.office), "first_steps": steps}


def _places(scope: Scope) -> tuple[tuple[str, str, str, str, str], ...]:
    waiting = offices_waiting(scope) if scope.may("orgs.confirm") else 0
    changes = scope.may("orgs.manage")
    confirming = _("%(count)d 个等您核对") % {"count": waiting} if waiting else _("现在没有")
    return (
        ("orgs.confirmations", "orgs.confirm", _("待确认的任职"), confirming, "check"),
        ("guard.accounts", "guard.accounts", _("账号"), _("开户、重置登录、停用"), "key"),
        (
            "orgs.index",
            "orgs.see",
            _("组织和职务"),
            _("设立组织，任免职务") if changes else _("有哪些党组织，谁任什么职务"),
            "tree",
        ),
        ("guard.audit", "guard.audit", _("审计记录"), _("谁在什么时候做了什么"), "eye"),
        ("ops.health", "ops.see", _("运行情况"), _("健康、备份、没有送达的事"), "gear"),
        ("guard.devices", "guard.own", _("我的登录设备"), _("不认识的设备可以退出"), "device"),
        ("guard.second_factor", "guard.own", _("第二重验证"), _("手机上的六位数字、备用码"), "shield"),
    )


def _power(office: str) -> str:
    return {
        SYSTEM_ADMIN: _("系统管理员：管账号和设置，看不到党员信息，也改不了审计。"),
        SECURITY_ADMIN: _("安全管理员：确认别人提出的授权，自己不能提出。"),
        AUDIT_ADMIN: _("审计管理员：看审计记录，什么也改不了。"),
    }[office]
