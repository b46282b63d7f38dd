"""`zhibu up`: serve pages and do the work behind them until told to stop."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _


def add_to(subparsers: Any) -> None:
    """Hang `up` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("up", help=_("启动：网页服务和后台工作，Ctrl-C 停止"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Returns when stopped; 0 if that was asked for."""
    from zhibu.site.running import supervisor

    return supervisor.up()
