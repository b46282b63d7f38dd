"""Whether the embedded database is as this code wants it, known without asking it or loading Django."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from functools import cache
from pathlib import Path

import zhibu
from zhibu.kernel.postgres import DataFolder, external
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble
from zhibu.ops.doctor import keys

from .child import run_to_end

AHEAD = "ZHIBU_AHEAD"  # set for a child that may load while the database is made
_SECONDS_BETWEEN_LOOKS = 0.05


def ensure_settled() -> None:
    """Migrate and grant unless nothing has changed since the last time. Raises Trouble (not-migrated).

    A database that others may have changed meanwhile is always asked.
    """
    folder = DataFolder.of()
    stamp = folder.run / "settled"
    wanted = fingerprint()
    if not external() and _said(stamp) == wanted:
        return
    with folder.alone("settle"):
        if not external() and _said(stamp) == wanted:
            return
        status = run_to_end("migrate")
        if status != 0:
            raise Trouble("not-migrated", _("数据库没有更新到这个版本的程序，原因见上面。"))
        stamp.write_text(fingerprint(), "utf-8")  # the key file may be new


def await_keys() -> None:
    """In a process started ahead: return when there is a key file. Whoever makes the database makes it."""
    while AHEAD in os.environ and not keys.identity():
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def await_settled() -> None:
    """In a process started ahead: return when the embedded database is as this code wants it."""
    stamp = DataFolder.of().run / "settled"
    while AHEAD in os.environ and _said(stamp) != fingerprint():
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def fingerprint() -> str:
    """Changes with any line of the product's code, the version of Python and the key file."""
    return hashlib.sha256(f"{_code()} {keys.identity()}".encode()).hexdigest()


@cache
def _code() -> str:
    digest = hashlib.sha256(sys.version.encode())
    top = Path(zhibu.__file__).parent
    for place, folders, files in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in {"__pycache__", "tests", "static", "jinja2"})
        for name in sorted(files):
            if name.endswith(".py"):
                path = Path(place) / name
                digest.update(os.fsencode(path.relative_to(top)) + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _said(stamp: Path) -> str:
    try:
        return stamp.read_text("utf-8")
    except OSError:
        return ""
