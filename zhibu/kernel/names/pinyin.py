"""Names by sound: a key that sorts as a dictionary does, the initials and the spelling that people type."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from .surnames import COMPOUND, GIVEN, SINGLE
from .table import Table, lines
from .writing import parted, tidy


def sort_key(name: str) -> str:
    """A key of at most 200 characters that sorts by sound, tone, character, byte by byte (collation C).

    张晓明 → "zhang1张 xiao3晓 ming2明". Equal surnames stay together among those of equal sound; Latin
    names stand where their letters do; characters without a known reading come last.
    """
    return _sorted_by(_sounds(name))


def _sorted_by(heard: list[tuple[str, str]]) -> str:
    return " ".join([f"{sound}{sign}" for sound, sign in heard])[:200]


def initials(name: str) -> str:
    """张晓明 → "zxm"; the first letter of each Latin word; "_" for a character without a known reading.

    At most 30 letters.
    """
    return _begun_by(_sounds(name))


def _begun_by(heard: list[tuple[str, str]]) -> str:
    return "".join([sound[0] for sound, _ in heard]).replace("~", "_")[:30]


def by_sound(name: str) -> tuple[str, str]:
    """Sort key and initials of a name, heard once."""
    heard = _sounds(name)
    return _sorted_by(heard), _begun_by(heard)


def spelling(name: str) -> str:
    """张晓明 → "zhangxiaoming", as people type it: no tones, ü as v."""
    return "".join(sound.rstrip("12345~") if sign else sound for sound, sign in _sounds(name))


def _sounds(name: str) -> list[tuple[str, str]]:
    """Each sound with its character; a Latin word with none."""
    name = tidy(name)
    surname, given = parted(name)
    heard: list[tuple[str, str]] = []
    if surname in COMPOUND:
        heard += zip(COMPOUND[surname].split(), surname, strict=True)
    elif surname:
        heard.append((SINGLE.get(surname) or _reading(surname), surname))
    word = ""
    for character in given:
        if character < "\u3400" and (
            character.isascii() or unicodedata.category(character) in {"Ll", "Lu", "Mn"}
        ):
            word += character
            continue
        if word:
            heard += [(latin, "") for latin in _latin(word)]
            word = ""
        if character != "·":
            heard.append((_reading(character), character))
    return heard + [(latin, "") for latin in _latin(word)] if word else heard


def _latin(word: str) -> list[str]:
    """Lower case without accents: São → sao."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return ["".join(c for c in part if c.isalnum()) or "~" for part in bare.lower().split()]


@lru_cache(8192)
def _reading(character: str) -> str:
    syllables, table = _readings()
    number = table[character]
    return GIVEN.get(character) or (syllables[number - 1] if number else "~")


@cache
def _readings() -> tuple[list[str], Table]:
    grouped = list(lines("readings.txt"))
    numbered = ((c, number) for number, (_, characters) in enumerate(grouped, 1) for c in characters)
    return [syllable for syllable, _ in grouped], Table(numbered)
