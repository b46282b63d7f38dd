"""The key file as `up` and `doctor` look at it, without loading what opens it."""

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
