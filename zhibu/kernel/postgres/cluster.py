"""One database server of our own: made, started, reached through a private socket, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import birth, logins, parent, processes, tuning, waiting
from .account import Account, account_for, open_programs, open_way
from .binaries import program
from .folder import DataFolder

_SOCKET = f".s.PGSQL.{tuning.PORT}"
_LONGEST_SOCKET = 103 if sys.platform == "darwin" else 107  # bytes of its path
_LARGEST_LOG = 10_000_000
_ORPHAN_SECONDS = 10.0


class Cluster:
    """The server of one data folder.

    `tied`: it stops when the process that started it ends, however that ends. Otherwise it runs until
    `stop`, by whichever process.
    """

    def __init__(self, folder: Path, *, tied: bool = False, settings: dict[str, str] | None = None) -> None:
        self.folder = DataFolder(folder.absolute())
        self.tied = tied
        self._settings = tuning.SETTINGS | (settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    # ---- life

    def exists(self) -> bool:
        return (self.folder.postgres / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the data folder and in it a server with its logins, unless it is there. Raises Trouble."""
        self.folder.prepare()
        with self.folder.alone("start"):
            self._create()

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers, through recovery too.

        Raises Trouble: no-cluster, not-started (with the last lines of its log), unreachable, no-account.
        """
        self.folder.prepare()
        with self.folder.alone("start"):
            if not self.exists():
                raise Trouble("no-cluster", _("这里还没有数据库：{folder}").format(folder=self.folder.root))
            pid = self._postmaster()
            if pid is None:
                account = self._prepared()
                self._clear_the_way()
                pid = self._spawn(account)
            self._await_ready(pid)

    def stop(self) -> None:
        """End all sessions, write everything down, stop. Does nothing if no server runs."""
        pid = self._postmaster()
        if pid is None:
            return
        for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
            self._send(pid, word)
            if waiting.until(lambda: self._gone(pid), progress=self._traces):
                break
        if not self.socket_folder().is_relative_to(self.folder.root):
            with suppress(OSError):
                self.socket_folder().rmdir()

    def running(self) -> bool:
        return self._postmaster() is not None

    def url(self, login: str, database: str = tuning.DATABASE) -> str:
        """The address for a login: zhibu_owner, zhibu_web, zhibu_work, or postgres, the superuser."""
        password = logins.read(self.folder.logins)[login]
        host = quote(str(self.socket_folder()), safe="/")
        return f"postgresql://{login}:{password}@/{quote(database)}?host={host}&port={tuning.PORT}"

    def environment(self, login: str) -> dict[str, str]:
        """The same for programs of PostgreSQL; a password in a call could be read by everybody."""
        return {
            "PGHOST": str(self.socket_folder()),
            "PGPORT": str(tuning.PORT),
            "PGUSER": login,
            "PGPASSWORD": logins.read(self.folder.logins)[login],
        }

    def socket_folder(self) -> Path:
        """Where the socket lies: in the data folder, or in a short place noted there.

        A comma would part a list of hosts in an address, and a socket's path has room for 107 bytes.
        """
        usual = self.folder.run / "db"
        if "," not in str(usual) and len(os.fsencode(usual / _SOCKET)) <= _LONGEST_SOCKET:
            return usual
        if self._noted.exists():
            return Path(self._noted.read_text("utf-8").strip())
        short = _runtime_folder() / f"zhibu-{self.folder.short_name}"
        self._noted.write_text(str(short), "utf-8")
        return short

    # ---- for tests and administrators

    def make_database(self, name: str) -> None:
        """One more database with the same logins and powers as `zhibu`. The server must run."""
        self.tell("postgres", tuning.making(name))
        self.tell(name, tuning.furnishing())

    def tell(self, database: str, statements: list[str]) -> None:
        """Have the running server do statements as superuser. Raises Trouble (refused)."""
        call = [program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]
        for statement in statements:
            call += ["-c", statement]
        environ = os.environ | self.environment(logins.SUPERUSER)
        done = subprocess.run(call, capture_output=True, text=True, check=False, env=environ)
        if done.returncode != 0:
            raise Trouble("refused", done.stderr.strip())

    def log_tail(self, lines: int = 12) -> list[str]:
        """The last lines of the server's log."""
        try:
            return self._log.read_text("utf-8", "replace").splitlines()[-lines:]
        except OSError:
            return []

    # ---- steps

    @property
    def _log(self) -> Path:
        return self.folder.logs / "postgres.log"

    @property
    def _noted(self) -> Path:
        return self.folder.run / "socket-folder"

    @property
    def _name(self) -> str:
        return f"zhibu-{self.folder.short_name}"

    def _postmaster(self) -> int | None:
        return processes.postmaster(self.folder.postgres, self._name)

    def _create(self) -> None:
        if self.exists():
            return
        if self.folder.postgres.exists():
            raise Trouble(
                "damaged",
                _("数据库文件夹 {folder} 不完整。").format(folder=self.folder.postgres),
                _("请把备份恢复到一个空文件夹里使用：zhibu backup restore；确认没有要的数据才可删除它。"),
            )
        account = self._way_opened()
        passwords = logins.fresh()
        logins.write(self.folder.logins, passwords)
        birth.make(self.folder.postgres, account, passwords, self._settings)

    def _way_opened(self) -> Account:
        account = account_for(self.folder.postgres)
        open_programs(account)
        open_way(account, [self.folder.root])
        return account

    def _prepared(self) -> Account:
        account = self._way_opened()
        account.own_tree(self.folder.postgres)
        self.folder.postgres.chmod(0o700)
        birth.configure(self.folder.postgres, account, self._settings)
        self._prepare_socket_folder(account)
        return account

    def _prepare_socket_folder(self, account: Account) -> None:
        self._noted.unlink(missing_ok=True)  # where it lay last time may not be there in this session
        place = self.socket_folder()
        place.mkdir(mode=0o700, exist_ok=True)
        if place.is_symlink() or place.stat().st_uid not in {account.uid, os.geteuid()}:
            raise Trouble(
                "not-ours",
                _("{place} 被别的用户占用了。").format(place=place),
                _("请删除它，或者用 ZHIBU_DATA 指定一个路径较短的数据文件夹。"),
            )
        place.chmod(0o700)
        account.own(place)
        open_way(account, [place])

    def _clear_the_way(self) -> None:
        """After a crash: wait for what is left of the old server, then forget its locks.

        Its processes must be gone before a new one may touch the files. A lock whose number another
        program has got meanwhile would stop PostgreSQL, which looks at the number alone.
        """
        gone = lambda: not processes.leftovers(self._name)  # noqa: E731
        if not waiting.until(gone, progress=lambda: None, stalled=_ORPHAN_SECONDS):
            for pid in processes.leftovers(self._name):
                self._send(pid, signal.SIGKILL)
            waiting.until(gone, progress=lambda: None, stalled=_ORPHAN_SECONDS)
        if not (self.folder.postgres / "postmaster.pid").exists() or self.running():
            return
        (self.folder.postgres / "postmaster.pid").unlink()
        for name in (_SOCKET, f"{_SOCKET}.lock"):
            (self.socket_folder() / name).unlink(missing_ok=True)

    def _spawn(self, account: Account) -> int:
        if not self.folder.logins.exists():  # a restored cluster: its passwords stayed behind
            self._renew_logins(account)
        if self._log.exists() and self._log.stat().st_size > _LARGEST_LOG:
            self._log.replace(self._log.with_suffix(".log.1"))
        call = [program("postgres"), "-D", str(self.folder.postgres)]
        call += ["-c", f"cluster_name={self._name}"]
        call += ["-c", f"unix_socket_directories={_listed(self.socket_folder())}"]
        with self._log.open("ab") as log:
            self._log.chmod(0o600)
            self._process = subprocess.Popen(
                call,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops things in order
                preexec_fn=parent.dies_with_parent(signal.SIGINT) if self.tied else None,
                **account.identity(),
            )
        return self._process.pid

    def _renew_logins(self, account: Account) -> None:
        passwords = logins.fresh()
        birth.tell(self.folder.postgres, account, "postgres", tuning.new_passwords(passwords))
        logins.write(self.folder.logins, passwords)

    def _await_ready(self, pid: int) -> None:
        ended = False

        def settled() -> bool:
            nonlocal ended
            ended = self._gone(pid)
            return ended or self._says_ready(pid)

        if waiting.until(settled, progress=self._traces) and not ended:
            return
        raise Trouble(
            "not-started",
            _("数据库没有启动。它的日志最后写着：\n{lines}").format(lines="\n".join(self.log_tail())),
            _("完整日志在 {log}；运行 zhibu doctor 看看哪里不对。").format(log=self._log),
        )

    def _says_ready(self, pid: int) -> bool:
        try:
            lines = (self.folder.postgres / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _gone(self, pid: int) -> bool:
        if self._process is not None and self._process.pid == pid:
            return self._process.poll() is not None
        return not processes.alive(pid)

    def _send(self, pid: int, word: signal.Signals) -> None:
        try:
            os.kill(pid, word)
        except ProcessLookupError:
            return

    def _traces(self) -> object:
        return waiting.traces(self.folder.postgres, self._log)


def _runtime_folder() -> Path:
    if os.geteuid() == 0 and Path("/run").is_dir():
        return Path("/run")
    own = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere")
    if own.is_dir() and os.access(own, os.W_OK) and len(os.fsencode(own)) < 60:
        return own
    return Path(tempfile.gettempdir())


def _listed(place: Path) -> str:
    """A path as an item of a PostgreSQL list setting."""
    return '"' + str(place).replace('"', '""') + '"'
