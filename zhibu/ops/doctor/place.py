"""The data folder: whether it can be written, on a disk of this machine, with room left."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

LEAST_FREE_BYTES = 1_000_000_000
# A database on these loses data or never starts: locks and flushes do not mean there what they say.
FOREIGN = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf", "fuse.sshfs", "fuse.vmhgfs-fuse"}
MOUNTS = Path("/proc/mounts")


def check_writable(folder: DataFolder) -> None:
    """Raises Trouble (not-writable)."""
    place = _existing(folder.root)
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".zhibu-"):
            return
    except OSError as problem:
        raise Trouble(
            "not-writable",
            _("不能写入数据文件夹 {folder}：{reason}").format(folder=folder.root, reason=problem.strerror),
            _("请检查这个文件夹的权限和磁盘空间，或者用 ZHIBU_DATA 指定另一个文件夹。"),
        ) from None


def check_disk(folder: DataFolder) -> None:
    """Raises Trouble (disk-full) with less than a gigabyte left for us."""
    state = os.statvfs(_existing(folder.root))
    free = state.f_bavail * state.f_frsize
    if free >= LEAST_FREE_BYTES:
        return
    raise Trouble(
        "disk-full",
        _("数据所在的磁盘只剩 {free} MB。").format(free=free // 1_000_000),
        _("请腾出至少 1 GB，例如把旧备份移到别的盘；或者把数据文件夹移到大盘上，用 ZHIBU_DATA 指明。"),
    )


def check_local(folder: DataFolder) -> None:
    """Raises Trouble (network-folder) if the folder lies on a network or foreign file system."""
    kind = file_system(_existing(folder.root))
    if kind not in FOREIGN:
        return
    raise Trouble(
        "network-folder",
        _("数据文件夹 {folder} 在网络盘或共享盘上（{kind}），数据库放在那里会丢数据。").format(
            folder=folder.root, kind=kind
        ),
        _("请用 ZHIBU_DATA 指定本机磁盘上的文件夹；网络盘只用来存放备份。"),
    )


def file_system(place: Path) -> str:
    """The kind of file system a folder lies on, or nothing where the system does not say."""
    real = str(place.resolve())
    best, kind = "", ""
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        _device, point, found, *_rest = line.split(" ")
        point = point.replace("\\040", " ").rstrip("/") or "/"
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, found
    return kind


def _existing(place: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    while not place.exists():
        place = place.parent
    return place
