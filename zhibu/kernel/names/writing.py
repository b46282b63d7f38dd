"""How names are written: blanks put in for alignment, the dot of minority names, where the surname ends."""

from __future__ import annotations

import re
import unicodedata

from .surnames import COMPOUND

_DOTS = re.compile(r"\s*[·•・‧⋅∙●．｡･]\s*|(?<=[\u3400-\u9fff])\s*\.\s*(?=[\u3400-\u9fff])")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANK_IN_CHINESE = re.compile(r"(?<=[^\x00-\u2fff])\s+|\s+(?=[^\x00-\u2fff])")
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")  # nothing in it to tidy, and it is nearly every name


def tidy(name: str) -> str:
    """The name in one spelling: 张　三 → 张三; 买买提•艾力 → 买买提·艾力; single blanks in Latin ones."""
    if _PLAIN.fullmatch(name):
        return name
    tidied = unicodedata.normalize("NFKC", _DOTS.sub("·", _INVISIBLE.sub("", name)))
    tidied = " ".join(_BLANK_IN_CHINESE.sub("", tidied).split())
    return tidied if tidied == name else tidy(tidied)  # one spelling may open the way to another


def parted(name: str) -> tuple[str, str]:
    """Surname and given name of a tidy name. A name with a dot has no surname, nor has a Latin one."""
    if "·" in name or not name or ord(name[0]) < 0x3000:
        return "", name
    length = 2 if len(name) > 2 and name[:2] in COMPOUND else 1
    return name[:length], name[length:]
