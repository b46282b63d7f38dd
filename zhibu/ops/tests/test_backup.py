"""A set holds everything but the keys, tells what was damaged, and brings an installation back."""

import base64
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from zhibu.kernel.crypto import keyfile
from zhibu.kernel.postgres import Cluster, DataFolder, logins
from zhibu.kernel.trouble import Trouble
from zhibu.ops import backup

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place():
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def house(place):
    """An installation with rows, files and a key file beside it, and a full set made of it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "ZHIBU_KEYS",
            "ZHIBU_DATABASE_URL",
            "ZHIBU_WORK_URL",
            "ZHIBU_MIGRATE_URL",
            "ZHIBU_EMBEDDED",
        ):
            patch.delenv(name, raising=False)
        patch.setenv("ZHIBU_DATA", str(place / "data"))
        keyfile.create(place / "data-keys.json")
        cluster = Cluster(place / "data", tied=True)
        cluster.create()
        cluster.start()
        write(cluster, "CREATE TABLE member (id int PRIMARY KEY, name text)")
        write(cluster, "INSERT INTO member SELECT n, '甲' || n FROM generate_series(1, 1500) n")
        keep(cluster.folder, "aa" * 32, b"minutes of the meeting")
        keep(cluster.folder, "bb" * 32, b"letter of introduction")
        incoming = cluster.folder.files / "incoming"
        incoming.mkdir()
        (incoming / "half").write_bytes(b"half of an upload")
        yield cluster
        cluster.stop()


@pytest.fixture(scope="module")
def made(house, place):
    made = backup.make_full(house.folder, place / "backups")
    write(house, "INSERT INTO member VALUES (9001, 'came later')")
    keep(house.folder, "cc" * 32, b"came later")
    return made


@pytest.fixture
def copied(made, tmp_path):
    """The set on another disk, to be damaged."""
    shutil.copytree(made.folder, tmp_path / "copy")
    return tmp_path / "copy"


def write(cluster, sql):
    with psycopg.connect(cluster.url(logins.OWNER)) as connection:
        connection.execute(sql)


def keep(folder, digest, content):
    path = folder.files / digest[:2] / digest[2:4] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


def rows(cluster):
    with psycopg.connect(cluster.url(logins.OWNER)) as connection:
        return connection.execute("SELECT count(*), sum(hashtext(name)) FROM member").fetchone()


def kept(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_restored_installation_is_that_of_the_backup(house, made, place):
    restored = Cluster(backup.restore(made, place / "restored").root, tied=True)
    restored.start()
    try:
        assert rows(restored)[0] == 1500
        assert rows(house)[0] == 1501
        write(house, "DELETE FROM member WHERE id = 9001")
        assert rows(restored) == rows(house)
        names = {path.name for path in kept(restored.folder.files)}
        assert names == {"aa" * 32, "bb" * 32}
        mine = kept(house.folder.files)
        assert all(mine[path] == content for path, content in kept(restored.folder.files).items())
    finally:
        restored.stop()


def test_a_restored_installation_has_passwords_of_its_own(house, made, place):
    restored = Cluster(backup.restore(made, place / "other").root, tied=True)
    restored.start()
    try:
        old, new = logins.read(house.folder.logins), logins.read(restored.folder.logins)
        assert all(old[login] != new[login] for login in logins.ALL)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(restored.url(logins.WEB).replace(new[logins.WEB], old[logins.WEB]))
    finally:
        restored.stop()


def test_neither_keys_nor_passwords_are_in_a_set(house, made, place):
    held = json.loads((place / "data-keys.json").read_text())
    secrets = [held["kek"].encode(), base64.b64decode(held["kek"])]
    ring = keyfile.load(place / "data-keys.json")
    secrets += [g.secret for g in ring.generations] + [b.secret for b in ring.blinds]
    secrets += [password.encode() for password in logins.read(house.folder.logins).values()]
    seen = b"minutes of the meeting"  # shows that looking finds what is there
    contents = list(kept(made.folder).values())
    assert any(seen in content for content in contents)
    for secret in secrets:
        assert len(secret) >= 16
        assert not any(secret in content for content in contents)


def test_a_fresh_set_is_whole(made):
    assert backup.verify(made) == []


def test_a_set_copied_by_something_that_drops_modes_and_empty_folders_still_comes_back(copied, place):
    for path in sorted(copied.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file():
            path.chmod(0o644)
    restored = Cluster(backup.restore(backup.read(copied), place / "plain").root, tied=True)
    restored.start()
    try:
        assert rows(restored)[0] == 1500
    finally:
        restored.stop()


def damage_middle(path):
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize("pattern", ["database/base/*/1259", "database/global/pg_control", "files/aa/aa/*"])
def test_a_damaged_file_is_named(copied, pattern):
    victim = next(copied.glob(pattern))
    damage_middle(victim)
    wrong = backup.verify(backup.read(copied))
    assert [trouble.code for trouble in wrong] == ["altered"]
    assert victim.relative_to(copied).as_posix() in wrong[0].sentence


def test_a_missing_file_is_named(copied):
    victim = next(copied.glob("database/pg_wal/0*"))
    victim.unlink()
    wrong = backup.verify(backup.read(copied))
    assert [trouble.code for trouble in wrong] == ["missing"]
    assert victim.name in wrong[0].sentence


def test_a_file_that_does_not_belong_is_named(copied):
    (copied / "database" / "postgresql.auto.conf.local").write_text("archive_command = 'steal'")
    wrong = backup.verify(backup.read(copied))
    assert [trouble.code for trouble in wrong] == ["foreign"]


def test_a_file_altered_together_with_our_manifest_is_still_found(copied):
    from zhibu.ops.backup import sets

    victim = next(copied.glob("database/base/*/1259"))
    damage_middle(victim)
    each = backup.read(copied)
    name = victim.relative_to(copied).as_posix()
    forged = dict(each.files) | {name: sets.fingerprint(victim)}
    sets.write(replace(each, files=forged))
    assert [name in trouble.sentence for trouble in backup.verify(backup.read(copied))] == [True]


def test_an_altered_manifest_makes_it_no_set(copied):
    manifest = copied / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"full"', '"best"'))
    with pytest.raises(Trouble) as caught:
        backup.read(copied)
    assert caught.value.code == "no-set"
    assert backup.found(copied.parent) == []


def test_a_damaged_set_is_not_restored(copied, tmp_path):
    damage_middle(next(copied.glob("database/base/*/1259")))
    with pytest.raises(Trouble) as caught:
        backup.restore(backup.read(copied), tmp_path / "new")
    assert caught.value.code == "set-damaged"
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_what_is_there(made, tmp_path):
    (tmp_path / "something").touch()
    with pytest.raises(Trouble) as caught:
        backup.restore(made, tmp_path)
    assert caught.value.code == "not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["something"]


def test_a_making_that_fails_leaves_no_set(house, place, monkeypatch):
    from zhibu.ops.backup import making

    monkeypatch.setattr(making, "_copy_files", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(Trouble) as caught:
        backup.make_full(house.folder, place / "failing")
    assert caught.value.code == "not-writable"
    assert list((place / "failing").iterdir()) == []


def test_what_the_server_handed_over_wrongly_is_not_called_a_set(house, place, monkeypatch):
    from zhibu.ops.backup import making

    copy = making._copy_database

    def spoiled(folder, to):
        version = copy(folder, to)
        damage_middle(next(to.glob("base/*/1259")))
        return version

    monkeypatch.setattr(making, "_copy_database", spoiled)
    with pytest.raises(Trouble) as caught:
        backup.make_full(house.folder, place / "spoiled")
    assert caught.value.code == "not-copied"
    assert backup.found(place / "spoiled") == []


def test_a_full_disk_is_noticed_before(house, place, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(Trouble) as caught:
        backup.make_full(house.folder, place / "full-disk")
    assert caught.value.code == "disk-full"


def test_backups_lie_beside_the_data_and_not_in_it():
    place = backup.default_place({"ZHIBU_DATA": "/srv/zhibu"})
    assert place == Path("/srv/zhibu-backups")
    assert not place.is_relative_to(DataFolder.of({"ZHIBU_DATA": "/srv/zhibu"}).root)
