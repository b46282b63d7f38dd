"""How a meeting of each kind goes, step by step with words to read aloud: data, with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the meeting; under `agenda` the items of the plan are called one by one."""

    title: str
    words: str
    agenda: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    steps: tuple[Step, ...]
    source: dict[str, str]


@cache
def _book() -> dict[str, Procedure]:
    text = Path(__file__).with_name("procedures.toml").read_text("utf-8")
    return {
        kind: Procedure(tuple(Step(**step) for step in each["steps"]), {"number": "", **each["source"]})
        for kind, each in tomllib.loads(text).items()
    }


def procedure(kind: str) -> Procedure:
    """The procedure of a kind of meeting. Raises KeyError for one that does not exist."""
    return _book()[kind]
