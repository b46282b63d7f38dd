"""`zhibu init`: the first real installation, asked question by question or told by a file or by flags."""

from __future__ import annotations

import getpass
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhibu.kernel.speech import say as _

if TYPE_CHECKING:
    from zhibu.site.founding import Plan, Result

DONE, REFUSED, WRONG_CALL = 0, 1, 2
DATES = {"founded_on", "branch_founded_on"}
OPTIONAL = {"code", "short_name", "branch_code", "branch_founded_on"}
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


def add_to(subparsers: Any) -> None:
    """Hang `init` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser(
        "init", help=_("正式使用前的第一步：最上级党组织、三个管理员、第一个支部")
    )
    parser.set_defaults(run=run, login="owner")
    parser.add_argument(
        "--browser", action="store_true", help=_("在这台机器的浏览器里回答，网址打印在屏幕上")
    )
    parser.add_argument("--answers", metavar="FILE", help=_("从 JSON 文件读取回答，- 是标准输入"))
    for name, question in questions().items():
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="…", help=question)
    parser.add_argument(
        "--site", default="", metavar="URL", help=_("印在纸条上的网址，如 https://djw.example.cn")
    )
    parser.add_argument("--to", metavar="FILE", help=_("打印用的登录纸条写到哪里"))
    parser.add_argument("--json", action="store_true", help=_("输出 JSON"))


def questions() -> dict[str, str]:
    """What is asked, in this order."""
    return {
        "name": _("最上级党组织全称"),
        "kind": _("层级：党委、党总支"),
        "field": _("类别：农村、机关、学校、街道社区、国有企业、非公有制企业、其他事业单位、社会组织、其他"),
        "founded_on": _("成立日期（如 2015-03-01；记不清的，写批准文件上的日期）"),
        "code": _("组织代码（可空，自动编）"),
        "short_name": _("简称（可空）"),
        "system_admin": _("系统管理员姓名（管账号和组织）"),
        "security_admin": _("安全管理员姓名（确认任职，解除第二重验证）"),
        "audit_admin": _("审计管理员姓名（查看审计记录）"),
        "branch": _("第一个党支部全称"),
        "branch_founded_on": _("支部成立日期（可空，同上）"),
        "branch_code": _("支部组织代码（可空，自动编）"),
        "secretary": _("支部书记姓名"),
    }


def run(args: Namespace) -> int:
    """Exit status 0 when founded, 1 beside a demo or a second time, 2 when an answer is missing or wrong."""
    from django.core.exceptions import ValidationError

    from zhibu.site.founding import Founded, found

    if args.browser:
        return _in_browser(args)
    try:
        plan = _plan(args)
        result = found(plan, by=args.as_login or getpass.getuser())
    except Founded as standing:
        said = {
            "demo": _(
                "这里是演示数据。真实数据不和演示混放：请先运行 bin/zhibu demo wipe，或另用一个 ZHIBU_DATA。"
            ),
            "initialised": _("已经初始化过了。登录纸条丢了，请运行 bin/zhibu accounts slips。"),
        }
        return _refuse(args, standing.why, said[standing.why], {}, REFUSED)
    except ValidationError as problem:
        errors = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        return _refuse(args, "invalid", _("有的回答不对，什么都没有建立。"), errors, WRONG_CALL)
    return _tell(args, result)


def _in_browser(args: Namespace) -> int:
    """One page of this machine, behind a code that stands in the printed address, until it is done."""
    from django.db import transaction

    from zhibu.kernel.models import Installation
    from zhibu.kernel.scope import wear
    from zhibu.site import scopes
    from zhibu.site.first_run.door import FirstRun, serve_until_founded
    from zhibu.site.sheets import sign_in_address

    by = args.as_login or getpass.getuser()
    with transaction.atomic():
        wear(scopes.house(by))
        standing = Installation.objects.get()
    if standing.demo or standing.name:
        return _refuse(args, "initialised", _("这里已经有人了，不能再初始化。"), {}, REFUSED)
    first = FirstRun(by=by, site=sign_in_address(args.site))
    port = int(os.environ.get("ZHIBU_PORT") or 8000)
    print(_("在这台机器的浏览器里打开（只有这一次有效，Ctrl-C 不办了）："), file=sys.stderr)
    print(f"  http://localhost:{port}/{first.code}/", file=sys.stderr, flush=True)
    try:
        serve_until_founded(first, port)
    except OSError as wrong:
        message = _("{port} 端口用不了：{why}。请先停下 bin/zhibu up，或者另设 ZHIBU_PORT。")
        return _refuse(args, "port", message.format(port=port, why=wrong), {}, REFUSED)
    if first.result is None:
        return _refuse(args, "initialised", first.refused, {}, REFUSED)
    return _tell(args, first.result)


def _plan(args: Namespace) -> Plan:
    """The answers: flags before the file, and what is missing asked where somebody sits at the keyboard."""
    from django.core.exceptions import ValidationError

    from zhibu.site.founding import Plan

    answers = _from_file(args.answers) if args.answers else {}
    answers |= {name: value for name in questions() if (value := getattr(args, name)) is not None}
    if unknown := set(answers) - {field.name for field in fields(Plan)}:
        raise ValidationError({name: _("不认识这一项。") for name in sorted(unknown)})
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    asks = sys.stdin.isatty() and not args.answers
    for name, question in questions().items():
        try:
            if asks and name not in answers:
                values[name] = _ask(name, question, values)
            else:
                values[name] = _understood(name, str(answers.get(name) or "").strip())
        except ValueError as wrong:
            problems[name] = str(wrong)
    if problems:
        raise ValidationError(problems)
    return Plan(**values)


def _ask(name: str, question: str, before: dict[str, Any]) -> Any:
    """Ask until the answer will do: nothing that was answered before is lost by a slip."""
    while True:
        print(f"{question}：", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        text = line.strip()
        try:
            if name in ADMINISTRATORS and text in (before.get(each) for each in ADMINISTRATORS):
                raise ValueError(_("系统、安全、审计三个管理员要由三个人担任，请写另一位同志。"))
            return _understood(name, text)
        except ValueError as wrong:
            if not line:  # the keyboard is gone
                raise
            print(f"  {wrong}", file=sys.stderr)


def _understood(name: str, text: str) -> Any:
    """An answer as the plan wants it: 1950.6.1 is a day, 党委 is party_committee. Raises ValueError."""
    from zhibu.exchange.reading import Wrong
    from zhibu.exchange.reading.days import day
    from zhibu.orgs.models import Org
    from zhibu.site.first_run.forms import TOP

    if not text and name not in OPTIONAL:
        raise ValueError(_("请回答。"))
    if name in DATES:
        try:
            return day(text) if text else None
        except Wrong:
            message = _("{text} 不是日期，请写成 2015-03-01。")
            raise ValueError(message.format(text=text)) from None
    if name in {"kind", "field"}:
        codes = {str(label): str(code) for code, label in (TOP if name == "kind" else Org.Field.choices)}
        if text not in codes and text not in codes.values():
            raise ValueError(_("没有“{text}”这一种，请照上面的写。").format(text=text))
        return codes.get(text, text)
    return text


def _from_file(name: str) -> dict[str, Any]:
    from django.core.exceptions import ValidationError

    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        found = json.loads(text)
    except (OSError, ValueError) as wrong:
        raise ValidationError({"answers": _("读不懂 {name}：{why}").format(name=name, why=wrong)}) from wrong
    if not isinstance(found, dict):
        raise ValidationError({"answers": _("{name} 里要是一个 JSON 对象。").format(name=name)})
    return found


def _tell(args: Namespace, result: Result) -> int:
    from zhibu.site.sheets import sign_in_address, usual_place, write_sheet

    site = sign_in_address(args.site)
    target = Path(args.to) if args.to else usual_place("slips-init")
    slips = [slip for _title, slip in result.holders]
    try:
        sheet = str(write_sheet(slips, target, place=result.org.name, site=site, until=result.until))
    except OSError as wrong:  # the slips exist already: they must not be lost with the file
        sheet = ""
        print(_("纸条文件没有写成：{why}").format(why=wrong), file=sys.stderr)
    if args.json:
        body = {
            "org": {"code": result.org.code, "name": result.org.name},
            "branch": {"code": result.branch.code, "name": result.branch.name},
            "slips": [
                {"office": title, "name": slip.name, "login": slip.login, "code": slip.code}
                for title, slip in result.holders
            ],
            "site": site,
            "sheet": sheet,
            "until": result.until.isoformat(),
        }
        print(json.dumps(body, ensure_ascii=False))
        return DONE
    print(_("已建立 {org} 和 {branch}。").format(org=result.org.name, branch=result.branch.name))
    print(_("登录纸条（只显示这一次，{until} 前有效）：").format(until=result.until))
    for title, slip in result.holders:
        print(f"  {slip.name}　{title}　{_('登录名')} {slip.login}　{_('登录码')} {slip.code}")
    if sheet:
        print(_("打印用的文件：{sheet}（只有您能读，印完请删除）").format(sheet=sheet))
    print(_("下一步：运行 bin/zhibu up，用纸条在 {site} 登录。").format(site=site))
    return DONE


def _refuse(args: Namespace, reason: str, message: str, errors: dict[str, list[str]], status: int) -> int:
    if args.json:
        print(json.dumps({"refused": reason, "message": message, "errors": errors}, ensure_ascii=False))
    print(message, file=sys.stderr)
    for name, texts in errors.items():
        print(f"  {questions().get(name, name)}：{''.join(texts)}", file=sys.stderr)
    return status
