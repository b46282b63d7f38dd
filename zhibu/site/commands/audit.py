"""`zhibu audit`: check that the sealed trace of deeds and refusals is whole."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zhibu.kernel.speech import say as _

if TYPE_CHECKING:
    from zhibu.kernel.audit import Report

DONE, REFUSED = 0, 1


def add_to(subparsers: Any) -> None:
    """Hang `audit verify` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("audit", help=_("核对审计记录"))
    parser.set_defaults(run=run, login="work")
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help=_("逐批核对，指出第一处被改动的地方和还没有封存的记录"))
    verify.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Exit status 0 if every seal holds, 1 if one does not."""
    os.environ.setdefault("ZHIBU_LOGIN", "work")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")
    import django

    django.setup()
    from django.db import transaction

    from zhibu.kernel import audit
    from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear

    with transaction.atomic():
        wear(HOUSE, seconds=WORK_SECONDS)
        report = audit.verify()
    if args.json:
        print(json.dumps(asdict(report) | {"whole": report.whole}, default=str, ensure_ascii=False))
    print(told(report), file=sys.stderr)
    return DONE if report.whole else REFUSED


def told(report: Report) -> str:
    """The report as a person reads it."""
    from zhibu.kernel.clock import SHANGHAI

    if not report.whole:
        reasons = {
            "gap": _("少了这一批封存"),
            "order": _("封存的起止不衔接"),
            "chain": _("与上一批对不上"),
            "rows": _("记录的条数变了"),
            "content": _("记录的内容被改动"),
        }
        return _("第 %(number)d 批封存不成立：%(reason)s。请保留现场，用备份核对。") % {
            "number": report.broken,
            "reason": reasons[report.reason],
        }
    lines = [
        _("审计记录完好：%(seals)d 批，%(rows)d 条。") % {"seals": report.seals, "rows": report.rows},
        _("指纹 %(head)s，请抄存到别处，日后可核对有没有整批被删。") % {"head": report.head or "-"},
    ]
    if report.tail_since:
        lines.append(
            _("还有 %(tail)d 条没有封存，最早一条在 %(since)s。")
            % {"tail": report.tail, "since": f"{report.tail_since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}
        )
    return "\n".join(lines)
