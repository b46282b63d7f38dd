"""The data folder of an installation: what lies where in it, and who is using it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Paths in one data folder. Nothing is made before `prepare`."""

    root: Path

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> DataFolder:
        """ZHIBU_DATA, else `zhibu` among the user's data."""
        if named := environ.get("ZHIBU_DATA"):
            return cls(Path(named).expanduser().absolute())
        shared = environ.get("XDG_DATA_HOME") or "~/.local/share"
        return cls(Path(shared).expanduser().absolute() / "zhibu")

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logins(self) -> Path:
        return self.root / "logins.json"

    @property
    def demo(self) -> Path:
        """Written by the generator of demo data: the four logins."""
        return self.root / "demo.json"

    @property
    def demonstration(self) -> Path:
        """Marks a folder that holds nothing real."""
        return self.root / "demonstration"

    @property
    def wish_to_wipe(self) -> Path:
        """Written by the page of a demonstration; whoever serves the folder then stops and wipes it."""
        return self.run / "wipe"

    @property
    def short_name(self) -> str:
        """Eight characters that stand for this folder among all folders of the machine."""
        return hashlib.sha256(os.fsencode(self.root.resolve())).hexdigest()[:8]

    def prepare(self) -> None:
        """Make the folders, for nobody but ourselves. Raises Trouble (not-writable)."""
        try:
            for folder in (self.root, self.files, self.logs, self.run):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.run / "use.lock").touch(mode=0o600)
        except OSError as problem:
            raise Trouble(
                "not-writable",
                _("不能写入数据文件夹 {folder}：{reason}").format(folder=self.root, reason=problem.strerror),
                _("请检查这个文件夹的权限和磁盘空间，或者用 ZHIBU_DATA 指定另一个文件夹。"),
            ) from None

    @contextmanager
    def served(self) -> Iterator[None]:
        """Only one server works on a data folder. Raises Trouble (already-served)."""
        with _opened(self.run / "serve.lock") as lock:
            if not any(_locked(lock) for _try in range(5)):  # somebody may be asking `is_served` this moment
                raise Trouble(
                    "already-served",
                    _("这个数据文件夹已经有一个支部平台在运行：{folder}").format(folder=self.root),
                    _("请直接使用正在运行的那一个；要另外运行一套，请设置不同的 ZHIBU_DATA 和 ZHIBU_PORT。"),
                )
            yield

    def is_served(self) -> bool:
        """Whether a server works on this folder now."""
        if not (self.run / "serve.lock").exists():
            return False
        with _opened(self.run / "serve.lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Wait until no other process does the same to this folder."""
        with _opened(self.run / f"{what}.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def join(self) -> int:
        """Say that we use the database; a descriptor to hand to `leave`. Forgotten if the process dies."""
        lock = os.open(self.run / "use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_SH)
        return lock

    def leave(self, lock: int) -> bool:
        """Say that we no longer use it; True if nobody else does. Hold `alone("start")` around it."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(lock)
        return True


def _locked(lock: int) -> bool:
    """Take a lock for ourselves alone; if it is taken, wait a moment before saying so."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(0.05)
        return False
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)
