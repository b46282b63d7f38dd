"""Making a set: the database by the server's own tool, then the files it speaks of, then the manifest."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from psycopg.conninfo import conninfo_to_dict

from zhibu import __version__
from zhibu.kernel.postgres import Cluster, DataFolder, external, logins, urls
from zhibu.kernel.postgres.binaries import program
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import server_manifest, sets

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SPARE_BYTES = 200_000_000
# What libpq reads from the environment, for the parts of an address that matter here.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def make_full(folder: DataFolder, place: Path) -> sets.BackupSet:
    """A whole set in `place`; the database must run, and people may go on working.

    The files come after the database: they are named by their content and never changed, so all that the
    copied database speaks of are there. Raises Trouble: no-replication, not-copied, disk-full, not-writable.
    """
    now = datetime.now(SHANGHAI)
    name = f"{now:%Y-%m-%dT%H-%M-%S}-full"
    draft = place / f".{name}.partial"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_room(folder, place)
        draft.mkdir(mode=0o700)
        return _made(folder, draft, place / name, now)
    except OSError as problem:
        raise Trouble(
            "not-writable",
            _("备份写不进 {place}：{reason}").format(place=place, reason=problem.strerror),
            _("请检查那里的权限和空间，或用 --to 指定另一个文件夹。"),
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _made(folder: DataFolder, draft: Path, final: Path, now: datetime) -> sets.BackupSet:
    version = _copy_database(folder, draft / sets.DATABASE)
    _copy_files(folder, draft)
    entries = sets.fingerprints(draft)
    prefix = f"{sets.DATABASE}/"
    seen = {name.removeprefix(prefix): entry for name, entry in entries.items() if name.startswith(prefix)}
    if wrong := server_manifest.differences(draft / sets.DATABASE, seen):
        raise _not_copied(_("{names} 与数据库交出的不一致").format(names="、".join(wrong[:3])))
    made_at = now.isoformat(timespec="seconds")
    empty = sets.empty_folders(draft)
    sets.write(sets.BackupSet(draft, "full", made_at, __version__, version, entries, empty))
    sets.flush(draft / sets.FILES, draft / sets.ABOUT, draft / sets.MANIFEST)  # the server flushed the rest
    draft.rename(final)
    sets.flush_name(final)
    return sets.read(final)


def _copy_database(folder: DataFolder, to: Path) -> int:
    """Returns the server's version as a number."""
    access = _access(folder)
    with psycopg.connect(urls().owner, connect_timeout=10) as connection:
        version = connection.info.server_version
    call = [program("pg_basebackup"), f"--pgdata={to}", "--format=plain", "--wal-method=stream"]
    call += ["--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password", "--label=zhibu"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        call, capture_output=True, text=True, check=False, env=environ | access | {"LC_ALL": "C"}
    )
    if done.returncode != 0:
        reason = done.stderr.strip()
        if external() and any(word in reason.lower() for word in ("replication", "pg_hba.conf")):
            raise Trouble(
                "no-replication",
                _("自备数据库的所有者登录没有 REPLICATION 权力，做不了整库备份：{reason}").format(
                    reason=reason
                ),
                _(
                    "请管理员执行 ALTER ROLE … REPLICATION，并在 pg_hba.conf 里放行 replication"
                    "（见 docs/database.md）；或者用数据库自己的备份办法。"
                    "逐表导出没有校验，也回不到某一时刻，这里不用它充当备份。"
                ),
            )
        raise _not_copied(reason)
    return version


def _access(folder: DataFolder) -> dict[str, str]:
    if not external():
        return Cluster(folder.root).environment(logins.SUPERUSER)
    parts = conninfo_to_dict(urls().owner)
    return {_VARIABLES[name]: str(value) for name, value in parts.items() if name in _VARIABLES}


def _copy_files(folder: DataFolder, draft: Path) -> None:
    if folder.files.exists():
        shutil.copytree(folder.files, draft / sets.FILES, ignore=shutil.ignore_patterns("incoming"))
    (draft / sets.FILES).mkdir(exist_ok=True)
    (draft / sets.ABOUT).mkdir()
    for note in (folder.demonstration, folder.demo):
        if note.exists():
            shutil.copy2(note, draft / sets.ABOUT / note.name)


def _check_room(folder: DataFolder, place: Path) -> None:
    sizes = (
        (Path(at) / name).lstat().st_size
        for top in (folder.postgres, folder.files)
        for at, _folders, names in os.walk(top)
        for name in names
    )
    needed, free = sum(sizes) + _SPARE_BYTES, shutil.disk_usage(place).free
    if free < needed:
        raise Trouble(
            "disk-full",
            _("备份约需 {needed} MB，{place} 只剩 {free} MB。").format(
                needed=needed // 1_000_000, place=place, free=free // 1_000_000
            ),
            _("请腾出空间，或用 --to 指定另一块盘上的文件夹。"),
        )


def _not_copied(reason: str) -> Trouble:
    return Trouble("not-copied", _("数据库没有备份成：{reason}").format(reason=reason))
