"""Rotation seals every row anew in a real database, can be cut off anywhere, and loses no write."""

import itertools

import psycopg
import pytest
from django.db import connection, connections

from zhibu.exchange.services import open_batch
from zhibu.exchange.tests import sheets
from zhibu.kernel import crypto
from zhibu.kernel.crypto import keyfile
from zhibu.kernel.fields import Whole, rotation
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

pytestmark = [pytest.mark.story, pytest.mark.slow]


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """A copy of the suite's key file: what is added to it here is gone afterwards."""
    copy = tmp_path / "keys.json"
    copy.touch(mode=0o600)
    copy.write_bytes(keyfile.path().read_bytes())
    monkeypatch.setenv("ZHIBU_KEYS", str(copy))
    yield keyfile.reloaded()
    monkeypatch.undo()
    keyfile.reloaded()


@pytest.fixture
def owner(committed, keys):
    database.use(connections["default"].settings_dict["NAME"], "owner")


def numbers():
    """Every sealed text of the house, opened: (place, key) → value."""
    found = {}
    for column in rotation.sealed_columns():
        for row in column.model._base_manager.all():
            found[column.name, row.pk] = opened(column, row)
    return found


def opened(column, row):
    if isinstance(column.text, Whole):
        blob = bytes(getattr(row, column.text.sealed_column))
        return crypto.unseal(blob, place=column.name, row=str(row.pk)) if blob else None
    return getattr(row, column.text.name).unseal()


def no_wait(seconds):
    keyfile.reloaded()


def test_every_value_is_sealed_anew_and_stays_the_same(owner, keys):
    with inside(whole_house()) as house:  # rows of a sheet that wait, and rows that were wiped
        for name in ("waits.csv", "dropped.csv"):
            sheet = sheets.as_csv([sheets.person(1, 所在支部="")])
            batch = open_batch(house, database.world().orgs["willow"], sheet, name=name)
        batch.chunks.update(sealed=b"")
    before = numbers()
    filled = sum(bool(value) for value in before.values())
    assert filled > 0
    assert rotation.pending() == {}
    keyfile.add_generation(keyfile.path())
    keyfile.reloaded()
    assert sum(rotation.pending().values()) == filled
    done = rotation.reseal(wait=no_wait)
    assert sum(done.resealed.values()) == filled
    assert rotation.pending() == {}
    keyfile.drop_older_generations(keyfile.path())
    keyfile.reloaded()
    assert numbers() == before


def test_a_rotation_cut_off_is_taken_up_where_it_stopped(owner, keys, monkeypatch):
    before = numbers()
    keyfile.add_generation(keyfile.path())
    keyfile.reloaded()
    left = sum(rotation.pending().values())
    monkeypatch.setattr(rotation, "ROWS_A_BATCH", 2)
    real, calls = rotation._changed, itertools.count()

    def dies(*args):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(rotation, "_changed", dies)
    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(wait=no_wait)
    assert sum(rotation.pending().values()) == left - 4
    monkeypatch.setattr(rotation, "_changed", real)
    assert sum(rotation.reseal(wait=no_wait).resealed.values()) == left - 4
    assert numbers() == before


def test_who_writes_during_a_rotation_wins(owner, keys, monkeypatch):
    column = next(column for column in rotation.sealed_columns() if column.name.endswith(".mobile"))
    row = column.model._base_manager.exclude(mobile_sealed=None).first()
    keyfile.add_generation(keyfile.path())
    keyfile.reloaded()
    real = rotation._resealed

    def meanwhile(at, rows, using):
        if at.name == column.name:
            row.mobile.seal("13900139000")
            with psycopg.connect(database.url("owner"), autocommit=True) as beside:
                beside.execute(
                    f"UPDATE {at.table} SET mobile_sealed = %s WHERE {at.key} = %s",
                    [row.mobile_sealed, row.pk],
                )
        return real(at, rows, using)

    monkeypatch.setattr(rotation, "_resealed", meanwhile)
    rotation.reseal(wait=no_wait)
    row.refresh_from_db()
    assert row.mobile.unseal() == "13900139000"


def test_a_process_that_keeps_sealing_with_the_old_key_is_reported(owner, keys, monkeypatch):
    keyfile.add_generation(keyfile.path())
    keyfile.reloaded()
    monkeypatch.setattr(rotation, "_resealed", lambda *args: 0)
    with pytest.raises(rotation.StillWritten, match="mobile"):
        rotation.reseal(wait=no_wait)


def test_an_altered_value_stops_the_rotation(owner, keys):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET mobile_sealed = set_byte(mobile_sealed, 20, 7)")
    keyfile.add_generation(keyfile.path())
    keyfile.reloaded()
    with pytest.raises(crypto.NotGenuine, match="mobile"):
        rotation.reseal(wait=no_wait)


def test_rows_are_found_before_during_and_after_a_change_of_the_blind_key(owner, keys, monkeypatch):
    column = next(column for column in rotation.sealed_columns() if column.name.endswith(".id_number"))
    rows = column.model._base_manager
    value = rows.first().id_number.unseal()

    def found():
        return rows.filter(column.text.found_by(column.model, value)).count()

    assert found() == 1
    keyfile.add_blind_key(keyfile.path())
    keyfile.reloaded()
    assert found() == 1
    done = rotation.reindex(wait=no_wait)
    assert done.reindexed[column.name] == rows.exclude(id_number_sealed=None).count()
    assert found() == 1
    keyfile.drop_older_blind_keys(keyfile.path())
    keyfile.reloaded()
    assert found() == 1
    assert rotation.reindex(wait=no_wait).reindexed[column.name] == 0


def test_a_transaction_that_began_before_is_waited_for(owner, keys):
    """It may hold a row sealed with the old key, which nobody sees before it commits."""
    waited = []

    def wait(seconds):
        waited.append(seconds)
        if len(waited) == 4:
            slow.commit()

    with psycopg.connect(database.url("owner")) as slow:
        slow.execute("UPDATE members_member SET demo = demo")
        rotation._let_others_notice("default", wait)
    assert len(waited) == 4
