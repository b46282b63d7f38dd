"""The key file: where it should be, whether it is there, private and whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble


def place() -> Path:
    """ZHIBU_KEYS, else beside the data folder, so that a copy of the folder does not carry it along."""
    if named := os.environ.get("ZHIBU_KEYS"):
        return Path(named).expanduser().absolute()
    data = DataFolder.of().root
    return data.with_name(f"{data.name}-keys.json")


def identity() -> str:
    """Tells one key file from another, and from none."""
    try:
        state = place().stat()
    except OSError:
        return ""
    return f"{state.st_ino}:{state.st_size}:{state.st_mtime_ns}"


@contextmanager
def explained() -> Iterator[None]:
    """Turn what is wrong with the key file into Trouble (key-missing, key-exposed, key-damaged)."""
    from zhibu.kernel.crypto import KeyFileError

    try:
        yield
    except KeyFileError as wrong:
        raise trouble(wrong.reason) from None


def trouble(reason: str) -> Trouble:
    """`reason` is KeyFileError's."""
    path = place()
    if reason == "exposed":
        return Trouble(
            "key-exposed",
            _("密钥文件 {path} 别人也能读。").format(path=path),
            _("请执行：chmod 600 {path}").format(path=path),
        )
    if reason == "missing":
        return Trouble(
            "key-missing",
            _("数据库里已有数据，密钥文件 {path} 却不在。").format(path=path),
            _("请把另外保存的密钥文件放回这里，或用 ZHIBU_KEYS 指明它在哪里。没有它，加密的内容打不开。"),
        )
    return Trouble(
        "key-damaged",
        _("密钥文件 {path} 读不出来（{reason}）。").format(path=path, reason=reason),
        _("请用另外保存的密钥文件替换它。"),
    )


def check(*, needed: bool) -> None:
    """Raises Trouble: key-missing (only if `needed`), key-exposed, key-damaged."""
    from zhibu.kernel.crypto import keyfile

    if not needed and not place().exists():
        return
    with explained():
        keyfile.load(place())


def put(source: Path) -> None:
    """Copy a key file kept elsewhere to its place. Raises Trouble (key-exists, key-missing, key-damaged)."""
    from zhibu.kernel.crypto import keyfile

    to = place()
    if to.exists():
        raise Trouble("key-exists", _("{path} 已有密钥文件，没有覆盖它。").format(path=to))
    try:
        held = source.read_bytes()
    except OSError as problem:
        raise Trouble(
            "key-missing", _("读不了密钥文件 {path}：{reason}").format(path=source, reason=problem.strerror)
        ) from None
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(held)
    with explained():
        keyfile.load(to)
