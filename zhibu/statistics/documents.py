"""Figures as plain values: what the command line prints, what the API answers, what a file holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from . import communique, selectors
from .dimensions import TITLES, label


def statement(scope: Scope, org: Org, on: date) -> dict[str, Any]:
    """The figures of an organisation on a day. The keys are stable; `labels` says them in Chinese."""
    figures = selectors.figures(scope, org, on)
    return {
        "org": {"code": org.code, "name": org.name},
        "as_of": on.isoformat(),
        "members": figures.members,
        "by": figures.by,
        "organisations": selectors.organisations(scope, org, on),
        "children": [
            {"code": child.code, "name": child.name, "members": child.members}
            for child in selectors.children(scope, org, on)
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


def sheet(scope: Scope, org: Org, on: date) -> bytes:
    """What the page of figures shows, as CSV that spreadsheets open with its letters right."""
    figures = selectors.figures(scope, org, on)
    rows: list[tuple[Any, ...]] = [(_("党组织"), org.name, org.code), (_("截至"), on.isoformat(), "")]
    rows.append((_("党员"), _("合计"), figures.members))
    for dimension, counted in figures.by.items():
        rows += [(TITLES[dimension], label(dimension, key), members) for key, members in counted.items()]
    for kind, count in selectors.organisations(scope, org, on).items():
        rows.append((_("党组织"), Org.Kind(kind).label, count))
    for child in selectors.children(scope, org, on):
        rows.append((_("下级党组织党员"), child.name, child.members))
    return written(rows)


def communique_sheet(scope: Scope, org: Org, on: date) -> bytes:
    rows = communique_rows(scope, org, on)
    head = [(_("党组织"), org.name), (_("截至"), on.isoformat())]
    return written([*head, *((row.title, "" if row.value is None else row.value) for row in rows)])


def written(rows: Iterable[Iterable[Any]]) -> bytes:
    """CSV in UTF-8 with its mark; what a spreadsheet would run as a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: Any) -> Any:
    if isinstance(cell, int):
        return cell
    text = str(cell)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
