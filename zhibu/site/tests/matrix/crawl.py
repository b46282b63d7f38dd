"""A walk through the whole site as one actor: every page of the table, then every link found on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urldefrag, urljoin, urlsplit

from django.db import transaction
from django.urls import reverse
from lxml import etree, html

from .actors import ACTORS
from .cells import text_of
from .routes import everything
from .table import TABLE
from .world import Stage

MOST_LINKS = 60  # beyond the pages of the table
ASKING = (
    "q=kq",
    "q=%E5%BC%A0",
    "year=2026",
    "org=willow",
    "org=pine",
    "done=x&said=x",
    "list=done",
    "after=x",
)


@dataclass
class Seen:
    """One answer and where it was found."""

    actor: str
    url: str
    status: int
    headers: dict[str, str]
    body: str
    text: str
    found_on: str

    def __str__(self) -> str:
        return f"{self.url} as {self.actor}" + (f", found on {self.found_on}" if self.found_on else "")

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html") and not 300 <= self.status < 400


def walk(stage: Stage, actor: str) -> Iterator[Seen]:
    """Each page once. Nothing is changed: every answer is asked for in a transaction that is rolled back.

    Of the same stage a page is the same: one that the cells were answered is looked at, not asked for again.
    """
    client = stage.client(actor, raise_request_exception=False)
    known: set[str] = set()
    shapes: dict[str, int] = {}
    waiting = [(url, "") for url in starts(stage, actor)]
    most = len(waiting) + MOST_LINKS
    while waiting and len(known) < most:
        url, found_on = waiting.pop(0)
        shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "#", url.split("?")[0])
        if url in known or shapes.get(shape, 0) >= 3 + 4 * ("?" in url):
            continue
        known.add(url)
        shapes[shape] = shapes.get(shape, 0) + 1
        answer = stage.told.pop((actor, url), None)
        if answer is None:
            with transaction.atomic():
                answer = client.get(url)
                transaction.set_rollback(True)
        headers = {name.lower(): value for name, value in answer.items()}
        body = answer.content.decode("utf-8", "replace")
        found = Seen(actor, url, answer.status_code, headers, body, text_of(answer), found_on)
        yield found
        if found.is_page:
            waiting += [
                (urldefrag(urljoin(url, link)).url, url) for link in links(found.body) if link_is_ours(link)
            ]


def starts(stage: Stage, actor: str) -> Iterator[str]:
    """The pages without an object; of those with one, the first that the table opens to this actor."""
    for name, route in everything().items():
        row = TABLE[name]
        if route.is_api or name in {"static", "size", "language"}:
            continue
        open_to = [
            t for t in row.of(stage) if any(who(ACTORS[actor], t) for s, who in row.get.items() if s == 200)
        ]
        for thing in open_to[:1]:
            url = reverse(name, kwargs=thing.address)
            yield url
            if name == "guard.audit":  # whatever else was done meanwhile
                yield f"{url}?action=guard.sign_in&outcome=done"
            if not thing.address:
                yield from (f"{url}?{query}" for query in ASKING if name in LISTS)


LISTS = {
    "search", "members.index", "orgs.index", "meetings.index", "meetings.mine", "statistics.index",
    "guard.accounts", "guard.audit", "voice.box", "help.index", "rules.index", "orgs.confirmations", "exchange.index",
}  # fmt: skip


def link_is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return (
        not parts.netloc
        and parts.path.startswith("/")
        and not parts.path.startswith(("/static/", "/language/", "/size/"))
        and "as=" not in parts.query  # the same list as a sheet: test_sheets.py opens all of them
    )


def links(body: str) -> list[str]:
    return [tag["href"] for name, tag in tags(body) if name == "a" and tag.get("href")]


@lru_cache(maxsize=8)  # several look at the same page one after the other
def tags(body: str) -> list[tuple[str, dict[str, str]]]:
    """Every tag of a page with its attributes, in order."""
    if not body.strip():
        return []
    page = html.document_fromstring(body.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    return [(tag.tag, dict(tag.attrib)) for tag in page.iter(etree.Element)]
