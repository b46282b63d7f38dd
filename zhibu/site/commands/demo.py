"""`zhibu demo`: the same with invented data, for looking around."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _


def add_to(subparsers: Any) -> None:
    """Hang `demo` and `demo wipe` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("demo", help=_("演示：用虚构的数据启动；demo wipe 清除"))
    parser.add_argument("action", nargs="?", choices=["wipe"], help=_("wipe：清除演示数据"))
    parser.add_argument("--fresh", action="store_true", help=_("丢掉现有的演示数据，重新开始"))
    parser.add_argument("--size", choices=["town", "city"], default="town", help=_("数据多少"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Returns when stopped; 1 where real data lies in the data folder."""
    from zhibu.site.running import demo, supervisor

    if args.action == "wipe":
        return demo.wipe()
    return supervisor.up(demo.Demo(size=args.size, fresh=args.fresh))
