"""Makes the fonts of paper: parts of Noto Serif CJK SC, renamed, and the list of what they hold.

    python bin/fonts.py     needs fonttools and uharfbuzz, and Debian 12 for the package of the source

Run it to renew them; whoever installs zhibu does not need it. The body holds every Han character of the
source (all of GBK and nearly all of GB 18030-2022 level 2, and what Hong Kong writes besides); the heading
face holds GB 2312, what it lacks is set in the body's. The source is pinned by its checksum.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTCollection, TTFont

PACKAGE = "fonts-noto-cjk=1:20220127+repack1-1"
INSTALLED = Path("/usr/share/fonts/opentype/noto")
SOURCES = {
    "NotoSerifCJK-Regular.ttc": "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
    "NotoSerifCJK-Bold.ttc": "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
}
TARGET = Path(__file__).resolve().parent.parent / "zhibu" / "kernel" / "paper" / "fonts"
UNUSED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"VORG", b"vhea", b"vmtx")
SIGNS = ((0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2C00), (0x2E80, 0x3400), (0xFE30, 0xFE70), (0xFF00, 0xFFF0))
HAN = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000))


def main() -> int:
    with tempfile.TemporaryDirectory() as work:
        folder = fetch(Path(work))
        make(folder / "NotoSerifCJK-Regular.ttc", "ZhibuSong", "Zhibu Song", wide=True)
        make(folder / "NotoSerifCJK-Bold.ttc", "ZhibuHeading", "Zhibu Heading", wide=False)
    held = sorted(TTFont(TARGET / "ZhibuSong.otf").getBestCmap())
    (TARGET / "covered.txt").write_text("\n".join(ranges(held)) + "\n", "ascii")
    return 0


def fetch(work: Path) -> Path:
    """The folder with both collections, as pinned. Raises SystemExit when they are others."""
    folder = INSTALLED
    if not all((folder / name).exists() for name in SOURCES):
        subprocess.run(["apt-get", "download", PACKAGE], cwd=work, check=True)
        subprocess.run(["dpkg-deb", "-x", next(work.glob("*.deb")), work], check=True)
        folder = work / INSTALLED.relative_to("/")
    for name, wanted in SOURCES.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != wanted:
            sys.exit(f"{name}: the checksum is {found}, expected {wanted}")
    return folder


def make(source: Path, name: str, family: str, *, wide: bool) -> None:
    fonts = TTCollection(source, lazy=True).fonts
    number = next(i for i, font in enumerate(fonts) if font["name"].getDebugName(1).endswith("CJK SC"))
    order = hb.SubsetInput()
    order.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    order.unicode_set.set({c for c in fonts[number].getBestCmap() if wanted(c, wide=wide)})
    order.layout_feature_tag_set.clear()
    order.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in UNUSED)
    cut = hb.subset(hb.Face(hb.Blob.from_file_path(str(source)), number), order)
    font = TTFont(io.BytesIO(cut.blob.data), recalcTimestamp=False)
    rename(font, name, family)
    font.save(TARGET / f"{name}.otf")


def wanted(code: int, *, wide: bool) -> bool:
    if any(first <= code < end for first, end in SIGNS):
        return True
    if wide:
        return any(first <= code < end for first, end in HAN)
    try:
        chr(code).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def rename(font: TTFont, name: str, family: str) -> None:
    """A changed font goes by a name of its own; whose work it is stays written in it."""
    names = font["name"]
    for number, text in {1: family, 2: "Regular", 3: f"{name};2026", 4: family, 6: name}.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [name]
    top[0].FullName, top[0].FamilyName, top[0].Weight = family, family, "Regular"
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = 0x40
    font["head"].macStyle = 0


def ranges(codes: list[int]) -> list[str]:
    """Ascending code points as lines first-last in hexadecimal."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return [f"{first:X}-{last:X}" for first, last in found]


if __name__ == "__main__":
    sys.exit(main())
