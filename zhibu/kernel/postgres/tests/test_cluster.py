"""The life of the server: side by side with another, after crashes, in odd places, when it cannot start."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from zhibu.kernel.postgres import Cluster, logins, processes
from zhibu.kernel.postgres.testing import throwaway_cluster
from zhibu.kernel.trouble import Trouble

from .asking import ask

pytestmark = pytest.mark.slow


def test_a_real_server_is_set_to_survive_and_to_be_backed_up():
    with throwaway_cluster(durable=True) as durable:
        for name, value in {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "wal_level": "replica",
            "summarize_wal": "on",
            "log_min_error_statement": "panic",
        }.items():
            assert ask(durable, logins.SUPERUSER, f"SHOW {name}") == [(value,)], name


# ---- side by side


def test_two_servers_live_side_by_side(cluster):
    with throwaway_cluster() as other:
        other.tell("zhibu", ["CREATE TABLE only_here (id int)"])
        assert ask(cluster, logins.OWNER, "SELECT to_regclass('only_here')::text") == [(None,)]
        assert cluster.socket_folder() != other.socket_folder()
    assert cluster.running()


def test_starting_twice_is_one_server(cluster):
    before = ask(cluster, logins.SUPERUSER, "SELECT pg_postmaster_start_time()")
    cluster.start()
    Cluster(cluster.folder.root).start()
    assert ask(cluster, logins.SUPERUSER, "SELECT pg_postmaster_start_time()") == before


def test_the_same_folder_by_another_name_is_the_same_server(cluster, place):
    (place / "link").symlink_to(cluster.folder.root)
    assert Cluster(place / "link").running()


def test_a_long_path_gets_a_short_socket(place):
    folder = place / ("很长的文件夹名" * 6) / ("x" * 60)
    folder.mkdir(parents=True)
    long = Cluster(folder, tied=True)
    long.create()
    try:
        long.start()
        assert len(os.fsencode(long.socket_folder() / ".s.PGSQL.5432")) <= 107
        assert not long.socket_folder().is_relative_to(folder)
        assert stat.S_IMODE(long.socket_folder().stat().st_mode) & 0o077 & ~0o010 == 0
        assert ask(Cluster(folder), logins.WEB, "SELECT 1") == [(1,)]
    finally:
        long.stop()
    assert not long.socket_folder().exists()


def test_a_short_socket_folder_that_is_gone_is_chosen_anew(place):
    folder = place / ("x" * 120)
    long = Cluster(folder, tied=True)
    long.create()
    (folder / "run" / "socket-folder").write_text("/run/user/of-another-session/zhibu-12345678")
    long.start()
    try:
        assert ask(Cluster(folder), logins.WEB, "SELECT 1") == [(1,)]
    finally:
        long.stop()


def test_a_folder_with_strange_letters_works(place):
    folder = place / "支 部'%\"x, y"
    odd = Cluster(folder, tied=True)
    odd.create()
    try:
        odd.start()
        assert ask(odd, logins.WEB, "SELECT 1") == [(1,)]
    finally:
        odd.stop()


# ---- crashes


def crash(cluster):
    """kill -9 to the postmaster, as the kernel does when memory runs out."""
    pid = processes.postmaster(cluster.folder.postgres, cluster._name)
    os.kill(pid, signal.SIGKILL)
    if cluster._process:
        cluster._process.wait()


def test_what_was_committed_survives_kill_9():
    with throwaway_cluster(durable=True) as victim:
        with psycopg.connect(victim.url(logins.OWNER), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (id int)")
            for n in range(50):
                connection.execute("INSERT INTO kept VALUES (%s)", [n])
            crash(victim)
        assert not victim.running()
        assert (victim.folder.postgres / "postmaster.pid").exists()
        victim.start()
        assert ask(victim, logins.OWNER, "SELECT count(*) FROM kept") == [(50,)]


def test_a_lock_whose_number_belongs_to_another_program_now_does_not_stop_the_start():
    with throwaway_cluster(durable=True) as victim:
        crash(victim)
        lock = victim.folder.postgres / "postmaster.pid"
        lines = lock.read_text().splitlines()
        stranger = subprocess.Popen(["sleep", "60"])
        try:
            lock.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
            victim.start()
            assert ask(victim, logins.WEB, "SELECT 1") == [(1,)]
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()


def test_a_process_left_behind_by_a_crash_is_ended_before_a_new_start(monkeypatch):
    monkeypatch.setattr("zhibu.kernel.postgres.cluster._ORPHAN_SECONDS", 1.0)
    with throwaway_cluster(durable=True) as victim:
        connection = psycopg.connect(victim.url(logins.OWNER), autocommit=True)
        orphan = connection.info.backend_pid
        os.kill(orphan, signal.SIGSTOP)  # it cannot notice that its postmaster died
        crash(victim)
        victim.start()
        assert not processes.alive(orphan)
        assert ask(victim, logins.WEB, "SELECT 1") == [(1,)]


def test_recovery_is_awaited_as_long_as_it_goes_on():
    with throwaway_cluster(durable=True) as victim:
        with psycopg.connect(victim.url(logins.OWNER), autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE big AS SELECT n, repeat('x', 100) FROM generate_series(1, 300000) n"
            )
        crash(victim)
        began = time.monotonic()
        victim.start()
        assert ask(victim, logins.OWNER, "SELECT count(*) FROM big") == [(300000,)]
        assert time.monotonic() - began < 60


def test_a_making_that_was_interrupted_is_begun_anew(place):
    half = place / "data" / "postgres.partial"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    made = Cluster(place / "data", tied=True)
    made.create()
    assert made.exists()
    assert not half.exists()


def test_a_server_that_does_not_start_says_why(place):
    broken = Cluster(place / "data", tied=True)
    broken.create()
    (broken.folder.postgres / "local.conf").write_text("shared_buffers = 'much'\n")
    with pytest.raises(Trouble) as caught:
        broken.start()
    assert caught.value.code == "not-started"
    assert "shared_buffers" in caught.value.sentence


def test_passwords_that_were_lost_are_made_anew(place):
    forgetful = Cluster(place / "data", tied=True)
    forgetful.create()
    before = logins.read(forgetful.folder.logins)
    forgetful.folder.logins.unlink()
    forgetful.start()
    try:
        assert logins.read(forgetful.folder.logins).keys() == before.keys()
        assert set(logins.read(forgetful.folder.logins).values()).isdisjoint(before.values())
        for login in logins.ALL:
            assert ask(forgetful, login, "SELECT 1", "zhibu") == [(1,)]
    finally:
        forgetful.stop()


def test_a_tied_server_ends_with_whoever_started_it(place):
    script = """
import sys, time
from pathlib import Path
from zhibu.kernel.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), tied=True)
cluster.create()
cluster.start()
print("up", flush=True)
time.sleep(60)
"""
    starter = subprocess.Popen(
        [sys.executable, "-c", script, str(place / "data")], stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert starter.stdout.readline() == b"up\n"
    cluster = Cluster(place / "data")
    assert cluster.running()
    starter.kill()
    starter.wait()
    for _ in range(100):
        if not cluster.running():
            break
        time.sleep(0.05)
    assert not cluster.running()
