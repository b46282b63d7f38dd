"""Where the source draws the first wall: every `.within(`, `scope.require(`, `scope.require_own(`; and how to
take one of them out of the running house."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from zhibu.kernel.scope import Scope, ScopedQuerySet

HOUSE = Path(__file__).parents[3]
WORDS = {"within": ScopedQuerySet, "require": Scope, "require_own": Scope}
NOT_THE_HOUSE = {"tests", "testing", "migrations", "demo"}


@dataclass(frozen=True, slots=True)
class Site:
    """One call. `function` is the one around it, dotted from its module for methods."""

    file: str
    first: int
    last: int
    word: str
    module: str
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.function} .{self.word}("

    def is_called_from(self, frame: FrameType | None) -> bool:
        while frame is not None and "django/db/models" in frame.f_code.co_filename:
            frame = frame.f_back  # a manager stands between
        if frame is None:
            return False
        path = Path(frame.f_code.co_filename)
        return str(path) == str(HOUSE.parent / self.file) and self.first <= frame.f_lineno <= self.last


@cache
def sites() -> tuple[Site, ...]:
    return tuple(site for file in sorted(HOUSE.rglob("*.py")) for site in _in(file))


def _in(file: Path) -> Iterator[Site]:
    local = file.relative_to(HOUSE.parent)
    if NOT_THE_HOUSE & set(local.parts) or local.name == "scope.py":
        return
    module = ".".join(local.with_suffix("").parts).removesuffix(".__init__")
    tree = ast.parse(file.read_text("utf-8"))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                word, of = node.func.attr, node.func.value
                if word == "within" or (word in WORDS and isinstance(of, ast.Name) and of.id == "scope"):
                    last = node.end_lineno or node.lineno
                    yield Site(str(local), node.lineno, last, word, module, function.name)


@contextmanager
def noting(called: set[Site]) -> Iterator[None]:
    """The house as it is; `called` fills with the calls it makes while the block runs."""

    def noted(word: str, real: Any) -> Any:
        mine = [site for site in sites() if site.word == word]

        def call(self: Any, *args: Any, **values: Any) -> Any:
            frame = sys._getframe(1)
            called.update(site for site in mine if site.is_called_from(frame))
            return real(self, *args, **values)

        return call

    with _instead(noted, WORDS):
        yield


@contextmanager
def without(*gone: Site) -> Iterator[None]:
    """The house as if those calls were not written."""

    def absent(word: str, real: Any) -> Any:
        mine = [site for site in gone if site.word == word]

        def call(self: Any, *args: Any, **values: Any) -> Any:
            frame = sys._getframe(1)
            if any(site.is_called_from(frame) for site in mine):
                return self if word == "within" else None
            return real(self, *args, **values)

        return call

    with _instead(absent, {site.word for site in gone}):
        yield


@contextmanager
def _instead(made: Callable[[str, Any], Any], words: Iterable[str]) -> Iterator[None]:
    real = {word: getattr(WORDS[word], word) for word in words}
    for word, method in real.items():
        setattr(WORDS[word], word, made(word, method))
    try:
        yield
    finally:
        for word, method in real.items():
            setattr(WORDS[word], word, method)
