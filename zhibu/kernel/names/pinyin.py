"""Names by sound: a key that sorts as a dictionary does, the initials and the spelling that people type."""

from __future__ import annotations

import unicodedata
from functools import cache

from .surnames import COMPOUND, GIVEN, SINGLE
from .table import Table, lines
from .writing import parted, tidy


def sort_key(name: str) -> str:
    """A key of at most 200 characters that sorts by sound, tone, character, byte by byte (collation C).

    张晓明 → "zhang1张 xiao3晓 ming2明". Equal surnames stay together among those of equal sound; Latin
    names stand where their letters do; characters without a known reading come last.
    """
    return " ".join(f"{sound}{sign}" for sound, sign in _sounds(name))[:200]


def initials(name: str) -> str:
    """张晓明 → "zxm"; the first letter of each Latin word; "_" for a character without a known reading.

    At most 30 letters.
    """
    return "".join(sound[0] for sound, _ in _sounds(name)).replace("~", "_")[:30]


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
        if character.isascii() or unicodedata.category(character) in {"Ll", "Lu", "Mn"}:
            word += character
            continue
        heard += [(latin, "") for latin in _latin(word)]
        word = ""
        if character != "·":
            heard.append((_reading(character), character))
    return heard + [(latin, "") for latin in _latin(word)]


def _latin(word: str) -> list[str]:
    """Lower case without accents: São → sao."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return ["".join(c for c in part if c.isalnum()) or "~" for part in bare.lower().split()]


def _reading(character: str) -> str:
    syllables, table = _readings()
    number = table[character]
    return GIVEN.get(character) or (syllables[number - 1] if number else "~")


@cache
def _readings() -> tuple[list[str], Table]:
    grouped = list(lines("readings.txt"))
    numbered = ((c, number) for number, (_, characters) in enumerate(grouped, 1) for c in characters)
    return [syllable for syllable, _ in grouped], Table(numbered)
