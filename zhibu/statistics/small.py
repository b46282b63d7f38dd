"""Small groups: which cells of a list are hidden so that none of them falls out of the total."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext


def least() -> int:
    """The fewest persons a cell may show."""
    return int(_file()["least"])


def why() -> str:
    """Why it is that number, as read to people."""
    reason = str(_file()["why"])
    return gettext(reason)


def conceal(cells: Mapping[str, int]) -> set[str]:
    """The keys to hide of a list whose total is known.

    Every cell under the least, nobody included: that all are of one kind is told as little as who is the
    only one. Besides them cells that are not small, until one of those is hidden and together they are so
    many that each small cell could still be anything from nobody up. Which ones goes by the order of the
    list, never by size: whoever knows this rule learns nothing from the choice.
    """
    names = list(cells)
    small = [name for name in names if cells[name] < least()]
    if not small:
        return set()
    hidden = set(small)
    first = names.index(small[0])
    for name in names[first:] + names[:first]:
        if len(hidden) > len(small) and sum(cells[each] for each in hidden) >= 2 * least() - 1:
            break
        hidden.add(name)
    return hidden


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "small.toml").read_text("utf-8"))
