"""A folder for servers, and which tests make sense for whoever runs them."""

import os
import tempfile
from pathlib import Path

import pytest

from zhibu.kernel.postgres.testing import throwaway_cluster

# What happens to root cannot be seen by anybody else; access lists are written on Linux alone.
collect_ignore = [] if os.geteuid() == 0 else ["test_as_root.py"]
if not hasattr(os, "setxattr"):
    collect_ignore += ["test_acl.py", "test_as_root.py"]


@pytest.fixture
def place():
    """A folder nobody else looks after: another run of pytest takes the access lists from its own."""
    with tempfile.TemporaryDirectory(prefix="zhibu-test-") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def cluster():
    with throwaway_cluster() as made:
        yield made
