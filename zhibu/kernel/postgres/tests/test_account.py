"""An ordinary user runs the server as himself, and only what is his."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from zhibu.kernel.postgres import Cluster, account, acl, processes
from zhibu.kernel.trouble import Trouble

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).resolve().parents[4]
STORY = """
import sys
from pathlib import Path
from zhibu.kernel.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]), tied=True)
cluster.create()
cluster.start()
cluster.tell("zhibu", ["CREATE TABLE t (id int)"])
print(cluster.folder.postgres.stat().st_uid)
cluster.stop()
"""


def story_as(identity, home, place):
    data = Path(home) / "data"
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(REPOSITORY)}
    call = [sys.executable, "-P", "-c", STORY, str(data)]
    return subprocess.run(call, capture_output=True, text=True, env=environ, cwd="/", **identity)


def test_an_ordinary_user_runs_the_server_as_himself(place):
    if os.geteuid() != 0:
        done = story_as({}, place, place)
        assert (done.returncode, done.stdout.strip()) == (0, str(os.geteuid())), done.stderr
        return
    home = place / "home"
    home.mkdir(mode=0o700)
    uid = pwd.getpwnam("nobody").pw_uid
    os.chown(home, uid, uid)
    acl.grant(place, uid, acl.SEARCH)
    with _python_open_to(uid):
        done = story_as({"user": uid, "group": uid, "extra_groups": []}, home, place)
    assert (done.returncode, done.stdout.strip()) == (0, str(uid)), done.stderr
    # root takes over what the user has, still as that user
    taken = Cluster(home / "data", tied=True)
    taken.start()
    try:
        pid = processes.postmaster(taken.folder.postgres, taken._name)
        assert Path(f"/proc/{pid}").stat().st_uid == uid
        with psycopg.connect(taken.url("zhibu_owner")) as connection:
            assert connection.execute("SELECT to_regclass('public.t') IS NOT NULL").fetchone() == (True,)
    finally:
        taken.stop()


class _python_open_to:
    """Let another user run the Python of the tests, which may lie in the home of root."""

    def __init__(self, uid):
        self.who = account.Account(uid, uid)

    def __enter__(self):
        self.before = {}
        places = [Path(sys.executable).parent, Path(os.path.realpath(sys.executable)).parent, REPOSITORY]
        chain = {folder for place in places for folder in [place, *place.resolve().parents]}
        self.before = {folder: acl._read(folder) for folder in chain}
        account.open_way(self.who, [place.resolve() for place in places])

    def __exit__(self, *_):
        for folder, entries in self.before.items():
            if (acl._MASK, acl._NOBODY) in entries:
                acl._write(folder, entries)
            elif acl.granted(folder, self.who.uid):
                os.removexattr(folder, acl._ATTRIBUTE)
                folder.chmod(
                    sum(entries[tag, acl._NOBODY] << shift for tag, shift in ((1, 6), (4, 3), (32, 0)))
                )


def test_the_folder_of_somebody_else_is_refused(monkeypatch, place):
    (place / "postgres").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(Trouble) as caught:
        account.account_for(place / "postgres")
    assert caught.value.code == "someone-elses"
