"""Started as root the server runs as somebody else, who is let in by access lists and nothing wider."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from zhibu.kernel.postgres import Cluster, account, acl, binaries, processes
from zhibu.kernel.trouble import Trouble

pytestmark = pytest.mark.slow


def test_root_runs_the_server_as_an_unprivileged_user(place):
    made = Cluster(place / "data", tied=True)
    made.create()
    made.start()
    try:
        pid = processes.postmaster(made.folder.postgres, made._name)
        uid = Path(f"/proc/{pid}").stat().st_uid
        assert uid == pwd.getpwnam(account.NAME).pw_uid != 0
        assert made.folder.postgres.stat().st_uid == uid
        assert made.folder.logins.stat().st_uid == 0
    finally:
        made.stop()


def test_closed_folders_above_stay_closed_for_everybody_else(place):
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    made = Cluster(closed / "deeper" / "data", tied=True)
    made.create()
    uid = made.folder.postgres.stat().st_uid
    for folder in (place, closed, made.folder.root):
        assert acl.granted(folder, uid) == acl.SEARCH
        assert stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0
    call = ["/bin/sh", "-c", 'cd "$1"', "sh", str(closed)]
    assert subprocess.run(call, user=uid, group=uid, extra_groups=[], cwd="/").returncode == 0
    assert subprocess.run(call, user=54321, group=54321, extra_groups=[], cwd="/").returncode != 0


def test_a_file_system_without_access_lists_is_named(place, monkeypatch):
    def refuse(path, uid, permissions):
        raise acl.NoAccessLists(95, "Operation not supported", str(path))

    monkeypatch.setattr(acl, "grant", refuse)
    with pytest.raises(Trouble) as caught:
        Cluster(place / "data").create()
    assert caught.value.code == "unreachable"
    assert str(place) in caught.value.sentence
    assert "ZHIBU_DATA" in caught.value.remedy


def test_programs_installed_for_root_alone_are_opened_to_the_server(place, monkeypatch):
    wheel = place / binaries.WHEEL
    shutil.copytree(binaries.home(), wheel / binaries.INSTALL, symlinks=True)
    libraries = binaries.home().parent.parent / f"{binaries.WHEEL}.libs"
    shutil.copytree(libraries, place / f"{binaries.WHEEL}.libs", symlinks=True)
    for at, _folders, names in os.walk(place):
        Path(at).chmod(0o700)
        for name in names:
            (Path(at) / name).chmod(0o700 if (Path(at) / name).stat().st_mode & 0o100 else 0o600)
    monkeypatch.setattr(binaries, "home", lambda: wheel / binaries.INSTALL)
    who = account.account_for(place / "data" / "postgres")
    assert not account._may_run(who)
    account.open_programs(who)
    assert account._may_run(who)


def test_a_user_that_cannot_be_made_is_a_trouble_with_a_remedy(place, monkeypatch):
    monkeypatch.setattr(account, "NAME", "zhibu-no-such")
    monkeypatch.setattr(shutil, "which", lambda *_args, **_more: None)
    with pytest.raises(Trouble) as caught:
        account.account_for(place / "postgres")
    assert caught.value.code == "no-account"
    assert "useradd" in caught.value.remedy
