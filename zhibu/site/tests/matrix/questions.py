"""How often each page asks the database, at most, over everybody who may open it: written down, and kept.

    python -m pytest -n 0 zhibu/site/tests/matrix/test_cells.py --write-questions

The door's own question (who is there) and what only opens, signs and closes the transaction are not counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.db import connection

PLACE = Path(__file__).parent / "questions.toml"
HEAD = "# Written by --write-questions (questions.py): how often each page asks the database, at most.\n\n"
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SELECT set_config", "SELECT now()")
MOST = 30  # a page that wants more is built anew


def written() -> dict[str, int]:
    return tomllib.loads(PLACE.read_text(encoding="utf-8"))


def write(found: Mapping[str, int]) -> None:
    lines = (f'"{name}" = {found[name]}' for name in sorted(found))
    PLACE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


_at_the_door: ContextVar[bool] = ContextVar("at_the_door", default=False)


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is asked meanwhile."""
    asked: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not _at_the_door.get() and not str(sql).startswith(NOT_COUNTED):
            asked.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


@contextmanager
def at_the_door() -> Iterator[None]:
    """What is asked here is not the page's."""
    token = _at_the_door.set(True)
    try:
        yield
    finally:
        _at_the_door.reset(token)
