"""What no page of this house may contain, and what every page must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import zhibu

from .crawl import Seen, tags

ROOT = Path(zhibu.__file__).parent

RED_WORDS = re.compile(  # said of the house itself, not where it says that it has none of these
    "(?<!不)(?<!没有)(?<!不做)(?<!没有个人)(?<!不用)(?<!不要求)(?<!不给人)(?:"
    "排行|排名|积分榜|光荣榜|龙虎榜|在线时长|学习时长榜|打卡|签到率排|人脸|刷脸|定位签到|拍照上传|截图上传|位置轨迹)"
)
RED_SCRIPT = re.compile(
    r"geolocation|getUserMedia|mediaDevices|FaceDetector|navigator\.connection|sendBeacon|watchPosition"
)
# Where the red lines themselves are named, so that everybody can read them.
NOBODYS = {"/healthz", "/readyz", "/meetings/worker.js"}  # the same for everybody, nobody in it
TELLS_THE_RULES = ("/ops/redlines/", "/help/", "/privacy/")
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "kernel/static/img/icons.svg").read_text("utf-8")))
CSP_PARTS = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")


def offences(page: Seen) -> Iterator[str]:
    """What is wrong with one answer."""
    yield from _headers(page)
    if not page.is_page:
        return
    if not page.url.startswith(TELLS_THE_RULES) and (found := RED_WORDS.search(page.body)):
        yield f"says {page.body[max(found.start() - 20, 0) : found.end() + 20]!r}"
    if found := RED_SCRIPT.search(page.body):
        yield f"calls {found.group()}"
    yield from _tags(page)


def _headers(page: Seen) -> Iterator[str]:
    heads = page.headers
    policy = heads.get("content-security-policy", "")
    yield from (f"CSP without {part}" for part in CSP_PARTS if part not in policy)
    if "unsafe" in policy or "http:" in policy or "https:" in policy or "*" in policy:
        yield f"CSP {policy}"
    for name, value in (
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ):
        if heads.get(name) != value:
            yield f"{name}: {heads.get(name)}"
    if "no-store" not in heads.get("cache-control", "") and page.url not in NOBODYS:
        yield f"cache-control: {heads.get('cache-control')}"


def _tags(page: Seen) -> Iterator[str]:
    found = tags(page.body)
    forms = page.body.split("<form")[1:]
    for form in forms:
        head, inside = form.split(">", 1)[0].lower(), form.split("</form", 1)[0]
        if "post" in head and "csrfmiddlewaretoken" not in inside and 'action="/size/"' not in head:
            yield f"a form without its token: {head[:80]}"
    for name, attributes in found:
        if name == "style" or "style" in attributes:
            yield f"inline style at {name}"
        if name == "use" and attributes["href"].partition("#")[2] not in ICONS:
            yield f"an icon that is not drawn: {attributes['href']}"
        if name == "script" and "src" not in attributes:
            yield "inline script"
        yield from (f"{event} at {name}" for event in attributes if event.startswith("on"))
        if name == "input" and attributes.get("type") == "file" and "capture" in attributes:
            yield "asks the camera"
        for attribute in ("src", "href", "action", "formaction", "data", "poster", "srcset"):
            address = attributes.get(attribute, "")
            if (
                attribute == "href"
                and name == "a"
                and "rel" in attributes
                and "noreferrer" in attributes["rel"]
            ):
                continue
            if urlsplit(address).netloc or address.lower().startswith(("javascript:", "data:text")):
                yield f"leads to {address[:60]}"
    if "/voice/" not in page.body or "投诉建议" not in page.body:
        yield "no 投诉建议"
