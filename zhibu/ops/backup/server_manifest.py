"""The server's own list of what it handed over (backup_manifest), checked here instead of pg_verifybackup.

Its form is that of PostgreSQL 13 and later: JSON with Path (or Encoded-Path in hex), Size, Checksum-Algorithm
and Checksum for each file, and at the end the SHA-256 of the text before it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .sets import FileEntry

NAME = "backup_manifest"


def listed(database: Path) -> dict[str, FileEntry]:
    """The files by their path in the database folder. Raises ValueError if the list itself was altered."""
    raw = (database / NAME).read_bytes()
    body, mark, _rest = raw.partition(b'"Manifest-Checksum"')
    held = json.loads(raw)
    if not mark or hashlib.sha256(body).hexdigest() != held["Manifest-Checksum"]:
        raise ValueError(f"{NAME} does not match its own checksum")
    entries = {}
    for each in held["Files"]:
        name = each["Path"] if "Path" in each else bytes.fromhex(each["Encoded-Path"]).decode("utf-8")
        if each.get("Checksum-Algorithm") != "SHA256":
            raise ValueError(f"{name} has no SHA-256 in {NAME}")
        entries[name] = FileEntry(int(each["Size"]), each["Checksum"])
    return entries


def differences(database: Path, seen: dict[str, FileEntry]) -> list[str]:
    """Files that are not as the server handed them over, missing or altered; `seen` is what lies there."""
    return sorted(name for name, entry in listed(database).items() if seen.get(name) != entry)
