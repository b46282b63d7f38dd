"""Makes readings.txt and strokes.txt anew from public data; run once for a new edition of Unicode.

    python -m zhibu.kernel.names.tables.make UNIHAN_FOLDER STROKE_DICT

UNIHAN_FOLDER holds Unihan_Readings.txt.bz2 and Unihan_IRGSources.txt.bz2 (Debian package unicode-data),
STROKE_DICT is stroke.dict.yaml of rime-stroke (Debian package rime-data-stroke).
"""

from __future__ import annotations

import bz2
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
STROKES = str.maketrans("hspnz", "12345")  # 横竖撇点折
_READINGS_HEAD = """\
# Characters by their most common reading in Mandarin, tone as a digit, ü as v.
# From kMandarin of the Unicode Han Database 15.0, © Unicode, Inc., Unicode License.
"""
_STROKES_HEAD = """\
# Characters by number of strokes, within a number by the order of strokes 横竖撇点折.
# Numbers: kTotalStrokes of the Unicode Han Database 15.0, © Unicode, Inc., Unicode License.
# Order: rime-stroke (github.com/rime/rime-stroke), LGPL-3.0, after CNS 11643.
"""


def unihan(file: Path, field: str) -> Iterator[tuple[str, str]]:
    """Character and first value of a field; the first is the one of the mainland where several differ."""
    with bz2.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            code, name, value = [*line.rstrip("\n").split("\t"), "", ""][:3]
            if name == field and code.startswith("U+"):
                yield chr(int(code[2:], 16)), value.split()[0]


def plain(syllable: str) -> str:
    """zhāng → zhang1, lǜ → lv4; no mark is the neutral tone 5."""
    letters, tone = "", "5"
    for mark in unicodedata.normalize("NFD", syllable.replace("ü", "v").replace("ǖ", "v\u0304")):
        if mark in TONES:
            tone = TONES[mark]
        elif mark == "\u0308":
            letters = letters[:-1] + "v"
        elif "a" <= mark <= "z":
            letters += mark
        elif mark == "\u0302":
            pass  # ê is written e
        else:
            raise ValueError(f"no such letter: {syllable!r}")
    return letters + tone


def sequences(file: Path) -> dict[str, list[str]]:
    """The orders of strokes known for each character, as digits 1 to 5."""
    found: dict[str, list[str]] = defaultdict(list)
    body = file.read_text("utf-8").partition("\n...\n")[2]
    for line in body.splitlines():
        character, _, rest = line.partition("\t")
        code = rest.split("\t")[0]
        if len(character) == 1 and code and set(code) <= set("hspnz"):
            found[character].append(code.translate(STROKES))
    return found


def best(codes: list[str], total: int) -> str:
    """The order that has the right number of strokes; of several the last, which is the mainland's."""
    near = min((abs(len(code) - total) for code in codes), default=0)
    return next((code for code in reversed(codes) if abs(len(code) - total) == near), "9")


def write(file: Path, head: str, groups: dict[str, list[str]]) -> None:
    lines = [f"{name} {''.join(characters)}\n" for name, characters in groups.items()]
    file.write_text(head + "".join(lines), "utf-8")


def main(folder: Path, strokes: Path) -> None:
    readings: dict[str, list[str]] = defaultdict(list)
    read: set[str] = set()
    for character, value in sorted(unihan(folder / "Unihan_Readings.txt.bz2", "kMandarin")):
        readings[plain(value)].append(character)
        read.add(character)
    write(HERE / "readings.txt", _READINGS_HEAD, dict(sorted(readings.items())))

    orders = sequences(strokes)
    counts: dict[str, list[str]] = defaultdict(list)
    ranked = []
    for character, value in unihan(folder / "Unihan_IRGSources.txt.bz2", "kTotalStrokes"):
        if character in read:
            total = int(value)
            order = best(orders[character], total)
            ranked.append((total, order, character))
    for total, _order, character in sorted(ranked):
        counts[str(total)].append(character)
    write(HERE / "strokes.txt", _STROKES_HEAD, counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
