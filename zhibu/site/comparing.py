"""What `zhibu members compare` does, and what it says about it."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from zhibu.exchange import selectors as exchange
from zhibu.exchange import services
from zhibu.exchange.models import Reconciliation
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble
from zhibu.orgs import selectors as orgs

from .acting import worn

SHOWN = 50  # differences printed for people; --json has all
MOST = 200_000


def compare(args: Namespace) -> dict[str, Any]:
    """Lay an export beside the base; the report names differences by masks alone. Raises Trouble."""
    began = time.monotonic()
    path = Path(args.file)
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise Trouble("file", _("读不了 {file}：{why}").format(file=path, why=wrong.strerror)) from None
    try:
        with transaction.atomic():
            report = _laid(args, path.name, content)
            if args.dry_run:
                transaction.set_rollback(True)
    except Http404:
        raise Trouble("org", _("没有组织代码 {code}，或者不在职责范围内。").format(code=args.org)) from None
    except ValidationError as problem:
        raise Trouble(str(getattr(problem, "code", "") or "refused"), " ".join(problem.messages)) from None
    return report | {"seconds": round(time.monotonic() - began, 3)}


def _laid(args: Namespace, name: str, content: bytes) -> dict[str, Any]:
    scope = worn(args.as_login)
    org = orgs.org_by_code(scope, args.org)
    made = services.open_reconciliation(
        scope, org, content, name=name, exported_on=args.exported_on, older=args.older
    )
    made = services.lay_beside(scope, made)
    if made.state == Reconciliation.State.DROPPED:
        told = _("表里 {rows} 人，没有一个人的号码在 {org} 的名册上，多半是别的单位的导出。没有对账。")
        raise Trouble("foreign", told.format(rows=made.rows, org=org.name))
    found = exchange.listed_discrepancies(scope, org, limit=MOST)
    services.remember_list(scope, org)
    return {
        "file": name,
        "org": org.code,
        "exported_on": made.exported_on.isoformat(),
        "dry_run": args.dry_run,
        "reconciliation": None if args.dry_run else str(made.pk),
        **made.counts,
        "compared": made.fields,
        "aside": made.aside,
        "problems": [
            {"row": row, "column": column, "reason": reason, "remedy": remedy}
            for row, column, reason, remedy in made.problems
        ],
        "differences": [
            {
                "id": str(line.pk),
                "branch": line.branch.code,
                "kind": line.kind,
                "name": line.name,
                "number": line.number,
                "field": line.field,
                "label": line.label,
                "theirs": line.theirs,
                "ours": line.ours,
                "first_seen": line.first_seen.isoformat() if line.first_seen else None,
            }
            for line in found.lines
        ],
    }


ACTIONS: dict[str, Callable[[Namespace], dict[str, Any]]] = {"compare": compare}


def told(report: dict[str, Any]) -> Iterator[str]:
    """The report in sentences."""
    words = _(
        "两边都有 {both} 人；这几项不同 {fields} 处，本系统有、全国系统没有 {ours_only} 人，"
        "全国系统有、本系统没有 {theirs_only} 人。这次新发现 {new} 条，对上了 {settled} 条。"
    )
    yield words.format(**report)
    for each in report["problems"][:SHOWN]:
        yield _("第{row}行 {column}：{reason} {remedy}").format(**each).rstrip()
    for each in report["differences"][:SHOWN]:
        yield _("{name} {number} {label}：全国系统 {theirs}，本系统 {ours}").format(**each)
    if len(report["differences"]) > SHOWN:
        yield _("还有 {n} 处，加 --json 看全部。").format(n=len(report["differences"]) - SHOWN)
    if report["dry_run"]:
        yield _("没有写入。")
