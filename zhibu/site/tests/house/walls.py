"""Checks of the source: each returns the offences it finds, in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from zhibu.site.house import NEEDS, WRITES, closure

# What one context may import of another, and what of itself only its own rooms use.
OPEN_DOORS = frozenset({"events", "models", "selectors", "services", "offices", "codes", "paths", "norms"})
LARGEST_ROOM = 300
ORM = re.compile(r"\.objects\b|\.filter\(|\.exclude\(|\.raw\(|connection\b")
RED_COLUMNS = re.compile(
    r"(^|_)(face|faceprint|biometric|fingerprint|latitude|longitude|lat|lng|gps|location|track|"
    r"online_(minutes|seconds|time)|screen_time|study_minutes|rank|ranking|leaderboard|opinion_score|"
    r"likes_count|checkin_photo)($|_)"
)


def contexts(root: Path) -> list[str]:
    """The folders that are contexts, whether the map knows them or not."""
    return sorted(p.name for p in root.iterdir() if (p / "__init__.py").exists() and p.name != "site")


def unknown_contexts(root: Path) -> list[str]:
    return [
        f"{name} stands on no floor: site/house.py does not know it"
        for name in contexts(root)
        if name not in NEEDS
    ]


def source_files(root: Path, context: str) -> Iterator[Path]:
    for file in sorted((root / context).rglob("*.py")):
        if not {"tests", "migrations", "testing"} & set(file.parts):
            yield file


def imports(file: Path) -> list[tuple[str, list[str]]]:
    """(module, names) of each import of zhibu in a file."""
    return _imports(file.read_text("utf-8"))


@cache  # a house with one planted fault is read after the whole one
def _imports(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").startswith("zhibu"):
            found.append((node.module or "", [alias.name for alias in node.names]))
        elif isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names if alias.name.startswith("zhibu")]
    return found


def wrong_imports(root: Path) -> list[str]:
    """Imports upwards, sideways, or through another door than the open ones."""
    found = []
    for context in contexts(root):
        below = set(closure([context])) - {context} if context in NEEDS else set()
        for file in source_files(root, context):
            for module, names in imports(file):
                _, *rest = module.split(".")
                if not rest:
                    if set(names) - {"__version__"}:
                        found.append(f"{file.relative_to(root)} imports contexts whole")
                    continue
                other, doors = rest[0], rest[1:2] or names
                if other == context:
                    continue
                if other not in below:
                    found.append(
                        f"{file.relative_to(root)} imports {other}, on which {context} does not stand"
                    )
                elif other != "kernel" and not set(doors) <= OPEN_DOORS:
                    found.append(f"{file.relative_to(root)} enters {module} by a closed door")
    return found


def wrong_writes(root: Path) -> list[str]:
    """Services of a context below called without an edge in WRITES."""
    found = []
    for context in contexts(root):
        for file in source_files(root, context):
            for module, names in imports(file):
                _, *rest = module.split(".")
                if not rest or rest[0] in {context, "kernel"}:
                    continue
                doors = rest[1:2] or names
                if "services" in doors and (context, rest[0]) not in WRITES:
                    found.append(f"{file.relative_to(root)} writes {rest[0]} without an edge in WRITES")
    return found


def querying_views(root: Path) -> list[str]:
    """Views that read rows themselves instead of asking a selector."""
    views = [
        *root.glob("*/views.py"),
        *root.glob("*/views/*.py"),
        *root.glob("*/api.py"),
        *root.glob("*/api/*.py"),
    ]
    return [
        f"{file.relative_to(root)}:{number} queries"
        for file in sorted(views)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if ORM.search(line) and "site/" not in str(file.relative_to(root))
    ]


def requests_below_the_door(root: Path) -> list[str]:
    """Services, selectors and norms that see a request."""
    found = []
    for context in contexts(root):
        for file in source_files(root, context):
            rooms = set(file.relative_to(root).with_suffix("").parts)
            if {"services", "norms"} & rooms and "HttpRequest" in file.read_text("utf-8"):
                found.append(f"{file.relative_to(root)} sees a request")
    return found


def large_rooms(root: Path) -> list[str]:
    found = []
    for file in sorted(root.rglob("*.py")):
        lines = len(file.read_text("utf-8").splitlines())
        if lines > LARGEST_ROOM and not {"migrations", "tests"} & set(file.parts):
            found.append(f"{file.relative_to(root)} has {lines} lines")
    return found


def vague_rooms(root: Path) -> list[str]:
    return [
        f"{file.relative_to(root)}: a room is named by what it holds"
        for file in root.rglob("*.py")
        if file.stem in {"utils", "helpers", "misc", "common"}
    ]


def signals(root: Path) -> list[str]:
    """Django's signals are not for business: facts go through the outbox."""
    found = []
    for context in contexts(root):
        for file in source_files(root, context):
            if re.search(r"django\.db\.models\.signals|django\.dispatch", file.read_text("utf-8")):
                found.append(f"{file.relative_to(root)} uses a signal")
    return found


def red_columns(names: list[tuple[str, str]]) -> list[str]:
    """(table, column) pairs for which no table of this house may have a place."""
    return [f"{table}.{column} crosses a red line" for table, column in names if RED_COLUMNS.search(column)]
