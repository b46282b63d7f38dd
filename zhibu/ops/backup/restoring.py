"""From a set back to a data folder that an installation runs on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import server_manifest, sets
from .verifying import verify

OUR_MAJOR = 18


def restore(each: sets.BackupSet, to: Path) -> DataFolder:
    """Fill a folder that is empty or not there, whole or not at all; the set is verified first.

    Passwords of the database are not in a set: the first start makes new ones. Neither are the keys.
    Raises Trouble: not-empty, set-damaged, other-server, not-writable.
    """
    if each.postgres // 10000 != OUR_MAJOR:
        raise Trouble(
            "other-server",
            _("这份备份来自 PostgreSQL {version}，内置的是 {ours}，不能直接使用。").format(
                version=each.postgres // 10000, ours=OUR_MAJOR
            ),
            _("请用同版本的 PostgreSQL 打开其中的 database 文件夹（见 docs/backup.md）。"),
        )
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise Trouble(
            "not-empty",
            _("{folder} 里已有东西，恢复只写进空文件夹。").format(folder=to),
            _("请换一个文件夹名。"),
        )
    if wrong := verify(each):
        raise Trouble(
            "set-damaged",
            _("这份备份坏了 {count} 处：{names}").format(
                count=len(wrong), names="；".join(str(trouble) for trouble in wrong[:3])
            ),
            _("请换一份备份。"),
        )
    draft = to.with_name(f".{to.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _fill(each, DataFolder(draft))
        sets.flush(draft)
        draft.rename(to)
        sets.flush_name(to)
    except OSError as problem:
        raise Trouble(
            "not-writable",
            _("恢复写不进 {folder}：{reason}").format(folder=to, reason=problem.strerror),
            _("请检查那里的权限和空间。"),
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return DataFolder(to)


def _fill(each: sets.BackupSet, folder: DataFolder) -> None:
    folder.root.mkdir(mode=0o700, parents=True)
    shutil.copytree(each.folder / sets.DATABASE, folder.postgres)
    (folder.postgres / server_manifest.NAME).unlink()
    for name in each.empty_folders:
        if name.startswith(f"{sets.DATABASE}/"):
            (folder.postgres / name.removeprefix(f"{sets.DATABASE}/")).mkdir(parents=True, exist_ok=True)
    for place, _folders, names in os.walk(folder.postgres):  # a set may come from a disk that keeps no modes
        Path(place).chmod(0o700)
        for name in names:
            (Path(place) / name).chmod(0o600)
    shutil.copytree(each.folder / sets.FILES, folder.files)
    folder.files.chmod(0o700)
    if (each.folder / sets.ABOUT).exists():
        shutil.copytree(each.folder / sets.ABOUT, folder.root, dirs_exist_ok=True)
    folder.root.chmod(0o700)
