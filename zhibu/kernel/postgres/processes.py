"""Which server processes of a cluster are alive, told from their command lines."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


def title(name: str) -> str:
    """How the processes behind the postmaster of the cluster `name` call themselves."""
    return f"postgres: {name}: "


def postmaster(database: Path, name: str) -> int | None:
    """The process id of the living postmaster of a database folder, or None. `name` is the cluster's.

    The file postmaster.pid alone proves nothing: after a crash its number may be another program's.
    """
    try:
        pid = int((database / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    command = _command(pid)
    return pid if f"cluster_name={name}" in command or str(database) in command else None


def leftovers(name: str) -> list[int]:
    """Processes of the cluster `name` other than its postmaster."""
    start = title(name)
    return [pid for pid, command in _all_commands() if command and command[0].startswith(start)]


def alive(pid: int) -> bool:
    """Whether the process exists and is not merely waiting to be reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()


def _command(pid: int) -> list[str]:
    if Path("/proc/self").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
        except OSError:
            return []
    return next((command for found, command in _all_commands() if found == pid), [])


def _all_commands() -> Iterator[tuple[int, list[str]]]:
    if Path("/proc/self").exists():
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                yield int(entry.name), _command(int(entry.name))
        return
    listing = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=False)
    for line in listing.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        if pid.isdigit():
            yield int(pid), [command, *command.split()]
