"""Whether the database was made by this code, by an older one, or by a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import zhibu
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble


def known() -> set[tuple[str, str]]:
    """(context, name) of every migration in the code."""
    top = Path(zhibu.__file__).parent
    return {
        (path.parent.parent.name, path.stem)
        for path in top.glob("*/migrations/*.py")
        if not path.name.startswith("_")
    }


def applied(connection: Any) -> set[tuple[str, str]]:
    """(context, name) of every migration the database has been through; empty for a new database."""
    there = connection.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()[0]
    if not there:
        return set()
    return set(connection.execute("SELECT app, name FROM public.django_migrations").fetchall())


def refuse_newer(found: set[tuple[str, str]]) -> None:
    """Raises Trouble (newer-database) naming what this code does not know."""
    strange = sorted(found - known())
    if not strange:
        return
    raise Trouble(
        "newer-database",
        _("数据库比这个版本的程序新：程序不认识 {names}。").format(
            names="、".join(f"{app}.{name}" for app, name in strange[:3])
        ),
        _("请换回新版本的程序；或者把升级之前的备份恢复到一个空文件夹里使用。"),
    )
