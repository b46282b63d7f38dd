"""Figures as plain values: what the command line prints and what the API answers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from . import communique, selectors
from .dimensions import label


def statement(scope: Scope, org: Org, on: date) -> dict[str, Any]:
    """The figures of an organisation on a day. The keys are stable; `labels` says them in Chinese."""
    shown = selectors.dashboard(scope, org, on)
    figures = shown.figures
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": on.isoformat(),
        "members": figures.members,
        "by": figures.by,
        "organisations": shown.organisations,
        "children": [
            {"code": child.code, "name": child.name, "members": child.members} for child in shown.children
        ],
        "labels": {d: {key: label(d, key) for key in counted} for d, counted in figures.by.items()},
    }


def communique_rows(scope: Scope, org: Org, on: date) -> list[communique.Row]:
    return communique.table(selectors.figures(scope, org, on), selectors.organisations(scope, org, on))


def communique_statement(scope: Scope, org: Org, on: date) -> dict[str, Any]:
    """The communique's table: nested as the published file is, and row by row with titles."""
    rows = communique_rows(scope, org, on)
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": on.isoformat(),
        "table": "communique",
        "source": communique.source(),
        "unit": "persons",
        **communique.nested(rows),
        "rows": [asdict(row) for row in rows],
    }


def annual_statement(scope: Scope, org: Org, on: date) -> dict[str, Any]:
    """The return of a closing day: its lines beside the year before, its checks, and whether it is frozen."""
    shown = selectors.annual(scope, org, on)
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": on.isoformat(),
        "table": "annual",
        "edition": shown.frozen.edition if shown.frozen else None,
        "changed": shown.changed,
        "rows": [
            {
                "section": line.section,
                "key": line.key,
                "title": line.title,
                "last": str(line.last),
                "value": str(line.this),
            }
            for line in shown.lines
        ],
        "checks": [asdict(check) for check in shown.checks],
    }
