"""Code lists of the card, with edition, as data: what is stored, how it is said, where it comes from."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy


@cache
def code_list(name: str) -> dict[str, Any]:
    """The codes of one list and their labels, lazily in the reader's language, in the order of the list.

    KeyError if unknown.
    """
    return {code: gettext_lazy(str(label)) for code, label in _lists()[name]["codes"].items()}


def label(name: str, code: str) -> str:
    """The label of a code, or the code itself where an older edition knew it."""
    return str(code_list(name).get(code, code))


@cache
def _lists() -> dict[str, dict[str, dict[str, str]]]:
    text = (Path(__file__).parent / "codes.toml").read_text("utf-8")
    return tomllib.loads(text)
