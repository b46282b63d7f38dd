"""The table of the published communique, filled with the figures of an organisation."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .dimensions import label
from .selectors import Figures


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `section` and `label` are those of the published table; None where nothing is counted yet."""

    section: str
    label: str
    title: str
    value: int | None


def table(figures: Figures, organisations: dict[str, int]) -> list[Row]:
    """All rows in the order of the communique; units are persons and organisations."""
    counted = {
        **figures.by,
        "members": {"": figures.members},
        "organisations": organisations,
        "admitted": {"this_year": figures.admitted},
    }
    return [row for line in _lines()["rows"] for row in _rows(line, counted)]


def _rows(line: dict[str, Any], counted: dict[str, dict[str, int]]) -> Iterator[Row]:
    if "each" in line:
        for key, value in counted[line["each"]].items():
            name = label(line["each"], key)
            yield Row(line["section"], name, name, value)
        return
    title = line.get("title", line["label"])
    if "dimension" not in line:
        yield Row(line["section"], line["label"], title, None)
        return
    of = counted[line["dimension"]]
    keys = line.get("keys") or [key for key in of if key not in line.get("except", [])]
    yield Row(line["section"], line["label"], title, sum(of.get(key, 0) for key in keys))


def nested(rows: Iterable[Row]) -> dict[str, Any]:
    """The rows as the published file nests them: {"members": {"total": …, "age": {…}}, …}."""
    tree: dict[str, Any] = {}
    for row in rows:
        here = tree
        for part in row.section.split("."):
            here = here.setdefault(part, {})
        here[row.label] = row.value
    return tree


def source() -> str:
    return str(_lines()["source"])


@cache
def _lines() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "communique.toml").read_text("utf-8"))
