"""The addresses that answer somebody with a page, by the table of who gets what."""

from __future__ import annotations

import re

ASIDE = {"static", "size", "language", "healthz", "readyz", "guard.sign_out", "guard.hat"}
NO_PAGE = {
    "drafts": "what a form asks about itself",
    "meetings.scan": "the scanned paper itself",
}


def addresses() -> set[str]:
    from zhibu.site.tests.matrix.routes import pages
    from zhibu.site.tests.matrix.table import TABLE

    return {
        route.name
        for route in pages()
        if route.name not in ASIDE | NO_PAGE.keys()
        and 200 in TABLE[route.name].get
        and not is_file(route.pattern)
    }


def without_numbers() -> list[str]:
    """Where anybody could go without knowing of anything."""
    from django.urls import reverse

    from zhibu.site.tests.matrix.routes import pages

    return [reverse(route.name) for route in pages() if "<" not in route.pattern and route.name not in ASIDE]


def is_file(pattern: str) -> bool:
    return bool(re.search(r"\.(?:pdf|docx|xlsx|csv|ics|png|js|<str:\w+>)$", pattern))
