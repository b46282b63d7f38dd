"""`zhibu members`: the roster goes out as a file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _


def add_to(subparsers: Any) -> None:
    """Hang `members` and its actions under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("members", help=_("党员：导出名册"))
    parser.set_defaults(run=run, login="work")
    actions = parser.add_subparsers(dest="action", required=True)
    _export(actions)


def _export(actions: Any) -> None:
    export = actions.add_parser("export", help=_("导出一个党组织的名册，全国党员信息采集的全部项目"))
    export.add_argument("--org", required=True, metavar="CODE", help=_("组织代码"))
    export.add_argument("--to", required=True, metavar="FILE", help=_("写到哪里：.xlsx 或 .csv，只有您能读"))
    export.add_argument(
        "--purpose",
        default="",
        metavar="WHY",
        help=_("写明用途就导出证件号码、电话、住址的全文，每位党员看得到"),
    )
    export.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名办理，记入审计"))
    export.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Exit status 0 with it done, 1 where it was refused."""
    from zhibu.site.exporting import export

    done = export(args)
    if args.json:
        print(json.dumps(done, ensure_ascii=False))
    told = _("{count} 名党员写在 {file}（只有您能读，用完请删除）。")
    print(told.format(count=done["rows"], file=done["file"]), file=sys.stderr)
    return 0
