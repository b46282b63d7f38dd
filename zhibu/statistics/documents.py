"""Figures as plain values: what the command line prints and what the API answers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from . import communique, selectors, small
from .dimensions import label


def statement(scope: Scope, org: Org, on: date, since: date | None = None) -> dict[str, Any]:
    """The figures of an organisation on a day. The keys are stable; `labels` says them in Chinese.

    A cell that is hidden from the reader is null; then `small_groups` says why. With `since` it also tells
    what happened from that day on: `flows` (last + in − out = this) and `meetings` (of whole `months`).
    """
    shown = selectors.shown(scope, org, on)
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": on.isoformat(),
        "members": shown.members,
        "by": shown.by,
        "by_as_of": shown.by_on.isoformat(),
        "small_groups": None if shown.whole else {"least": small.least(), "why": small.why()},
        "organisations": shown.organisations,
        "children": [
            {"code": child.code, "name": child.name, "members": child.members} for child in shown.children
        ],
        "labels": {d: {key: label(d, key) for key in counted} for d, counted in shown.by.items()},
        **(_period(scope, org, since, on) if since else {}),
    }


def _period(scope: Scope, org: Org, since: date, on: date) -> dict[str, Any]:
    """Who came and went, and the meetings by kind and by kind of organisation. Hours are text: 33.5."""
    flows = selectors.shown_flows(scope, org, since, on)
    held = selectors.meetings_over(scope, org, since, on)
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for row in held:
        found = told.setdefault(
            (row.kind, row.field),
            {
                "kind": row.kind,
                "field": row.field,
                "held": 0,
                "expected": 0,
                "present": 0,
                "hours": Decimal(0),
            },
        )
        for what in ("held", "expected", "present", "hours"):
            found[what] += getattr(row, what)
    told_all = selectors.entitled(scope, org)
    return {
        "flows": {
            "since": since.isoformat(),
            "until": on.isoformat(),
            "last": flows.last,
            "came": sum(flows.came.values()),
            "went": sum(flows.went.values()),
            "this": flows.this,
            "balanced": flows.balanced,
            "in": flows.came if told_all else None,
            "out": flows.went if told_all else None,
            "converted": flows.converted if told_all else None,
        },
        "months": {"first": f"{since:%Y-%m}", "last": f"{on:%Y-%m}"},
        "meetings": [row | {"hours": str(row["hours"])} for row in told.values()],
    }


def communique_shown(scope: Scope, org: Org, on: date) -> selectors.Shown:
    """Of the asked day where the cards are open to the reader; else all of it as of the end of last year."""
    shown = selectors.shown(scope, org, on)
    told = shown if shown.by_on == on else selectors.shown(scope, org, shown.by_on)
    return selectors.with_admitted(scope, org, told)


def communique_statement(scope: Scope, org: Org, on: date) -> dict[str, Any]:
    """The communique's table: nested as the published file is, and row by row with titles."""
    shown = communique_shown(scope, org, on)
    rows = communique.table(shown)
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": shown.by_on.isoformat(),
        "table": "communique",
        "source": communique.source(),
        "unit": "persons",
        "small_groups": None if shown.whole else {"least": small.least(), "why": small.why()},
        **communique.nested(rows),
        "rows": [asdict(row) for row in rows],
    }


def annual_statement(scope: Scope, org: Org, on: date) -> dict[str, Any]:
    """The return of a closing day: its lines beside the year before, its checks, and whether it is frozen."""
    selectors.require_entitled(scope, org)
    shown = selectors.annual(scope, org, on)
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": on.isoformat(),
        "table": "annual",
        "edition": shown.frozen.edition if shown.frozen else None,
        "changed": len(shown.changed),
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
