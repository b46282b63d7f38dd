"""`zhibu rebuild`: derive again from the facts, say what differs, put it right."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble

if TYPE_CHECKING:
    from zhibu.kernel.events import Difference

DONE = 0


def add_to(subparsers: Any) -> None:
    """Hang `rebuild` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("rebuild", help=_("按事实重新推算各项数字，核对并改正"))
    parser.set_defaults(run=run, login="work")
    parser.add_argument(
        "context", nargs="?", default="", metavar="CONTEXT", help=_("只核对一个部分，如 statistics")
    )
    parser.add_argument("--dry-run", action="store_true", help=_("只核对，不改正"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))


def run(args: Namespace) -> int:
    """Exit status 0 when everything was compared, whatever was found: the report says it."""
    from zhibu.kernel.events import rebuild, rebuildable

    known = rebuildable()
    if args.context and args.context not in known:
        raise Trouble(
            "context",
            _("没有这一部分：{context}。").format(context=args.context),
            _("可以核对的有：{known}。").format(known="、".join(sorted(known))),
        )
    began = time.monotonic()
    found = rebuild(args.context, mend=not args.dry_run)
    report = {
        "derivations": {name: len(differences) for name, differences in found.items()},
        "differences": [_plain(difference) for differences in found.values() for difference in differences],
        "mended": not args.dry_run,
        "seconds": round(time.monotonic() - began, 3),
    }
    if args.json:
        print(json.dumps(report, ensure_ascii=False, default=str))
        return DONE
    for name, differences in found.items():
        for difference in differences:
            side = _("应有而没有") if difference.side == "derived" else _("不应有而有")
            print(f"{name}  {side}  {json.dumps(_plain(difference)['row'], ensure_ascii=False, default=str)}")
    count = len(report["differences"])  # type: ignore[arg-type]
    if not count:
        tell(_("已核对 {n} 项，没有差异。").format(n=len(found)))
    elif args.dry_run:
        tell(_("有 {n} 处差异，没有改正。").format(n=count))
    else:
        tell(_("有 {n} 处差异，已经改正。").format(n=count))
    return DONE


def _plain(difference: Difference) -> dict[str, Any]:
    return {"table": difference.table, "side": difference.side, "row": difference.row}
