"""A server for tests: its own folder, quick, forgetful, gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .cluster import Cluster
from .tuning import FORGETFUL


@contextmanager
def throwaway_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A running cluster in a temporary folder; with the settings of a real one if `durable`.

    `cluster.url(login, database)` is an address; `cluster.make_database(name)` another database with the
    same logins. Stopped and deleted at the end, and stopped too if the tests are killed.
    """
    folder = Path(tempfile.mkdtemp(prefix="zhibu-test-"))
    cluster = Cluster(folder, tied=True, settings={} if durable else FORGETFUL)
    try:
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
