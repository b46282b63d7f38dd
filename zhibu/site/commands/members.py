"""`zhibu members`: a roster comes in, is taken back, is laid beside the national system, goes out."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any
from uuid import UUID

from zhibu.kernel.speech import say as _

DONE, REFUSED = 0, 1


def add_to(subparsers: Any) -> None:
    """Hang `members` and its actions under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser(
        "members", help=_("党员：导入、撤销导入、和全国系统对账、导出名册")
    )
    parser.set_defaults(run=run, login="work")
    actions = parser.add_subparsers(dest="action", required=True)
    _import(actions)
    _undo(actions)
    _compare(actions)
    _export(actions)


def _import(actions: Any) -> None:
    coming = actions.add_parser("import", help=_("从 .xlsx、.xls、.csv 导入名册；有错的行不导入，逐格说明"))
    coming.add_argument("file", metavar="FILE", help=_("名册文件"))
    coming.add_argument(
        "--org", required=True, metavar="CODE", help=_("组织代码：党支部，或按表里的支部分到下级")
    )
    coming.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    _common(coming)


def _undo(actions: Any) -> None:
    undo = actions.add_parser("undo", help=_("撤销一批导入；后来又有记录的人留着，并列出来"))
    undo.add_argument("batch", type=UUID, metavar="BATCH", help=_("批号，导入时给出的"))
    _common(undo)


def _compare(actions: Any) -> None:
    compare = actions.add_parser("compare", help=_("和全国系统的导出对账：两边哪里不同，上次的改好没有"))
    compare.add_argument("file", metavar="FILE", help=_("从全国系统导出的 .xlsx、.xls、.csv"))
    compare.add_argument("--org", required=True, metavar="CODE", help=_("组织代码"))
    compare.add_argument("--exported-on", type=date.fromisoformat, metavar="DAY", help=_("哪天导出的"))
    compare.add_argument("--older", action="store_true", help=_("比上次的导出更早，也用它"))
    compare.add_argument("--dry-run", action="store_true", help=_("只比较，不写入"))
    _common(compare)


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
    _common(export)


def _common(parser: ArgumentParser) -> None:
    parser.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名办理，记入审计"))
    parser.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Exit status 0 with it done, 1 where it was refused or nothing of the sheet could enter."""
    from zhibu.site import comparing, exporting, importing

    doing = {"export": exporting, "compare": comparing}.get(args.action, importing)
    report = doing.ACTIONS[args.action](args)
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        for line in doing.told(report):
            print(line)
    sys.stdout.flush()
    return REFUSED if report.get("rejected") and not report["accepted"] else DONE
