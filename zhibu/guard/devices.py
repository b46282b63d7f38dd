"""What a browser says about itself, in words its owner knows."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that occurs names it: apps that carry a browser inside come before the browser they carry.
_MACHINES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("OpenHarmony", "鸿蒙设备"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Lark", "飞书"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("VivoBrowser", "vivo 浏览器"),
    ("HeyTapBrowser", "OPPO 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("Quark", "夸克"),
    ("QQBrowser", "QQ 浏览器"),
    ("Qaxbrowser", "奇安信浏览器"),
    ("360SE", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(agent: str) -> str:
    """Mozilla/5.0 (Linux; Android 14 …) MicroMessenger/8 → 安卓手机 · 微信."""
    parts = [_first(_MACHINES, agent), _first(_BROWSERS, agent)]
    return " · ".join(part for part in parts if part) or _("不认识的设备")


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for mark, name in names if mark in agent), "")
