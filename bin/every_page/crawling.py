"""Every page that links lead to, as a person finds it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from .addresses import ASIDE, is_file, without_numbers
from .reporting import Report

MOST_OF_ONE = 3  # pages of one address that are searched for links


def crawl(
    browser: Any, root: str, person: str, signed: Any, starts: list[str], report: Report
) -> Iterator[tuple[str, str]]:
    """(address, where), each address a few times.

    What a form is sent to is asked for as well, and so is whatever needs no number: those may say no.
    """
    from django.urls import Resolver404, resolve

    context = browser.new_context(storage_state=signed)
    waiting = [*((where, True) for where in starts), *((where, False) for where in without_numbers())]
    known, times = set(), dict[str, int]()
    try:
        while waiting:
            where, linked = waiting.pop(0)
            parts = urlsplit(where)
            try:
                name = resolve(parts.path).view_name
            except Resolver404:
                report.wrong.append(f"{where} as {person or 'guest'}: a link that leads nowhere")
                continue
            if where in known or name in ASIDE or name.startswith("api") or "as=" in parts.query:
                continue
            if times.get(name, 0) >= MOST_OF_ONE or is_file(parts.path):
                continue
            known.add(where)
            answer = context.request.get(root + where, max_redirects=0)
            if answer.status >= 400 and linked:
                report.wrong.append(f"{where} as {person or 'guest'}: {answer.status}")
            if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            times[name] = times.get(name, 0) + 1
            yield name, where
            waiting += _onward(answer.text(), root, where)
    finally:
        context.close()


def _onward(body: str, root: str, where: str) -> list[tuple[str, bool]]:
    links = [(link, True) for link in re.findall(r'<a [^>]*?href="([^"#]+)', body)]
    links += [(link, False) for link in re.findall(r'<form [^>]*?action="([^"#]+)', body)]
    return [
        (urljoin(where, html.unescape(link)).removeprefix(root), is_link)
        for link, is_link in links
        if not link.startswith(("http", "mailto:", "tel:"))
    ]
