"""The system account the database server runs as: PostgreSQL refuses root, rightly."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import acl, binaries

NAME = "zhibu"


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server: ourselves, or for root an unprivileged user."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()

    def identity(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child run as this account."""
        if not self.is_another:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand a file or folder over to this account."""
        if self.is_another:
            os.chown(path, self.uid, self.gid)

    def own_tree(self, folder: Path) -> None:
        """Hand a folder and all in it over to this account."""
        if not self.is_another:
            return
        self.own(folder)
        for place, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(Path(place) / name, self.uid, self.gid, follow_symlinks=False)


def account_for(database: Path) -> Account:
    """Who runs the server on this database folder, which need not exist yet.

    Raises Trouble: someone-elses (the folder is another user's and we are not root), no-account.
    """
    me = os.geteuid()
    owner = database.stat() if database.exists() else None
    if me != 0:
        if owner and owner.st_uid != me:
            raise Trouble(
                "someone-elses",
                _("数据文件夹 {folder} 属于另一个系统用户。").format(folder=database.parent),
                _("请换成当初启动它的用户（或 root）来运行，或者用 ZHIBU_DATA 指定另一个文件夹。"),
            )
        return Account(me, os.getegid())
    if owner and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _new_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _new_account() -> pwd.struct_passwd:
    tool = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    reason = "useradd?"
    if tool:
        call = [tool, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        reason = done.stderr.strip()
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise Trouble(
            "no-account",
            _("以 root 启动时，数据库要以普通系统用户 {name} 运行，但没能建立这个用户：{reason}").format(
                name=NAME, reason=reason
            ),
            _("请换一个普通用户来启动，或先执行：useradd --system --user-group {name}").format(name=NAME),
        ) from None


def open_way(account: Account, folders: Iterable[Path]) -> None:
    """Let the account search the folders named and those above them, by access lists, and no more.

    Modes stay as they are. Raises Trouble (unreachable) naming the folder where that cannot be done.
    """
    if not account.is_another:
        return
    chain: dict[Path, None] = {}
    for folder in folders:
        real = folder.resolve()
        if not _may_enter(account, real):
            chain.update(dict.fromkeys([*reversed(real.parents), real]))
    for folder in chain:  # from the top down: whether one can be entered shows only when those above can
        if not _may_enter(account, folder):
            _let_in(account, folder, acl.SEARCH)


def open_programs(account: Account) -> None:
    """Let the account run the programs of the wheel, also where they were installed for root alone."""
    if not account.is_another:
        return
    open_way(account, binaries.folders())
    if _may_run(account):
        return
    for top in binaries.folders():
        for place, _names, files in os.walk(top):
            _let_in(account, Path(place), acl.READ | acl.SEARCH)
            for name in files:
                file = Path(place) / name
                if file.is_symlink():
                    continue
                runs = file.stat().st_mode & 0o100
                _let_in(account, file, acl.READ | (acl.SEARCH if runs else 0))


def _let_in(account: Account, path: Path, permissions: int) -> None:
    try:
        acl.grant(path, account.uid, permissions)
    except OSError as problem:
        raise Trouble(
            "unreachable",
            _("数据库所用的系统用户进不去 {path}，而这里不能单独授权（{reason}）。").format(
                path=path, reason=problem.strerror
            ),
            _("请用 ZHIBU_DATA 把数据放到别处（例如 /var/lib/zhibu），或换一个普通用户来启动。"),
        ) from None


def _may_enter(account: Account, folder: Path) -> bool:
    return _succeeds(account, "/bin/sh", "-c", 'cd "$1"', "sh", str(folder))


def _may_run(account: Account) -> bool:
    return _succeeds(account, binaries.program("initdb"), "--version")


def _succeeds(account: Account, *call: str) -> bool:
    try:
        done = subprocess.run(call, cwd="/", capture_output=True, check=False, **account.identity())
    except PermissionError:
        return False
    return done.returncode == 0
