"""One stage for the whole matrix: what a cell does is rolled back, so that all cells meet the same world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from zhibu.site.testing import database

from . import world


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[world.Stage]:
    with django_db_blocker.unblock(), database.copy() as built:
        yield world.build(built)
