"""A whole installation: how it starts, what it survives, how it ends, and that nothing stays behind."""

import json
import os
import signal
import socket
import time

import pytest

from zhibu.kernel.postgres import Cluster, processes

pytestmark = pytest.mark.slow


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def all_gone(pids):
    return not any(processes.alive(pid) for pid in pids)


def test_it_starts_from_nothing_and_ends_with_everything_it_started(first):
    assert first.ready == {"url": f"http://localhost:{first.port}"}
    assert first.answered
    assert set(first.children) == {"database", "serve", "work"}
    assert first.status == 0
    assert all_gone(first.children.values())
    assert not first.still_running
    assert not first.still_answers
    assert (first.folder / "data-keys.json").stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_data_and_keys(house):
    keys, mark = house.data.with_name("data-keys.json"), house.data / "run" / "settled"
    settled, key = mark.stat().st_mtime_ns, keys.read_bytes()
    house.start()
    assert mark.stat().st_mtime_ns == settled, "nothing was migrated again"
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


def test_what_dies_is_started_again(served):
    for victim in ("serve", "work", "database"):
        before = served.children()[victim]
        os.kill(before, signal.SIGKILL)
        until(lambda victim=victim, before=before: served.children().get(victim) not in {None, before})
        until(served.answers)
        assert served.process.poll() is None


def test_a_taken_port_is_told_before_anything_starts(empty):
    with socket.create_server(("127.0.0.1", empty.port)):
        done = empty.call("up")
    assert done.returncode == 1
    assert str(empty.port) in done.stderr
    assert "ZHIBU_PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not empty.data.exists()


def test_one_folder_is_served_once(served):
    port, served.port = served.port, served.port + 1
    done = served.call("up")
    served.port = port
    assert done.returncode == 1
    assert "ZHIBU_DATA" in done.stderr
    assert served.answers()


def test_two_installations_run_side_by_side(served, other):
    other.start()
    assert served.answers()
    assert other.answers()
    other.stop()
    assert not other.answers()
    assert served.answers()


def test_a_command_beside_a_running_server_uses_its_database(served):
    database = served.children()["database"]
    done = served.call("audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["whole"] is True
    assert served.children()["database"] == database


def test_a_command_alone_starts_the_database_and_stops_it(house):
    done = house.call("audit", "verify", "--json")
    assert done.returncode == 0, done.stderr
    assert not Cluster(house.data).running()


def test_a_database_with_data_and_no_key_file_does_not_start(house):
    keys = house.data.with_name("data-keys.json")
    keys.rename(keys.with_name("elsewhere.json"))
    done = house.call("up")
    assert done.returncode == 1
    assert str(keys) in done.stderr
    assert not keys.exists(), "a new key would make the old data unreadable without anybody noticing"
    keys.with_name("elsewhere.json").rename(keys)
    house.start()


def test_a_demonstration_is_refused_beside_real_data(house):
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
