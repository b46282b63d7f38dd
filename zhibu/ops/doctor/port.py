"""The address to listen on, whether it is free, and who has it if not."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
_LISTENING = "0A"
_ASK = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"


def wanted() -> tuple[str, int]:
    """ZHIBU_HOST and ZHIBU_PORT. Raises Trouble (bad-port)."""
    given = os.environ.get("ZHIBU_PORT") or str(DEFAULT_PORT)
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Trouble("bad-port", _("ZHIBU_PORT 不是端口号：{given}").format(given=given))
    return os.environ.get("ZHIBU_HOST") or DEFAULT_HOST, int(given)


def url() -> str:
    """The address as people enter it."""
    return f"http://localhost:{wanted()[1]}"


def check_free() -> None:
    """Raises Trouble (port-taken, bad-host)."""
    host, number = wanted()
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except PermissionError:
        raise Trouble(
            "port-forbidden",
            _("端口 {port} 只有 root 能用。").format(port=number),
            _("请换一个 1024 以上的端口，例如：ZHIBU_PORT=8080"),
        ) from None
    except socket.gaierror as problem:
        raise Trouble("bad-host", _("ZHIBU_HOST 不对：{reason}").format(reason=problem.strerror)) from None
    except OSError as problem:
        raise Trouble(
            "port-taken",
            _("端口 {port} 已被占用：{holder}。").format(
                port=number, holder=holder(number) or problem.strerror
            ),
            _("请关掉那个程序，或者换一个端口，例如：ZHIBU_PORT={other}").format(other=number + 1),
        ) from None


def holder(number: int) -> str | None:
    """Name and process id of the program that listens on a port, as far as we may see it."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in _lines(Path(table))[1:]:
            fields = line.split()
            if fields[3] == _LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == number:
                inodes.add(f"socket:[{fields[9]}]")
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        if inodes.intersection(_held(process)):
            name = " ".join(_lines(process / "comm"))
            return _("{name}（进程号 {pid}）").format(name=name, pid=process.name)
    return None


def _held(process: Path) -> Iterator[str]:
    """What the open files of a process are called; nothing where we may not look."""
    with suppress(OSError):
        for link in (process / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                yield str(link.readlink())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def answers() -> bool:
    """Whether the web server is alive behind the address."""
    host, number = wanted()
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((reachable, number), timeout=2) as connection:
            connection.sendall(_ASK)
            return b" 200 " in connection.recv(64)
    except OSError:
        return False
