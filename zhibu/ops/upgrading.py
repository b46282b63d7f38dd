"""Before a database is brought to newer code: what will be done, whether there is room, and the way back."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from zhibu.kernel.postgres import DataFolder, external
from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble

from . import backup
from .doctor import migrations

FRESH = timedelta(hours=1)  # a copy made so lately is not made again: a start may be tried several times
SPARE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Upgrade:
    """`pending`: steps by name. `needed` and `free` are bytes on the disks of the copy and of the data."""

    pending: tuple[str, ...]
    needed: int
    free: int
    needed_for_copy: int
    free_for_copy: int
    copy: backup.BackupSet | None
    demo: bool
    own: bool  # the embedded database, which is copied here

    @property
    def copies(self) -> bool:
        """Whether a copy is made first: not of invented data, nor where the database has its own keeper."""
        return self.own and not self.demo and not self._fresh()

    def _fresh(self) -> bool:
        if self.copy is None:
            return False
        made = datetime.fromisoformat(self.copy.made_at)
        return datetime.now(made.tzinfo) - made < FRESH

    def problem(self) -> Trouble | None:
        """What stands against it."""
        short = [(self.needed, self.free, _("数据"))]
        if self.copies:
            short.append((self.needed_for_copy, self.free_for_copy, _("备份")))
        for needed, free, where in short:
            if self.pending and free < needed:
                return Trouble(
                    "disk-full",
                    _("升级约需 {needed} MB，放{where}的磁盘只剩 {free} MB。数据库没有动。").format(
                        needed=needed // 1_000_000, where=where, free=free // 1_000_000
                    ),
                    _("请腾出空间，或者用 ZHIBU_BACKUPS 把备份放到别的盘；也可以先换回原来的程序。"),
                )
        return None

    def as_json(self) -> dict[str, Any]:
        problem = self.problem()
        return {
            "pending": list(self.pending),
            "needed": self.needed,
            "free": self.free,
            "backup": self.copy.as_json() if self.copy else None,
            "copies": bool(self.pending) and self.copies,
            "problem": problem.as_json() if problem else None,
        }


def look(connection: Any, folder: DataFolder) -> Upgrade:
    """What an upgrade of this database would be; nothing is changed. Raises Trouble (newer-database)."""
    applied = migrations.applied(connection)
    migrations.refuse_newer(applied)
    pending = sorted(f"{app}.{name}" for app, name in migrations.known() - applied) if applied else []
    demo, own = folder.demonstration.exists(), not external()
    if not pending:
        return Upgrade((), 0, 0, 0, 0, None, demo, own)
    size = int(connection.execute("SELECT pg_database_size(current_database())").fetchone()[0])
    place = backup.default_place()
    sets = backup.found(place)
    return Upgrade(
        pending=tuple(pending),
        needed=size // 4 + SPARE_BYTES,  # a table that is written anew, and the log of it
        free=_free(folder.root),
        needed_for_copy=size + _size(folder.files) + SPARE_BYTES,
        free_for_copy=_free(place),
        copy=sets[0] if sets else None,
        demo=demo,
        own=own,
    )


def prepare(connection: Any, folder: DataFolder) -> Upgrade:
    """Before the steps: refuse without room, copy what is there, say how to go back. Raises Trouble."""
    upgrade = look(connection, folder)
    if not upgrade.pending:
        return upgrade
    if problem := upgrade.problem():
        raise problem
    tell(_("程序更新了，数据库要升级 {count} 步。").format(count=len(upgrade.pending)))
    if upgrade.copies:
        tell(_("先做一份备份…"))
        made = backup.make_full(folder, backup.default_place())
        tell(_("备份好了：{folder}").format(folder=made.folder))
        tell(way_back(made.folder))
    elif not upgrade.own:
        tell(_("自备的数据库，这里不替您备份：升级以前请由数据库管理员备份。"))
    return upgrade


def way_back(copy: Path) -> str:
    return _(
        "要退回去：换回原来的程序，执行 bin/zhibu backup restore {copy} --to 一个空文件夹，"
        "再用 ZHIBU_DATA 指到那里启动。"
    ).format(copy=copy)


def _free(place: Path) -> int:
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def _size(top: Path) -> int:
    return sum((Path(at) / name).lstat().st_size for at, _below, names in os.walk(top) for name in names)
