"""The fields of a card as they stand in sheets: headings, synonyms, kinds, lists, all from fields.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from zhibu.members.codes import code_list

_NOTES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》|\{[^{}]*\}")
_SIGNS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*★☆※:;,.、。·'\"`“”‘’!?_~—\-]+")
_NUMBER = re.compile(r"^(?:[0-9]{1,2}(?=[^0-9位])|[①-⑳]|\([0-9一二三四五六七八九十]{1,3}\))")


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `key`: a change waits for a second person. `sealed`: a mask in a cell means unchanged."""

    name: str
    label: str
    kind: str  # text, code, day, number, flag
    synonyms: tuple[str, ...]
    codes: str = ""
    key: bool = False
    sealed: bool = False
    longest: int = 200


def _fields() -> dict[str, Field]:
    read = _read()
    found = {}
    for key, entry in read["fields"].items():
        stems = [stem + end for stem in entry.get("stems", ()) for end in read["endings"][entry["kind"]]]
        found[key] = Field(
            name=key,
            label=entry["label"],
            kind=entry["kind"],
            synonyms=tuple(dict.fromkeys([*entry.get("synonyms", ()), *stems])),
            codes=entry.get("codes", ""),
            key=entry.get("key", False),
            sealed=entry.get("sealed", False),
            longest=entry.get("longest", 200),
        )
    return found


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))


FIELDS: Mapping[str, Field] = _fields()


@cache
def headings() -> dict[str, str]:
    """The bare form of every heading → the key of its field; the label wins, then who comes first."""
    found = {bare(field.label): key for key, field in FIELDS.items()}
    for key, field in FIELDS.items():
        for synonym in (*field.synonyms, key):
            found.setdefault(bare(synonym), key)
    with translation.override("en"):  # a sheet that was saved from the English interface comes back too
        for key, field in FIELDS.items():
            found.setdefault(bare(gettext(field.label)), key)
    return found


@cache
def strangers() -> tuple[str, ...]:
    """Words over columns that belong to somebody else than the member."""
    return tuple(_read()["strangers"]["words"])


def bare(heading: str) -> str:
    """A heading without what is written around it: blanks, stars, numbers in front, notes in brackets."""
    text = unicodedata.normalize("NFKC", heading)
    without = _NOTES.sub("", text)
    while without != text:
        text, without = without, _NOTES.sub("", without)
    text = _SIGNS.sub("", text).strip("()[]【】").lower()
    return _NUMBER.sub("", text)


@cache
def labels(name: str) -> dict[str, str]:
    """The labels of a list, code → Chinese."""
    own = _read()["lists"].get(name)
    if own is not None:
        return dict(own)
    with translation.override(None):
        return {code: str(label) for code, label in code_list(name).items()}


@cache
def words(name: str) -> dict[str, str]:
    """Every bare way to write a code of a list → the code."""
    found = {bare_word(label): code for code, label in labels(name).items()}
    written = _read()["words"].get(name, {})
    for code, ways in written.items():
        for way in (code, *ways):
            found.setdefault(bare_word(way), code)
    for code in labels(name):
        found.setdefault(code.lower(), code)
        found.setdefault(code.lstrip("0").lower(), code)
    if name == "ethnicity":
        for code, label in labels(name).items():
            if label.endswith("族"):
                found.setdefault(label[:-1], code)
    with translation.override("en"):
        for code, label in labels(name).items():
            found.setdefault(bare_word(gettext(label)), code)
    return found


def bare_word(word: str) -> str:
    """A value of a list without blanks, width and case."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", word)).lower()
