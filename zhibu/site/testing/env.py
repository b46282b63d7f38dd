"""Loaded before Django's settings: the suite's own keys and addresses, never those of an installation."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # the suite copies its database hundreds of times: in memory where there is room
ROOM = 3 * 1024**3


def roomy() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM


if "TMPDIR" not in os.environ and roomy():
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

FOLDER = Path(tempfile.mkdtemp(prefix="zhibu-suite-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

KEPT = {"ZHIBU_SHOTS", "ZHIBU_CHROMIUM"}  # what is said to the suite itself
for name in [name for name in os.environ if name.startswith("ZHIBU_") and name not in KEPT]:
    del os.environ[name]
os.environ["ZHIBU_DATA"] = str(FOLDER / "data")
os.environ["ZHIBU_KEYS"] = str(FOLDER / "keys.json")
for variable, login in (
    ("ZHIBU_DATABASE_URL", "zhibu_web"),
    ("ZHIBU_WORK_URL", "zhibu_work"),
    ("ZHIBU_MIGRATE_URL", "zhibu_owner"),
):
    os.environ[variable] = f"postgresql://{login}@/zhibu"

from zhibu.kernel.crypto import keyfile  # noqa: E402 - the key file's place had to be said first

(FOLDER / "data").mkdir()
keyfile.ensure(database_empty=True)
