"""Access lists of POSIX written straight into the file system, for machines without setfacl."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

READ, WRITE, SEARCH = 4, 2, 1

_ATTRIBUTE = "system.posix_acl_access"
_VERSION = 2
_OWNER, _USER, _GROUP_OF_FILE, _GROUP, _MASK, _OTHERS = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NOBODY = 0xFFFFFFFF

Entries = dict[tuple[int, int], int]  # (tag, id) -> permissions


class NoAccessLists(OSError):
    """The file system keeps no access lists."""


def grant(path: Path, uid: int, permissions: int) -> None:
    """Give one user these permissions on one file or folder, and nobody else any.

    Raises NoAccessLists where the file system has none, PermissionError where we may not.
    """
    entries = _read(path)
    mask = entries.get((_MASK, _NOBODY))
    if mask is not None:  # widening the mask must not wake what it held back
        for (tag, who), held in list(entries.items()):
            if tag in {_USER, _GROUP_OF_FILE, _GROUP}:
                entries[tag, who] = held & mask
    entries[_USER, uid] = entries.get((_USER, uid), 0) | permissions
    entries[_MASK, _NOBODY] = 0
    for (tag, _who), held in entries.items():
        if tag in {_USER, _GROUP_OF_FILE, _GROUP}:
            entries[_MASK, _NOBODY] |= held
    _write(path, entries)


def granted(path: Path, uid: int) -> int:
    """What the access list gives this user by name, the mask applied; 0 without an entry."""
    entries = _read(path)
    return entries.get((_USER, uid), 0) & entries.get((_MASK, _NOBODY), 7)


def _read(path: Path) -> Entries:
    if not hasattr(os, "getxattr"):
        raise NoAccessLists(errno.ENOTSUP, "no access lists", str(path))
    try:
        raw = os.getxattr(path, _ATTRIBUTE)
    except OSError as problem:
        if problem.errno in {errno.ENOTSUP, errno.EOPNOTSUPP}:
            raise NoAccessLists(problem.errno, problem.strerror, str(path)) from None
        if problem.errno != errno.ENODATA:
            raise
        mode = path.stat().st_mode
        return {
            (_OWNER, _NOBODY): mode >> 6 & 7,
            (_GROUP_OF_FILE, _NOBODY): mode >> 3 & 7,
            (_OTHERS, _NOBODY): mode & 7,
        }
    return {(tag, who): held for tag, held, who in struct.iter_unpack("<HHI", raw[4:])}


def _write(path: Path, entries: Entries) -> None:
    raw = struct.pack("<I", _VERSION) + b"".join(
        struct.pack("<HHI", tag, held, who) for (tag, who), held in sorted(entries.items())
    )
    try:
        os.setxattr(path, _ATTRIBUTE, raw)
    except OSError as problem:
        if problem.errno in {errno.ENOTSUP, errno.EOPNOTSUPP}:
            raise NoAccessLists(problem.errno, problem.strerror, str(path)) from None
        raise
