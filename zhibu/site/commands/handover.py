"""`zhibu handover`: the handover of a branch as a PDF, or as JSON."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

DONE = 0


def add_to(subparsers: Any) -> None:
    """Hang `handover` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("handover", help=_("支部工作交接包"))
    parser.set_defaults(run=run, login="work")
    parser.add_argument("--org", required=True, metavar="CODE", help=_("组织代码"))
    parser.add_argument("--to", metavar="FILE", help=_("PDF 写到哪里，只有您能读"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名的职责范围做"))


def run(args: Namespace) -> int:
    """Exit status 0 with the handover, 1 where the branch is not there for the asker."""
    from django.db import transaction
    from django.http import Http404

    from zhibu.kernel import audit, clock
    from zhibu.orgs import selectors as orgs
    from zhibu.orgs.models import Org
    from zhibu.site.acting import worn
    from zhibu.site.handing import facts
    from zhibu.site.handing.views import made

    with transaction.atomic():
        scope = worn(args.as_login)
        try:
            org = orgs.org_by_code(scope, args.org)
            scope.require("handover.keep", org.path)
        except Http404:
            org = None
        if org is None or org.kind != Org.Kind.BRANCH:
            raise Trouble("org", _("没有支部代码 {code}，或者不在职责范围内。").format(code=args.org))
        today = clock.today()
        told = facts.plain(org, facts.parts(scope, org, today=today), today)
        if args.to:
            audit.record("handover.print", scope=scope, subject=f"org:{org.pk}")
            _write(Path(args.to), made(scope, org))
    print(json.dumps(told, ensure_ascii=False) if args.json else _as_text(told))
    return DONE


def _write(file: Path, body: bytes) -> None:
    """Only its owner reads it."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as refused:
        raise Trouble("to", _("写不了 {file}：{why}").format(file=file, why=refused.strerror)) from None
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(body)


def _as_text(told: dict[str, Any]) -> str:
    lines = [f"{told['title']}  {told['branch']}  {told['on']}"]
    for part in told["parts"]:
        lines += ["", part["title"]]
        lines += [f"  {line['what']}  {line['note']}".rstrip() for line in part["lines"]]
        lines += [] if part["lines"] else [f"  {part['empty']}"]
    return "\n".join(lines)
