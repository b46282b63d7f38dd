"""A backup set: one folder with database/, files/ and a manifest that names and fingerprints each file.

    manifest.json  {"format": "zhibu-backup/1", "kind": "full", "made_at", "version", "postgres": 180004,
                    "files": {"database/base/…": {"size", "sha256"}}, "folders": ["database/pg_notify"],
                    "seal": SHA-256 of all the above}

`folders` are the empty ones: a way of copying may lose them, and the server will not start without.

A folder without a whole manifest is no set. A set being written has another name until it is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

FORMAT = "zhibu-backup/1"
MANIFEST = "manifest.json"
DATABASE, FILES, ABOUT = "database", "files", "about"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Bytes and SHA-256 in hex of one file of a set."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupSet:
    """What the manifest of a set says. `made_at` is ISO 8601 with zone, `postgres` a number like 180004."""

    folder: Path
    kind: str
    made_at: str
    version: str
    postgres: int
    files: Mapping[str, FileEntry]
    empty_folders: tuple[str, ...]

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.files.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "set": str(self.folder),
            "kind": self.kind,
            "made_at": self.made_at,
            "version": self.version,
            "postgres": self.postgres,
            "files": len(self.files),
            "bytes": self.size,
        }


def default_place(environ: Mapping[str, str] = os.environ) -> Path:
    """ZHIBU_BACKUPS, else beside the data folder: who deletes the one does not delete the other."""
    if named := environ.get("ZHIBU_BACKUPS"):
        return Path(named).expanduser().absolute()
    data = DataFolder.of(environ).root
    return data.with_name(f"{data.name}-backups")


def found(place: Path) -> list[BackupSet]:
    """All complete sets in a folder, newest first. Whether their files are whole is for `verify`."""
    sets = []
    for manifest in place.glob(f"*/{MANIFEST}"):
        try:
            sets.append(read(manifest.parent))
        except Trouble:
            continue
    return sorted(sets, key=lambda each: (each.made_at, each.folder.name), reverse=True)


def read(folder: Path) -> BackupSet:
    """Raises Trouble (no-set) if there is no manifest, or one that was altered."""
    try:
        held = json.loads((folder / MANIFEST).read_text("utf-8"))
        if held["format"] != FORMAT or held["seal"] != _seal(held):
            raise ValueError("altered")
        files = {name: FileEntry(int(e["size"]), str(e["sha256"])) for name, e in held["files"].items()}
        about = held["kind"], held["made_at"], held["version"], int(held["postgres"])
        return BackupSet(folder, *about, files, tuple(held["folders"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Trouble(
            "no-set",
            _("{folder} 不是一份完整的备份：没有清单，或者清单被改动过（{reason}）。").format(
                folder=folder, reason=type(problem).__name__
            ),
            _("请换一份备份；bin/zhibu backup list 列出现有的。"),
        ) from None


def write(each: BackupSet) -> None:
    """Write the manifest of a set."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "kind": each.kind,
        "made_at": each.made_at,
        "version": each.version,
        "postgres": each.postgres,
        "files": {
            name: {"size": entry.size, "sha256": entry.sha256} for name, entry in sorted(each.files.items())
        },
        "folders": list(each.empty_folders),
    }
    body["seal"] = _seal(body)
    (each.folder / MANIFEST).write_text(json.dumps(body, ensure_ascii=False, indent=0), "utf-8")


def fingerprints(folder: Path) -> dict[str, FileEntry]:
    """Size and digest of every file below a folder but the manifest, by its path from there."""
    entries = {}
    for place, _folders, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            relative = path.relative_to(folder).as_posix()
            if relative != MANIFEST:
                entries[relative] = fingerprint(path)
    return entries


def empty_folders(folder: Path) -> tuple[str, ...]:
    """The folders below that hold nothing, by their path from there."""
    empty = (Path(at) for at, below, names in os.walk(folder) if not below and not names)
    return tuple(sorted(each.relative_to(folder).as_posix() for each in empty))


def fingerprint(path: Path) -> FileEntry:
    """Raises OSError if the file cannot be read."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileEntry(size, digest.hexdigest())


def flush(*places: Path) -> None:
    """See to it that files, and folders with all in them, have reached the disk."""
    for place in places:
        for each in (place, *place.rglob("*")):
            _flush_one(each)


def flush_name(place: Path) -> None:
    """See to it that the name of a file or folder has reached the disk."""
    _flush_one(place.parent)


def _flush_one(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(body: dict[str, Any]) -> str:
    told = {name: value for name, value in body.items() if name != "seal"}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
