"""The table of the published communique, filled with the figures of an organisation."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .dimensions import keys, label
from .selectors import Shown

Counted = Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `section` and `label` are those of the published table.

    The value is None where nothing is counted yet, and where it is `hidden` from this reader.
    """

    section: str
    label: str
    title: str
    value: int | None
    hidden: bool = False


def table(shown: Shown) -> list[Row]:
    """All rows in the order of the communique; units are persons and organisations."""
    counted: Counted = {
        **shown.by,
        "members": {"": shown.members},
        "organisations": shown.organisations,
        "admitted": {"this_year": shown.admitted},
    }
    return [row for line in _lines()["rows"] for row in _rows(line, counted)]


def _rows(line: dict[str, Any], counted: Counted) -> Iterator[Row]:
    if "each" in line:
        untold: Mapping[str, int | None] = dict.fromkeys(keys(line["each"]))
        for key, value in counted.get(line["each"], untold).items():
            name = label(line["each"], key)
            yield Row(line["section"], name, name, value, hidden=value is None)
        return
    title = line.get("title", line["label"])
    if "dimension" not in line:
        yield Row(line["section"], line["label"], title, None)
        return
    value = _sum(line, counted.get(line["dimension"]))
    yield Row(line["section"], line["label"], title, value, hidden=value is None)


def _sum(line: dict[str, Any], of: Mapping[str, int | None] | None) -> int | None:
    """The cells of a row together; None as soon as one of them is hidden."""
    if of is None:
        return None
    wanted = line.get("keys") or [key for key in of if key not in line.get("except", [])]
    cells = [of.get(key, 0) for key in wanted]
    return None if None in cells else sum(cell or 0 for cell in cells)


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
