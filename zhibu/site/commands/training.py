"""`zhibu training record`: a training that a committee held, for all who came, from a file of names."""

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
    """Hang `training record` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("training", help=_("党委举办的培训"))
    parser.set_defaults(run=run, login="work")
    actions = parser.add_subparsers(dest="action", required=True)
    record = actions.add_parser("record", help=_("记一次培训，学时计给参加的人"))
    record.add_argument(
        "file", metavar="FILE", help=_("参加的人，一行一位：姓名，重名的空一格写支部；- 是标准输入")
    )
    record.add_argument("--org", required=True, metavar="CODE", help=_("举办的党委的组织代码"))
    record.add_argument("--title", required=True, help=_("培训名称"))
    record.add_argument("--from", dest="from_on", required=True, metavar="DATE", help=_("从哪天"))
    record.add_argument("--until", metavar="DATE", help=_("到哪天；只有一天的不用写"))
    record.add_argument("--hours", required=True, help=_("每人学时"))
    record.add_argument("--place", default="", help=_("地点"))
    record.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    record.add_argument("--as", dest="as_login", metavar="LOGIN", help=_("以哪个登录名的职责范围做"))


def run(args: Namespace) -> int:
    """Exit status 0 once it is recorded, 1 where it is refused; the file's wrong lines are named."""
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.http import Http404

    from zhibu.learning.forms import TrainingForm
    from zhibu.learning.services import record_training
    from zhibu.orgs import selectors as orgs
    from zhibu.site.acting import worn

    names = _read(args.file)
    with transaction.atomic():
        scope = worn(args.as_login)
        try:
            org = orgs.org_by_code(scope, args.org)
            scope.require("learning.train", org.path)
        except Http404:
            said = _("没有组织代码 {code}，或者不在职责范围内。").format(code=args.org)
            raise Trouble("org", said) from None
        until = args.until or args.from_on
        asked = {"title": args.title, "from_on": args.from_on, "until": until, "hours": args.hours}
        form = TrainingForm(asked | {"place": args.place, "people": names}, scope=scope, org=org)
        if not form.is_valid():
            raise Trouble("refused", "\n".join(str(text) for texts in form.errors.values() for text in texts))
        try:
            made = record_training(scope, org, **form.cleaned_data)
        except ValidationError as problem:
            raise Trouble("refused", " ".join(problem.messages)) from None
        people = len(form.cleaned_data["people"])
    if args.json:
        print(json.dumps({"training": made.pk, "org": args.org, "people": people}, ensure_ascii=False))
    else:
        print(_("记好了：{title}，{n} 人。").format(title=made.title, n=people))
    return DONE


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise Trouble("file", _("读不了 {file}：{why}").format(file=file, why=problem)) from None
