"""An upgrade is looked at first: is there room? A copy is made, and it is said how to go back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from zhibu.kernel.clock import SHANGHAI
from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.trouble import Trouble
from zhibu.ops import upgrading
from zhibu.ops.backup import BackupSet
from zhibu.site.testing import database

STEP = ("guard", "0004_letters_set_beforehand")


@pytest.fixture
def older(django_db_setup, tmp_path, monkeypatch):
    """A database that has not been through one step, and a folder whose copies are only counted."""
    monkeypatch.setattr(upgrading, "external", lambda: False)
    monkeypatch.setattr(upgrading.backup, "default_place", lambda: tmp_path / "copies")
    monkeypatch.setattr(upgrading.backup, "found", lambda place: sets)
    monkeypatch.setattr(upgrading.backup, "make_full", lambda folder, place: made(sets))
    sets: list[BackupSet] = []
    folder = DataFolder(tmp_path / "data")
    folder.root.mkdir()
    with psycopg.connect(database.url("owner")) as connection:
        connection.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", STEP)
        yield connection, folder, sets
        connection.rollback()


def made(sets, age=timedelta()):
    at = (datetime.now(SHANGHAI) - age).isoformat(timespec="seconds")
    sets.insert(0, BackupSet(Path("/copies/one"), "full", at, "1", 180004, {}, ()))
    return sets[0]


def test_what_would_be_done_is_said_and_nothing_is_changed(older):
    connection, folder, sets = older
    upgrade = upgrading.look(connection, folder)
    assert upgrade.pending == (".".join(STEP),)
    assert upgrade.copies and upgrade.problem() is None
    assert upgrade.as_json()["backup"] is None and not sets


def test_a_copy_is_made_first_once_an_hour_and_not_of_a_demonstration(older, capsys):
    connection, folder, sets = older
    upgrading.prepare(connection, folder)
    assert len(sets) == 1
    said = capsys.readouterr().err
    assert "要升级 1 步" in said and "backup restore /copies/one" in said
    upgrading.prepare(connection, folder)
    assert len(sets) == 1
    sets.clear()
    made(sets, timedelta(minutes=61))
    upgrading.prepare(connection, folder)
    assert len(sets) == 2
    sets.clear()
    folder.demonstration.touch()
    upgrading.prepare(connection, folder)
    assert not sets


@pytest.mark.parametrize(("free", "copies"), [(0, 0), (upgrading.SPARE_BYTES, 0), (10**12, 1)])
def test_without_room_nothing_is_touched(older, monkeypatch, free, copies):
    connection, folder, sets = older
    monkeypatch.setattr(upgrading, "_free", lambda place: free)
    if not copies:
        with pytest.raises(Trouble) as short:
            upgrading.prepare(connection, folder)
        assert short.value.code == "disk-full" and "没有动" in short.value.sentence
    else:
        upgrading.prepare(connection, folder)
    assert len(sets) == copies


def test_a_database_of_this_code_is_left_alone(older):
    connection, folder, sets = older
    connection.rollback()
    assert upgrading.prepare(connection, folder).pending == ()
    assert not sets


def test_a_newer_database_is_refused(older):
    connection, folder, _sets = older
    connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('guard', '9999_x', now())")
    with pytest.raises(Trouble) as newer:
        upgrading.look(connection, folder)
    assert newer.value.code == "newer-database"
