"""How each page is used: the paragraphs of `<room>/help.toml`, found by the name of an address."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import zhibu
from zhibu.kernel.cards import cards
from zhibu.kernel.web.addresses import link


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a secretary would say of a page, or of some that belong together; `more` are topics of help."""

    room: str
    of: tuple[str, ...]
    title: str
    say: str
    more: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.of[0].replace(".", "-")

    @property
    def url(self) -> str:
        """Its address; empty where this process does not serve the help."""
        room = link("help.room", self.room)
        return room and f"{room}#{self.key}"


@cache
def shelf() -> Mapping[str, tuple[Paragraph, ...]]:
    """room → its paragraphs, in the order in which they are written."""
    house = Path(zhibu.__file__).parent
    files = {room: house / room / "help.toml" for room in reversed(cards())}
    return {room: tuple(_read(room, file)) for room, file in files.items() if file.exists()}


def rooms() -> list[tuple[str, Any]]:
    """The rooms that have paragraphs, with their titles: what is used every day first."""
    return [(room, cards()[room].title) for room in shelf()]


def help_of(name: str) -> str:
    """The address of the paragraph about a page; empty for an address without one."""
    found = _by_name().get(name)
    return found.url if found else ""


@cache
def _by_name() -> dict[str, Paragraph]:
    return {name: each for paragraphs in shelf().values() for each in paragraphs for name in each.of}


def _read(room: str, file: Path) -> list[Paragraph]:
    return [
        Paragraph(room, tuple(each["of"]), each["title"], each["say"], tuple(each.get("more", ())))
        for each in tomllib.loads(file.read_text("utf-8"))["page"]
    ]
