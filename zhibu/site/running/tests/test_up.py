"""A whole installation: how it starts, what it survives, how it ends, and that nothing stays behind."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from zhibu.kernel.postgres import Cluster, processes

from .installation import Installation

pytestmark = pytest.mark.slow


@pytest.fixture
def empty():
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        made = Installation(Path(folder))
        yield made
        made.close()


@pytest.fixture(scope="module")
def settled():
    """The folder of an installation that was started once and ended."""
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        made = Installation(Path(folder))
        made.start()
        assert made.stop() == 0
        yield Path(folder)


@pytest.fixture
def house(empty, settled):
    """One that was started before, so that not every test makes its database from nothing."""
    return copied(settled, empty)


def copied(settled, to):
    for name in ("data", "data-keys.json"):
        subprocess.run(["cp", "-a", settled / name, to.data.parent], check=True)
    return to


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def all_gone(pids):
    return not any(processes.alive(pid) for pid in pids)


def test_it_starts_from_nothing_and_ends_with_everything_it_started_and_keeps_its_data(empty):
    ready = empty.start()
    assert ready == {"url": f"http://localhost:{empty.port}"}
    assert empty.answers()
    children = empty.children()
    assert set(children) == {"database", "serve", "work"}
    assert empty.stop() == 0
    assert all_gone(children.values())
    assert not Cluster(empty.data).running()
    assert not empty.answers()
    keys = empty.data.with_name("data-keys.json")
    assert keys.stat().st_mode & 0o777 == 0o600
    settled, key = (empty.data / "run" / "settled").stat().st_mtime_ns, keys.read_bytes()
    empty.start()
    assert (empty.data / "run" / "settled").stat().st_mtime_ns == settled, "nothing was migrated again"
    assert keys.read_bytes() == key


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_by_other_words_too(house, word):
    house.start()
    children = house.children()
    assert house.stop(word) == 0
    assert all_gone(children.values())


def test_nothing_outlives_a_supervisor_that_was_killed(house):
    house.start()
    children = house.children()
    house.stop(signal.SIGKILL)
    until(lambda: all_gone(children.values()))
    until(lambda: not house.answers())
    house.start()
    assert house.answers()


def test_what_dies_is_started_again(house):
    house.start()
    for victim in ("serve", "work", "database"):
        before = house.children()[victim]
        os.kill(before, signal.SIGKILL)
        until(lambda victim=victim, before=before: house.children().get(victim) not in {None, before})
        until(house.answers)
        assert house.process.poll() is None


def test_a_taken_port_is_told_before_anything_starts(empty):
    with socket.create_server(("127.0.0.1", empty.port)):
        done = empty.call("up")
    assert done.returncode == 1
    assert str(empty.port) in done.stderr
    assert "ZHIBU_PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not empty.data.exists()


def test_one_folder_is_served_once(house):
    house.start()
    house_port, house.port = house.port, house.port + 1
    done = house.call("up")
    house.port = house_port
    assert done.returncode == 1
    assert "ZHIBU_DATA" in done.stderr
    assert house.answers()


def test_two_installations_run_side_by_side(house, settled):
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        other = copied(settled, Installation(Path(folder)))
        house.start()
        other.start()
        try:
            assert house.answers()
            assert other.answers()
        finally:
            other.close()
    assert house.answers()


def test_a_command_beside_a_running_server_uses_its_database(house):
    house.start()
    database = house.children()["database"]
    done = house.call("audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["whole"] is True
    assert house.children()["database"] == database


def test_a_command_alone_starts_the_database_and_stops_it(house):
    done = house.call("audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert not Cluster(house.data).running()


def test_a_database_with_data_and_no_key_file_does_not_start(house):
    house.start()
    house.stop()
    keys = house.data.with_name("data-keys.json")
    keys.rename(keys.with_name("elsewhere.json"))
    done = house.call("up")
    assert done.returncode == 1
    assert str(keys) in done.stderr
    assert not keys.exists(), "a new key would make the old data unreadable without anybody noticing"
    keys.with_name("elsewhere.json").rename(keys)
    house.start()


def test_a_demonstration_is_refused_beside_real_data(house):
    house.start()
    house.stop()
    for arguments in (["demo"], ["demo", "--fresh"], ["demo", "wipe"]):
        done = house.call(*arguments)
        assert done.returncode == 1, arguments
        assert "正式数据" in done.stderr
    assert (house.data / "postgres").exists()


def test_a_restored_backup_serves(house):
    house.start()
    made = house.call("backup", "full", "--json")
    assert made.returncode == 0, made.stderr
    folder = json.loads(made.stdout)["set"]
    house.stop()
    to = house.data.with_name("restored")
    keys = house.data.with_name("data-keys.json")
    done = house.call("backup", "restore", folder, "--to", str(to), "--keys", str(keys), "--json")
    assert done.returncode == 0, done.stderr
    house.data = to
    house.start()
    assert house.answers()
    audited = house.call("audit", "verify", "--json")
    assert json.loads(audited.stdout)["whole"] is True
