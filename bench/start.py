"""How long a start takes and how much memory an installation holds.

    python bench/start.py [--full]        prints one JSON object; with --full, of the demonstration too

From an empty data folder to the ready line, the same again with the data there, and the proportional
memory (PSS) of everything that was started, the database included, after its first pages. `second_ratio` is
that second start beside a process that starts the same kind of database and loads Django with its driver,
taken in turns (_turns.py).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _turns import take

from zhibu.kernel.postgres.cluster import Cluster

LIMITS = {"first_seconds": 10.0, "second_seconds": 3.0, "second_ratio": 2.0, "memory_mb": 250.0}
ROUNDS = 3
BARE = """
import pathlib, sys
from zhibu.kernel.postgres.cluster import Cluster
cluster = Cluster(pathlib.Path(sys.argv[1]), tied=True)
cluster.start()
import django.core.wsgi, django.db.backends.postgresql.base, django.template.backends.jinja2
print("ready", flush=True)
sys.stdin.read()
cluster.stop()
"""
PAGES = ["/healthz", "/", "/sign-in/"]
QUIET_SECONDS = 3.0


def measure(*, full: bool) -> dict[str, object]:
    """Seconds and megabytes, and whether they are within the limits."""
    found: dict[str, object] = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    found |= _twice("up")
    if full:
        found["demo"] = _twice("demo")
    return found | {"limits": LIMITS}


def _twice(command: str) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as place:
        bare, data = Path(place) / "bare", Path(place) / "data"
        Cluster(bare, tied=True).create()
        before = _cpu()
        first, _memory = _start(command, data)
        cpu = round(_cpu() - before, 1)
        memory: dict[str, float] = {}

        def second() -> float:
            seconds, held = _start(command, data)
            memory.update(held)
            return seconds

        turns = take(lambda: _bare(bare), {"second": second}, ROUNDS)["second"]
    figures: dict[str, float] = {
        "first_seconds": first,
        "second_seconds": round(turns.subject, 2),
        "second_reference_seconds": round(turns.reference, 2),
        "second_ratio": round(turns.ratio, 2),
        "memory_mb": round(sum(memory.values()), 1),
    }
    return {
        **figures,
        "noisy": turns.noisy,
        "first_cpu_seconds": cpu,
        "memory": memory,
        "within_limits": all(figures[name] <= limit for name, limit in LIMITS.items()),
    }


def _bare(data: Path) -> float:
    """Seconds until the database of a folder answers and Django is loaded, in a process of its own."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", BARE, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    if process.stdout.readline().strip() != b"ready":
        raise RuntimeError("the bare database did not start")
    seconds = time.monotonic() - began
    process.communicate()
    return seconds


def _start(command: str, data: Path) -> tuple[float, dict[str, float]]:
    others = {"PYTHONDONTWRITEBYTECODE"}  # bin/zhibu takes it away
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ZHIBU_") and k not in others}
    environ |= {"ZHIBU_DATA": str(data), "ZHIBU_PORT": str(_free_port()), "CI": "1"}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "zhibu", command], stdout=subprocess.PIPE, env=environ, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.monotonic() - began
        if not line.startswith("zhibu ready "):
            raise RuntimeError(f"zhibu {command} did not get ready")
        _look_around(f"http://localhost:{environ['ZHIBU_PORT']}")
        time.sleep(QUIET_SECONDS)
        return round(seconds, 2), memory_of(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _cpu() -> float:
    """Seconds of processor that ended children used: on a busy machine the figure that can be compared."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_of(pid: int) -> dict[str, float]:
    """Megabytes of PSS by kind of process, for a process and all it has started."""
    sums: dict[str, float] = {}
    for each in _family(pid):
        try:
            command = Path(f"/proc/{each}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        kind = (
            "database"
            if "postgres" in command
            else next((name for name in ("serve", "work") if command.rstrip().endswith(name)), "supervisor")
        )
        sums[kind] = round(sums.get(kind, 0.0) + pss / 1024, 1)
    return sums


def _family(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += parents.get(found[-1], [])
    return found


def _look_around(url: str) -> None:
    for page in PAGES:
        try:
            urllib.request.urlopen(url + page, timeout=20).read()
        except urllib.error.HTTPError:
            continue  # what it answers is not measured here


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


if __name__ == "__main__":
    print(json.dumps(measure(full="--full" in sys.argv[1:])))
