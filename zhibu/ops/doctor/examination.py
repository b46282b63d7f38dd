"""Everything the doctor looks at, in the order in which things depend on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import psycopg

from zhibu.kernel.postgres import DataFolder, Sharing, external, powers, urls
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import keys, migrations, place, port, server


def examine(folder: DataFolder) -> list[Trouble]:
    """All that is wrong, each with a code, a sentence and a remedy; nothing is changed.

    Looks into the database too if there is one: an embedded server that stands is started for it, and
    stopped again.
    """
    found: list[Trouble] = []
    applied: set[tuple[str, str]] = set()

    def look(check: Callable[[], object]) -> bool:
        try:
            check()
        except Trouble as trouble:
            found.append(trouble)
        except Exception as problem:  # a doctor who faints helps nobody
            found.append(Trouble("check-failed", f"{type(problem).__name__}: {problem}"))
        else:
            return True
        return False

    look(_check_venv)
    look(server.check_system_clock)
    look(lambda: place.check_local(folder))
    look(lambda: place.check_disk(folder))
    sound = look(lambda: place.check_writable(folder))
    sound = look(server.check_programs) and sound
    if not folder.is_served():
        look(port.check_free)
    if external():
        sound = look(powers.check)
    if sound and (external() or folder.postgres.exists()):

        def look_inside() -> None:
            with _connected(folder) as connection:
                look(lambda: server.check_database_clock(connection))
                applied.update(migrations.applied(connection))
                look(lambda: migrations.refuse_newer(applied))
                look(lambda: server.check_time_went_on(connection))

        look(look_inside)
    look(lambda: keys.check(needed=bool(applied)))
    return found


def _check_venv() -> None:
    if find_spec("venv") and find_spec("ensurepip"):
        return
    raise Trouble(
        "no-venv",
        _("这个 Python 缺少 venv，升级程序时会建不了运行环境。"),
        _("Debian、Ubuntu 上请执行：sudo apt install python3-venv"),
    )


@contextmanager
def _connected(folder: DataFolder) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    sharing = None if external() else Sharing(folder)
    if sharing:
        sharing.reach()
    try:
        with psycopg.connect(urls().owner, connect_timeout=10) as connection:
            yield connection
    except psycopg.OperationalError as problem:
        raise Trouble(
            "no-connection", _("连不上数据库：{reason}").format(reason=str(problem).strip())
        ) from None
    finally:
        if sharing:
            sharing.release()
