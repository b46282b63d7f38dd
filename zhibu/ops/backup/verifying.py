"""Whether a set is still what was written: every file, byte for byte."""

from __future__ import annotations

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import server_manifest, sets


def verify(each: sets.BackupSet) -> list[Trouble]:
    """What is wrong with a set, file by file; empty if nothing. Codes: missing, altered, foreign."""
    seen = sets.fingerprints(each.folder)
    found = {name: _missing(name) for name in each.files.keys() - seen.keys()}
    found |= {name: _foreign(name) for name in seen.keys() - each.files.keys()}
    changed = [name for name, entry in each.files.items() if name in seen and seen[name] != entry]
    for name in (*changed, *_against_server(each, seen)):
        found.setdefault(name, _altered(name))
    return [found[name] for name in sorted(found)]


def _against_server(each: sets.BackupSet, seen: dict[str, sets.FileEntry]) -> list[str]:
    """By the server's own list, should somebody have altered a file and our manifest with it."""
    prefix = f"{sets.DATABASE}/"
    database = {name.removeprefix(prefix): e for name, e in seen.items() if name.startswith(prefix)}
    try:
        wrong = server_manifest.differences(each.folder / sets.DATABASE, database)
    except (OSError, ValueError, KeyError):
        wrong = [server_manifest.NAME]
    return [prefix + name for name in wrong]


def _missing(name: str) -> Trouble:
    return Trouble("missing", _("{name}：文件不见了").format(name=name))


def _altered(name: str) -> Trouble:
    return Trouble("altered", _("{name}：内容变了").format(name=name))


def _foreign(name: str) -> Trouble:
    return Trouble("foreign", _("{name}：不是备份里的文件").format(name=name))
