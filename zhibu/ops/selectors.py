"""How the house stands: database, post, copies, keys, and what may not be switched on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from zhibu.kernel import clock, events, jobs
from zhibu.kernel.crypto import KeyFileError, keyfile
from zhibu.kernel.models import Job
from zhibu.kernel.norms import Verdict, judge
from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.scope import Scope
from zhibu.statistics.models import Recount
from zhibu.statistics.selectors import last_recount

from .backup import sets
from .leaving.dictionary import left
from .norms import SETTINGS

LATE_SECONDS = 60.0  # a fact is heard within a second; a minute means that nobody works
BACKUP_DAYS = 7


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest complete set on this machine. `days` since it was made."""

    made_at: datetime
    folder: str
    bytes: int
    days: int

    @property
    def old(self) -> bool:
        return self.days > BACKUP_DAYS


@dataclass(frozen=True, slots=True)
class Health:
    """`keys` is empty when the key file is private and whole, else the reason it is not."""

    postgres: str
    database_bytes: int
    free_bytes: int
    workers: int
    post: events.Waiting
    backup: LastBackup | None
    keys: str
    recount: Recount | None  # last night's comparison of figures with facts

    @property
    def late(self) -> bool:
        return self.post.seconds > LATE_SECONDS


def health(scope: Scope) -> Health:
    """What a system administrator looks at in the morning. Reads no person and no organisation."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT split_part(current_setting('server_version'), ' ', 1),
                      pg_database_size(current_database()),
                      (SELECT count(DISTINCT pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND application_name = 'zhibu-work')"""
        )
        postgres, size, workers = cursor.fetchone()
    return Health(
        postgres=postgres,
        database_bytes=size,
        free_bytes=free_bytes(),
        workers=workers,
        post=events.waiting(),
        backup=last_backup(),
        keys=wrong_with_keys(),
        recount=last_recount(),
    )


def free_bytes() -> int:
    """Room left where the data folder lies."""
    here = DataFolder.of().root
    while not here.exists():
        here = here.parent
    return shutil.disk_usage(here).free


def last_backup() -> LastBackup | None:
    """The newest set in the backup folder of this machine; sets copied elsewhere are not known here."""
    found = sets.found(sets.default_place())
    if not found:
        return None
    newest = found[0]
    made_at = datetime.fromisoformat(newest.made_at)
    days = (clock.today() - made_at.astimezone(clock.SHANGHAI).date()).days
    return LastBackup(made_at, str(newest.folder), newest.size, days)


def backup_place() -> str:
    return str(sets.default_place())


def key_place() -> str:
    return str(keyfile.path())


def wrong_with_keys() -> str:
    """Why the key file is not as it should be: missing, exposed, damaged …; empty if it is."""
    try:
        keyfile.load(keyfile.path())
    except KeyFileError as wrong:
        return str(wrong.reason)
    return ""


def parked(scope: Scope) -> list[events.Parked]:
    """Facts that listeners could not take, the longest parked first."""
    return events.parked()


def left_behind() -> list[tuple[str, list[str]]]:
    """Why tables do not go along, with the tables."""
    found: dict[str, list[str]] = {}
    for table, why in left().items():
        found.setdefault(why, []).append(table)
    return list(found.items())


def broken_jobs(scope: Scope) -> list[Job]:
    """Long jobs that failed or were interrupted."""
    return jobs.broken()


def redlines(on: date) -> list[tuple[str, Verdict]]:
    """Every setting that no installation may switch on, refused by the rule of that day."""
    return [
        (title, judge("redline.setting", on, {"setting": name, "on": True}))
        for name, title in SETTINGS.items()
    ]
