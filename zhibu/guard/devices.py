"""What a browser says about itself, in words its owner knows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The first that occurs names it: apps that carry a browser inside come before the browser they carry.
_MACHINES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("OpenHarmony", _("鸿蒙设备")),
    ("HarmonyOS", _("鸿蒙手机")),
    ("Android", _("安卓手机")),
    ("Windows", _("Windows 电脑")),
    ("Mac OS X", _("苹果电脑")),
    ("Linux", _("Linux 电脑")),
)
_BROWSERS = (
    ("wxwork", _("企业微信")),
    ("MicroMessenger", _("微信")),
    ("DingTalk", _("钉钉")),
    ("Lark", _("飞书")),
    ("HuaweiBrowser", _("华为浏览器")),
    ("MiuiBrowser", _("小米浏览器")),
    ("VivoBrowser", _("vivo 浏览器")),
    ("HeyTapBrowser", _("OPPO 浏览器")),
    ("UCBrowser", _("UC 浏览器")),
    ("Quark", _("夸克")),
    ("QQBrowser", _("QQ 浏览器")),
    ("Qaxbrowser", _("奇安信浏览器")),
    ("360SE", _("360 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(agent: str) -> str:
    """Mozilla/5.0 (Linux; Android 14 …) MicroMessenger/8 → 安卓手机 · 微信."""
    parts = [_first(_MACHINES, agent), _first(_BROWSERS, agent)]
    return " · ".join(part for part in parts if part) or gettext("不认识的设备")


def _first(names: tuple[tuple[str, Any], ...], agent: str) -> str:
    return next((str(name) for mark, name in names if mark in agent), "")
