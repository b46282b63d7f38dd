"""Internal: fill an empty installation with the invented county. `zhibu demo` calls it once."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from zhibu.kernel.speech import say as _


def add_to(subparsers: Any) -> None:
    """Hang `demo-data` under the subparsers of `zhibu`, unlisted."""
    parser = subparsers.add_parser("demo-data")
    parser.add_argument("--size", choices=["town", "city"], default="town")
    parser.set_defaults(run=run, login="owner")


def run(args: Namespace) -> int:
    """Raises Trouble (real-data) where somebody lives already."""
    from zhibu.kernel.postgres import DataFolder
    from zhibu.kernel.trouble import Trouble
    from zhibu.site import demo
    from zhibu.site.loading import kept

    try:
        with kept():
            demo.make(args.size, folder=DataFolder.of().root)
    except demo.AlreadyLived:
        raise Trouble("real-data", _("数据库里已经有人员，演示数据不能放进来。")) from None
    return 0
