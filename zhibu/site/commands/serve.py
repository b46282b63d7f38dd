"""Internal: the web server, a child of `zhibu up`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

THREADS = 16  # enough to cover the wait for commits on two cores


def add_to(subparsers: Any) -> None:
    """Hang `serve` under the subparsers of `zhibu`, unlisted."""
    subparsers.add_parser("serve").set_defaults(run=run)


def run(args: Namespace) -> int:
    """Until SIGTERM. Addresses come from the environment; no access log, whose lines would hold queries."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from zhibu.ops.doctor import port

    host, number = port.wanted()
    Server(
        "zhibu.site.running.application:application",
        address=host,
        port=number,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,  # it warns that threads outnumber cores: on purpose, they wait for commits
        log_access=False,
        workers_kill_timeout=10,
        process_name=None,
    ).serve()
    return 0
