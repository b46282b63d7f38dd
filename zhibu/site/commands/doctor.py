"""`zhibu doctor`: say what is wrong with this machine and what to do about it."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble


def add_to(subparsers: Any) -> None:
    """Hang `doctor` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("doctor", help=_("体检：哪里不对，怎么办"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Status 1 if something is wrong. JSON: {"well", "data", "problems": [{code, sentence, remedy}]}."""
    from zhibu.kernel.postgres import DataFolder
    from zhibu.ops.doctor.examination import examine

    folder = DataFolder.of()
    os.environ["ZHIBU_DATA"] = str(folder.root)
    problems = [*examine(folder), *_outside()]
    if args.json:
        answer = {
            "well": not problems,
            "data": str(folder.root),
            "problems": [problem.as_json() for problem in problems],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    for problem in problems:
        tell(f"✗ {problem.sentence}\n  {problem.remedy}".rstrip())
    if not problems:
        tell(_("一切正常。数据文件夹：{folder}").format(folder=folder.root))
    return 1 if problems else 0


def _outside() -> list[Trouble]:
    """What is wrong with the way to people's telephones, where one was given."""
    from zhibu.reminders import ways

    said = ways.wrong()
    remedy = _("请补好环境变量再启动；不发到手机的，把这些变量都去掉。")
    return [Trouble("reminders", said, remedy)] if said else []
