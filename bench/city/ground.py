"""The city that is measured, and how long making it took."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = 300.0  # seconds


@contextmanager
def a_city() -> Iterator[float | None]:
    """The city under ZHIBU_DATA, or one of our own; and how long making it took."""
    told = Path(os.environ.get("ZHIBU_DATA", "/nowhere")) / "demo.json"
    if told.exists() and json.loads(told.read_text("utf-8"))["size"] == "city":
        yield None
        return
    folder = tempfile.mkdtemp(prefix="zhibu-city-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after its database has been stopped
    os.environ |= {"ZHIBU_DATA": f"{folder}/data", "ZHIBU_KEYS": f"{folder}/keys.json"}
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "zhibu", "demo-data", "--size", "city"], cwd=ROOT, check=True)
    yield round(time.monotonic() - began, 1)
