"""`zhibu accounts slips`: one-time codes of a branch's members on a sheet for the printer."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

DONE = 0


def add_to(subparsers: Any) -> None:
    """Hang `accounts slips` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("accounts", help=_("账号：打印登录纸条"))
    parser.set_defaults(run=run, login="work")
    actions = parser.add_subparsers(dest="action", required=True)
    slips = actions.add_parser("slips", help=_("给一个党组织的全部党员打印登录纸条；没用过的旧纸条作废"))
    slips.add_argument("--org", required=True, metavar="CODE", help=_("组织代码"))
    slips.add_argument("--to", metavar="FILE", help=_("写到哪里（HTML，只有您能读）"))
    slips.add_argument("--days", type=int, default=30, help=_("几天内有效，1–90"))
    slips.add_argument("--site", default="", metavar="URL", help=_("印在纸条上的网址"))
    slips.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名办理，记入审计"))
    slips.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Exit status 0 with the sheet written, 1 where the organisation or the duty is not there."""
    from datetime import timedelta

    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.http import Http404

    from zhibu.guard.services import make_codes
    from zhibu.kernel import clock
    from zhibu.members import selectors as members
    from zhibu.orgs import selectors as orgs
    from zhibu.site.acting import worn
    from zhibu.site.sheets import sign_in_address, usual_place, write_sheet

    if not 1 <= args.days <= 90:
        raise Trouble("days", _("有效期写 1 到 90 天。"))
    target = Path(args.to) if args.to else usual_place(f"slips-{args.org}")
    try:
        with transaction.atomic():
            scope = worn(args.as_login)
            org = orgs.org_by_code(scope, args.org)
            scope.require("members.slips", org.path)
            people = [member.pk for member in members.roster(scope, org)]
            if not people:
                raise Trouble("empty", _("{org} 还没有党员。").format(org=org.name))
            slips = make_codes(scope, people, days=args.days)
            site, until = sign_in_address(args.site), clock.today() + timedelta(days=args.days)
            # inside the transaction: a code that could not be printed was never made
            sheet = write_sheet(slips, target, place=org.name, site=site, until=until)
    except Http404:
        raise Trouble("org", _("没有组织代码 {code}，或者不在职责范围内。").format(code=args.org)) from None
    except ValidationError as problem:
        raise Trouble("refused", " ".join(problem.messages)) from None
    except OSError as wrong:
        raise Trouble("file", _("写不了 {file}：{why}").format(file=target, why=wrong)) from None
    if args.json:
        body = {"org": args.org, "slips": len(slips), "sheet": str(sheet), "until": until.isoformat()}
        print(json.dumps(body, ensure_ascii=False))
    print(
        _("{count} 张登录纸条写在 {sheet}（只有您能读，印完请删除）。").format(count=len(slips), sheet=sheet),
        file=sys.stderr,
    )
    return DONE
