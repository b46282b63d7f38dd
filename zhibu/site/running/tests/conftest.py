"""Installations for these tests: an empty one, one started before, one that runs for all who only look."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhibu.kernel.postgres import Cluster

from .installation import Installation


@pytest.fixture
def empty():
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        made = Installation(Path(folder))
        yield made
        made.close()


@dataclass(frozen=True)
class First:
    """The first start of an installation, from nothing, and its end: what was seen of it and what it left."""

    folder: Path
    port: int
    ready: dict
    answered: bool
    children: dict
    status: int
    still_running: bool
    still_answers: bool


@pytest.fixture(scope="session")
def first():
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        made = Installation(Path(folder))
        ready, answered, children = made.start(), made.answers(), made.children()
        status = made.stop()
        running = Cluster(made.data).running()
        yield First(Path(folder), made.port, ready, answered, children, status, running, made.answers())
        made.close()


def copied(first, to):
    """The data once more, and the very same key file: with another one it would be migrated again."""
    subprocess.run(["cp", "-a", first.folder / "data", to.data.parent], check=True)
    to.data.with_name("data-keys.json").hardlink_to(first.folder / "data-keys.json")
    return to


@pytest.fixture
def house(empty, first):
    """One that was started before, so that not every test makes its database from nothing."""
    return copied(first, empty)


@pytest.fixture
def other(first):
    """One more beside it."""
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        made = copied(first, Installation(Path(folder)))
        yield made
        made.close()


@pytest.fixture(scope="module")
def served(first):
    """One that was started before and serves: for tests that leave it serving."""
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as folder:
        made = copied(first, Installation(Path(folder)))
        made.start()
        yield made
        made.close()
