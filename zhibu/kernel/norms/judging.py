"""The one question everybody asks: how does this rule stand on that day, given these facts?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, localcontext
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import zhibu

from .book import NormBook
from .facts import BadInput, Fact, schema_of, shown
from .facts import day as a_day
from .verdict import Verdict

Function = TypeVar("Function", bound=Callable[..., Verdict])
_EXACT = Context(prec=100)  # no product of two facts is longer, so money is rounded only where we say so


@dataclass(frozen=True, slots=True)
class Judgement:
    """A registered function and the facts it asks for."""

    key: str
    function: Callable[..., Verdict]
    facts: Mapping[str, Fact]
    names: tuple[tuple[str, str, Fact], ...]  # Python's name, the catalogue's name, the fact

    def json_schema(self) -> dict[str, Any]:
        return schema_of(self.facts)


_registered: dict[str, Judgement] = {}


def judges(key: str, **facts: Fact) -> Callable[[Function], Function]:
    """Register a pure function as the judgement of a rule, with the facts it takes by keyword.

    A fact named like a Python keyword is written with a trailing underscore (`from_`).
    """

    def register(function: Function) -> Function:
        if key in _registered:
            raise ValueError(f"{key} is judged twice")
        names = tuple((name, name.rstrip("_"), fact) for name, fact in facts.items())
        _registered[key] = Judgement(key, function, facts, names)
        return function

    return register


def _folders() -> list[Path]:
    """The folders of the contexts that hold norms."""
    root = Path(next(iter(zhibu.__path__)))
    return sorted(path.parent for path in root.glob("*/norms.toml"))


@cache
def book() -> NormBook:
    """The rules as shipped, read once."""
    return NormBook.read(*((folder / "norms.toml").read_text("utf-8") for folder in _folders()))


@cache
def judgements() -> Mapping[str, Judgement]:
    """Every registered judgement by key; imports the `norms` of each context, and nothing else of it."""
    for folder in _folders():
        import_module(f"zhibu.{folder.name}.norms")
    return dict(sorted(_registered.items()))


def judging(key: str, on: date, *, by: NormBook | None = None) -> Callable[..., Verdict]:
    """The judgement of one rule on one day, for thousands of cases: its version is looked up once.

    Facts are given by keyword as the function in `norms.py` takes them, already read: days, texts, whole
    numbers. The verdict is bare: it names no norm and no day. Raises BadInput as `judge` does.
    """
    judgement = judgements().get(key)
    if judgement is None:
        raise BadInput("norm", f"没有 {shown(key)} 这条规范")
    return partial(judgement.function, (by or book()).get(key, on))


def judge(key: str, on: date | str, facts: Mapping[str, Any], *, by: NormBook | None = None) -> Verdict:
    """The verdict of rule `key`, in the version in force on the day `on`, over these facts.

    Facts as the catalogue writes them (JSON values; Decimal and date objects are taken too). `by` is the
    book to judge by, the shipped one by default. Raises BadInput naming the wrong fact.
    """
    judgement = judgements().get(key) if isinstance(key, str) else None
    if judgement is None:
        raise BadInput("norm", f"没有 {shown(key)} 这条规范")
    day: date = a_day.parse(on, "on")
    norm = (by or book()).get(key, day)
    if not isinstance(facts, Mapping):
        raise BadInput("facts", "应为对象")
    given = {name: fact.parse(facts.get(public), public) for name, public, fact in judgement.names}
    try:
        with localcontext(_EXACT):
            verdict = judgement.function(norm, **given)
    except OverflowError:
        raise BadInput("facts", "日期超出了日历") from None
    return replace(verdict, norm=norm, as_of=given.get("as_of") or day)
