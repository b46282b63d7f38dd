"""A small language for tables of boundary cases: `kept("DUES-02 …", "15.00", base="3000")`.

The words begin with the id of the rule in question, then what the case is about. Facts are keywords; one
named like a Python keyword takes an underscore (`from_`). `at` is the day the version is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from zhibu.kernel.norms import BadInput, Level, judge

DAY = "2026-11-21"


@dataclass(frozen=True)
class Case:
    words: str
    facts: Mapping[str, Any]
    level: Level | None  # None: bad input
    value: Any = None
    fact: str = ""  # the fact that bad input must name
    at: str = DAY

    def check(self, key: str) -> None:
        if self.level is None:
            with pytest.raises(BadInput) as wrong:
                judge(key, self.at, self.facts)
            assert wrong.value.fact == self.fact
            assert str(wrong.value).startswith(f"{self.fact}：")
            assert "\n" not in str(wrong.value)
            return
        verdict = judge(key, self.at, self.facts)
        assert (verdict.level, verdict.value) == (self.level, self.value), verdict.because


def _case(level: Level | None, words: str, value: Any, fact: str, at: str, facts: Mapping[str, Any]) -> Case:
    return Case(words, {name.rstrip("_"): each for name, each in facts.items()}, level, value, fact, at)


def kept(words: str, value: Any = None, /, at: str = DAY, **facts: Any) -> Case:
    return _case(Level.KEPT, words, value, "", at, facts)


def due_soon(words: str, value: Any = None, /, at: str = DAY, **facts: Any) -> Case:
    return _case(Level.DUE_SOON, words, value, "", at, facts)


def warned(words: str, value: Any = None, /, at: str = DAY, **facts: Any) -> Case:
    return _case(Level.WARNED, words, value, "", at, facts)


def broken(words: str, value: Any = None, /, at: str = DAY, **facts: Any) -> Case:
    return _case(Level.BROKEN, words, value, "", at, facts)


def undecided(words: str, value: Any = None, /, at: str = DAY, **facts: Any) -> Case:
    return _case(Level.UNDECIDED, words, value, "", at, facts)


def not_applicable(words: str, /, at: str = DAY, **facts: Any) -> Case:
    return _case(Level.NOT_APPLICABLE, words, None, "", at, facts)


def bad(words: str, fact: str, /, at: str = DAY, **facts: Any) -> Case:
    return _case(None, words, None, fact, at, facts)


def on_day(at: str, cases: Sequence[Case]) -> list[Case]:
    """The same cases asked on another day, for a version whose numbers were the same."""
    return [replace(case, words=f"{case.words}（{at}）", at=at) for case in cases if case.at == DAY]


def table(cases: Mapping[str, Sequence[Case]]) -> Any:
    """The parametrisation of a test `(key, case)`, with ids that cite the rule."""
    return pytest.mark.parametrize(
        ("key", "case"),
        [
            pytest.param(key, case, id=f"{key} {case.words}")
            for key, listed in cases.items()
            for case in listed
        ],
    )
