"""`zhibu statistics`: the figures of an organisation on any day."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

DONE = 0


def add_to(subparsers: Any) -> None:
    """Hang `statistics` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("statistics", help=_("统计：任一党组织任一天的数字"))
    parser.set_defaults(run=run, login="work")
    parser.add_argument("--org", required=True, metavar="CODE", help=_("组织代码"))
    parser.add_argument("--on", type=_day, metavar="DATE", help=_("截至哪一天，如 2026-06-30；默认今天"))
    parser.add_argument(
        "--since", type=_day, metavar="DATE", help=_("另列从哪一天起的增减和会议，如 2026-01-01")
    )
    parser.add_argument(
        "--table", choices=["communique", "annual"], help=_("按党内统计公报或年报、半年报的表样")
    )
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名的职责范围查询"))


def run(args: Namespace) -> int:
    """Exit status 0 with the figures, 1 where the organisation is not there for the asker."""
    from django.db import transaction
    from django.http import Http404

    from zhibu.kernel import clock
    from zhibu.site.acting import worn
    from zhibu.statistics import annual, documents, selectors

    with transaction.atomic():
        scope = worn(args.as_login)
        if not scope.may("statistics.see"):
            raise Trouble("duty", _("这个登录名没有查看统计的职责。"))
        closings = annual.closings(clock.today())
        on = args.on or (closings[0] if args.table == "annual" else clock.today())
        if on > clock.today():
            raise Trouble("on", _("日期不能晚于今天。"))
        if args.table == "annual" and on not in closings:
            raise Trouble("on", _("报表截至六月三十日或十二月三十一日，最近五年的。"))
        if args.since and args.since > on:
            raise Trouble("since", _("本期的第一天不能晚于截至的那一天。"))
        if args.since and args.table:
            raise Trouble("since", _("--since 不与 --table 一起用：表样的起止是定好的。"))
        try:
            org = selectors.asked(scope, args.org)
            if args.table == "communique":
                figures = documents.communique_statement(scope, org, on)
            elif args.table == "annual":
                figures = documents.annual_statement(scope, org, on)
            else:
                figures = documents.statement(scope, org, on, args.since)
        except Http404:
            raise Trouble(
                "org", _("没有组织代码 {code}，或者不在职责范围内。").format(code=args.org)
            ) from None
    print(json.dumps(figures, ensure_ascii=False) if args.json else told(figures))
    return DONE


def told(figures: dict[str, Any]) -> str:
    """The same as a table for people."""
    lines = [f"{figures['org']['name']}（{figures['org']['code']}）  {_('截至')} {figures['as_of']}", ""]
    if "rows" in figures:
        lines += [_line(row["title"], _hidden(row["value"], row.get("hidden"))) for row in figures["rows"]]
        return "\n".join([*lines, *_why(figures)])
    from zhibu.orgs.models import Org
    from zhibu.statistics.dimensions import TITLES

    lines.append(_line(_("党员"), figures["members"]))
    for dimension, counted in figures["by"].items():
        lines += ["", str(TITLES[dimension])]
        named = figures["labels"][dimension]
        lines += [_line(named[key], _hidden(n, n is None), indent=2) for key, n in counted.items()]
    lines += ["", _("党组织")]
    lines += [_line(str(Org.Kind(kind).label), n, indent=2) for kind, n in figures["organisations"].items()]
    if figures["children"]:
        lines += ["", _("下级党组织的党员")]
        lines += [_line(child["name"], child["members"], indent=2) for child in figures["children"]]
    return "\n".join([*lines, *_happened(figures), *_why(figures)])


def _happened(figures: dict[str, Any]) -> list[str]:
    """Who came and went since the asked day, and the meetings of each kind."""
    if "flows" not in figures:
        return []
    from zhibu.meetings.models import Meeting

    flows = figures["flows"]
    lines = ["", f"{_('党员增减')}  {flows['since']} — {flows['until']}"]
    for key, title in (("last", _("期初")), ("came", _("增加")), ("went", _("减少")), ("this", _("期末"))):
        lines.append(_line(title, flows[key], indent=2))
    lines += ["", _("会议次数")]
    for kind, called in Meeting.Kind.choices:
        if held := sum(row["held"] for row in figures["meetings"] if row["kind"] == kind):
            lines.append(_line(str(called), held, indent=2))
    return lines


def _why(figures: dict[str, Any]) -> list[str]:
    """What is said below figures of which some are hidden from the reader."""
    small = figures.get("small_groups")
    if not small:
        return []
    day = figures.get("by_as_of", figures["as_of"])
    said = _("少于{n}人的不显示；党员的分项只显示本级的，截至{day}。").format(n=small["least"], day=day)
    return ["", said, small["why"]]


def _hidden(count: int | str | None, hidden: bool | None) -> int | str | None:
    return _("不显示") if hidden else count


def _line(name: str, count: int | str | None, indent: int = 0) -> str:
    """Chinese letters are two places wide."""
    width = sum(1 + (ord(letter) > 0x2E7F) for letter in name)
    return f"{' ' * indent}{name}{' ' * max(2, 44 - indent - width)}{'—' if count is None else count:>8}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("{text} 不是日期，请写成 2026-06-30").format(text=text)) from None
