"""What contexts above keep about a person, for the copy one may take along (个人信息保护法 第四十五条)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhibu.kernel.scope import Scope

Answer = Callable[[Scope], Any]
_answers: dict[str, Answer] = {}


def contributes(name: str, answer: Answer) -> None:
    """A context above adds a part of its own: plain values about the person of the scope, nobody else."""
    _answers[name] = answer


def contributed(scope: Scope) -> dict[str, Any]:
    """name → what each context above keeps about the person who is acting."""
    return {name: answer(scope) for name, answer in _answers.items()}
