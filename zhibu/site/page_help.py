"""How each page is used: the paragraphs of `<room>/help.toml`, found by the name of an address.

Chinese is the source; `<room>/help.en.toml` says the same in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

import zhibu
from zhibu.kernel.cards import cards
from zhibu.kernel.web.addresses import link


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a secretary would say of a page, or of some that belong together; `more` are topics of help."""

    room: str
    of: tuple[str, ...]
    chinese: tuple[str, str]
    english: tuple[str, str]
    more: tuple[str, ...]

    @property
    def title(self) -> str:
        return self._words[0]

    @property
    def say(self) -> str:
        return self._words[1]

    @property
    def _words(self) -> tuple[str, str]:
        return self.chinese if translation.get_language() == settings.LANGUAGE_CODE else self.english

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
    english = {each["of"]: (each["title"], each["say"]) for each in _pages(file.with_name("help.en.toml"))}
    return [
        Paragraph(
            room,
            tuple(each["of"]),
            (each["title"], each["say"]),
            english[each["of"][0]],
            tuple(each.get("more", ())),
        )
        for each in _pages(file)
    ]


def _pages(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["page"]
    return found
