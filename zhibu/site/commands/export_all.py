"""`zhibu export-all`: take everything along, any day; and check that a package is whole."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell

DONE, REFUSED = 0, 1


def add_to(subparsers: Any) -> None:
    """Hang `export-all` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser(
        "export-all", help=_("把全部数据带走：每张表一个 CSV、交进来的文件、数据字典、清单")
    )
    parser.add_argument("place", metavar="PLACE", help=_("新的文件夹，或者 .zip 文件"))
    parser.add_argument("--check", action="store_true", help=_("不写，核对一个做好的包"))
    parser.add_argument("--in-clear", action="store_true", help=_("证件号码、电话、住址写全文"))
    parser.add_argument("--purpose", metavar="WHY", help=_("全文的用途，每位党员看得到"))
    parser.add_argument("--code", metavar="DIGITS", help=_("全文要的第二重验证：手机上的六位数字"))
    parser.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名办理，记入审计"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Exit status 1 where a package that is checked is not whole. Raises Trouble."""
    return _check(args) if args.check else _write(args)


def _write(args: Namespace) -> int:
    from . import ground

    ground.django_ready("owner")
    from zhibu.site import leaving

    made = leaving.take_along(args)
    _answer(args, made)
    tell(
        _("带走的包：{package}，{tables} 张表、{rows} 行，{files} 个文件。").format(**made)
        + _("里面的 README.txt 写着怎么看。")
    )
    for digest in made["damaged"]:
        tell(_("✗ 文件 {digest} 在文件库里已经损坏或者不在，没有带上。").format(digest=digest))
    return DONE


def _check(args: Namespace) -> int:
    from zhibu.ops.leaving import checking

    body, wrong = checking.check(Path(args.place).expanduser().absolute())
    report = {"package": args.place, "made_at": body["made_at"], "whole": not wrong, "problems": wrong}
    _answer(args, report)
    for each in wrong:
        tell(f"✗ {each}")
    if not wrong:
        tell(_("这个包完好：{count} 个文件。").format(count=len(body["files"])))
    return REFUSED if wrong else DONE


def _answer(args: Namespace, answer: dict[str, Any]) -> None:
    if args.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
