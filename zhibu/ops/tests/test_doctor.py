"""Each fault of the machine, planted, is named with its remedy; a sound machine is told so."""

import json
import os
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from zhibu.kernel.crypto import keyfile
from zhibu.kernel.postgres import Cluster, DataFolder, binaries
from zhibu.kernel.trouble import Trouble
from zhibu.ops.doctor import examination, keys, migrations, place, port, server

SOMEDAY = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def data(monkeypatch):
    """The environment of an installation that is not made yet, on a free port."""
    for name in [name for name in os.environ if name.startswith("ZHIBU_")]:
        monkeypatch.delenv(name)
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as made, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ZHIBU_PORT", str(free.getsockname()[1]))
        free.close()
        monkeypatch.setenv("ZHIBU_DATA", str(Path(made) / "data"))
        yield DataFolder.of()


@pytest.fixture
def migrated(data):
    """An installation whose database has been through one migration of the code, with its key file."""
    cluster = Cluster(data.root, tied=True)
    cluster.create()
    cluster.start()
    cluster.tell(
        "zhibu",
        [
            "SET ROLE zhibu_owner",
            "CREATE TABLE public.django_migrations (app text, name text)",
            "INSERT INTO public.django_migrations VALUES ('kernel', '0001_initial')",
        ],
    )
    keyfile.create(keys.place())
    yield cluster
    cluster.stop()


def codes(problems):
    return [problem.code for problem in problems]


def caught(check):
    with pytest.raises(Trouble) as problem:
        check()
    assert problem.value.sentence
    return problem.value


# ---- the whole examination


def test_a_sound_machine_without_an_installation_is_well(data):
    assert codes(examination.examine(data)) == []
    assert not data.root.exists(), "a doctor leaves nothing behind"


@pytest.mark.slow
def test_a_sound_installation_is_well_and_its_server_is_left_as_it_was(data, migrated):
    assert codes(examination.examine(data)) == []
    migrated.stop()
    assert codes(examination.examine(data)) == []
    assert not migrated.running()


@pytest.mark.slow
def test_several_faults_are_all_named(data, migrated):
    migrated.tell("zhibu", ["INSERT INTO public.django_migrations VALUES ('meetings', '9999_from_tomorrow')"])
    keys.place().chmod(0o644)
    with socket.create_server(("127.0.0.1", port.wanted()[1])):
        found = examination.examine(data)
    assert set(codes(found)) == {"port-taken", "newer-database", "key-exposed"}
    assert all(problem.remedy for problem in found)


@pytest.mark.slow
def test_the_command_says_it_in_json_and_by_its_status(data, migrated, capsys):
    from zhibu.site.commands.shell import main

    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["well"] is True
    keys.place().unlink()
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in told["problems"]] == ["key-missing"]
    assert told["problems"][0]["remedy"]


# ---- port


def test_a_taken_port_is_named_with_who_has_it(data):
    number = port.wanted()[1]
    with socket.create_server(("127.0.0.1", number)):
        problem = caught(port.check_free)
    assert problem.code == "port-taken"
    assert str(number) in problem.sentence
    assert str(os.getpid()) in problem.sentence
    assert f"ZHIBU_PORT={number + 1}" in problem.remedy


@pytest.mark.parametrize("given", ["http", "0", "65536", "-1", "８０"])
def test_a_port_that_is_none_is_refused(data, monkeypatch, given):
    monkeypatch.setenv("ZHIBU_PORT", given)
    if given == "８０":  # digits all the same
        assert port.wanted()[1] == 80
        return
    assert caught(port.wanted).code == "bad-port"


# ---- the place


def test_a_full_disk_is_named(data, monkeypatch):
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=999_999, f_frsize=1000))
    problem = caught(lambda: place.check_disk(data))
    assert problem.code == "disk-full"
    assert "999 MB" in problem.sentence


def test_a_gigabyte_is_enough(data, monkeypatch):
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=1_000_000, f_frsize=1000))
    place.check_disk(data)


def test_a_place_that_cannot_be_written_is_named(data, monkeypatch):
    data.root.write_text("a file where the folder should be")
    assert caught(lambda: place.check_writable(DataFolder(data.root / "deeper"))).code == "not-writable"
    assert caught(DataFolder(data.root / "deeper").prepare).code == "not-writable"


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("server:/export {at} nfs4 rw 0 0", "nfs4"),
        ("//server/share {at} cifs rw 0 0", "cifs"),
        ("C:\\\\ {at} 9p rw 0 0", "9p"),
    ],
)
def test_a_folder_on_a_network_is_named(data, monkeypatch, tmp_path, mounts, kind):
    table = tmp_path / "mounts"
    table.write_text(f"/dev/vda / ext4 rw 0 0\n{mounts.format(at=data.root.parent.resolve())}\n")
    monkeypatch.setattr(place, "MOUNTS", table)
    problem = caught(lambda: place.check_local(data))
    assert problem.code == "network-folder"
    assert kind in problem.sentence


def test_a_network_beside_the_folder_does_not_matter(data, monkeypatch, tmp_path):
    table = tmp_path / "mounts"
    beside = f"{data.root.parent.resolve()}-beside"
    table.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/export {beside} nfs4 rw 0 0\n")
    monkeypatch.setattr(place, "MOUNTS", table)
    place.check_local(data)


# ---- keys


def test_a_missing_key_file_matters_only_beside_data(data):
    keys.check(needed=False)
    problem = caught(lambda: keys.check(needed=True))
    assert problem.code == "key-missing"
    assert str(keys.place()) in problem.sentence


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_others_can_reach_is_named(data, mode):
    keyfile.create(keys.place())
    keys.place().chmod(mode)
    problem = caught(lambda: keys.check(needed=True))
    assert problem.code == "key-exposed"
    assert "chmod 600" in problem.remedy


def test_a_damaged_key_file_is_named(data):
    keyfile.create(keys.place())
    text = keys.place().read_text()
    keys.place().write_text(text[: len(text) // 2])
    assert caught(lambda: keys.check(needed=False)).code == "key-damaged"


# ---- the server


@pytest.mark.slow
def test_a_server_that_does_not_start_is_named_with_its_last_words(data, migrated):
    migrated.stop()
    (data.postgres / "local.conf").write_text("no_such_setting = 1\n")
    problem = next(each for each in examination.examine(data) if each.code == "not-started")
    assert "no_such_setting" in problem.sentence


def test_a_machine_the_programs_are_not_made_for_is_told_what_works(data, monkeypatch):
    monkeypatch.setattr(binaries, "find_spec", lambda _: None)
    binaries.home.cache_clear()
    try:
        problem = caught(server.check_programs)
    finally:
        binaries.home.cache_clear()
    assert problem.code == "no-binaries"
    assert "WSL2" in problem.remedy
    assert "ZHIBU_DATABASE_URL" in problem.remedy


def test_programs_that_do_not_run_here_are_named(data, monkeypatch, tmp_path):
    broken = tmp_path / "postgres"
    broken.write_text("#!/nowhere/ld-musl\n")
    broken.chmod(0o755)
    monkeypatch.setattr(binaries, "program", lambda _: str(broken))
    assert caught(server.check_programs).code == "no-binaries"


def test_a_database_newer_than_the_code_is_named(data):
    known = migrations.known()
    assert ("kernel", "0001_initial") in known
    migrations.refuse_newer(known)
    problem = caught(lambda: migrations.refuse_newer(known | {("meetings", "9999_from_tomorrow")}))
    assert problem.code == "newer-database"
    assert "meetings.9999_from_tomorrow" in problem.sentence


@pytest.mark.parametrize(
    ("now", "well"),
    [
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
    ],
)
def test_a_clock_that_lost_its_battery_is_named(now, well):
    if well:
        server.check_system_clock(now)
    else:
        assert caught(lambda: server.check_system_clock(now)).code == "clock-off"


@pytest.mark.parametrize(
    ("apart", "well"),
    [
        (timedelta(seconds=120), True),
        (timedelta(seconds=-120), True),
        (timedelta(seconds=121), False),
        (timedelta(seconds=-121), False),
        (timedelta(days=-3), False),
    ],
)
def test_clocks_apart_are_named(apart, well):
    row = SimpleNamespace(fetchone=lambda: (SOMEDAY + apart,))
    connection = SimpleNamespace(execute=lambda _: row)
    if well:
        server.check_database_clock(connection, SOMEDAY)
    else:
        problem = caught(lambda: server.check_database_clock(connection, SOMEDAY))
        assert problem.code == "clock-off"


@pytest.mark.parametrize(
    ("last", "well"),
    [
        (None, True),
        (timedelta(days=-400), True),
        (timedelta(seconds=120), True),
        (timedelta(seconds=121), False),
        (timedelta(days=90), False),
    ],
)
def test_a_clock_set_back_is_named(last, well):
    row = None if last is None else (SOMEDAY + last,)
    connection = SimpleNamespace(
        execute=lambda sql: SimpleNamespace(fetchone=lambda: row if " at " in sql else ("kernel_audit",))
    )
    if well:
        server.check_time_went_on(connection, SOMEDAY)
    else:
        problem = caught(lambda: server.check_time_went_on(connection, SOMEDAY))
        assert problem.code == "clock-off" and "最近一次操作" in problem.sentence


def test_a_python_without_venv_is_named(data, monkeypatch):
    from importlib.util import find_spec

    monkeypatch.setattr(
        examination, "find_spec", lambda name: None if name == "ensurepip" else find_spec(name)
    )
    found = examination.examine(data)
    assert codes(found) == ["no-venv"]
    assert "python3-venv" in found[0].remedy


def test_a_check_that_breaks_is_told_and_the_others_go_on(data, monkeypatch):
    monkeypatch.setattr(place, "check_disk", lambda _: 1 / 0)
    monkeypatch.setattr(examination, "find_spec", lambda _: None)
    assert codes(examination.examine(data)) == ["no-venv", "check-failed"]
