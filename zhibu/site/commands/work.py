"""Internal: the worker under `zhibu up`: facts to their listeners, the clock, the seals of the audit."""

from __future__ import annotations

from argparse import Namespace
from typing import Any


def add_to(subparsers: Any) -> None:
    """Hang `work` under the subparsers of `zhibu`, unlisted."""
    subparsers.add_parser("work").set_defaults(run=run)


def run(args: Namespace) -> int:
    """Until SIGTERM."""
    from zhibu.site.commands import ground

    ground.reach_database()
    ground.set_up("work")
    from zhibu.kernel.events import worker
    from zhibu.site import scopes  # noqa: F401 - says under which grant a job is done

    worker.run()
    return 0
