"""Whether a package is whole: the manifest names each file with its size, SHA-256 and SM3, and seals itself.

Needs no database and nothing of the house: whoever holds a package may check it anywhere.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives.hashes import SM3, Hash

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

FORMAT = "zhibu-export/1"
MANIFEST = "manifest.json"
_CHUNK = 1 << 20


def write(folder: Path, about: Mapping[str, Any]) -> None:
    """Put the manifest beside all that lies in a folder."""
    files = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        with path.open("rb") as source:
            files[path.relative_to(folder).as_posix()] = fingerprint(source)
    body = {"format": FORMAT, **about, "files": files}
    body["seal"] = _seal(body)
    (folder / MANIFEST).write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")


def check(place: Path) -> tuple[dict[str, Any], list[str]]:
    """The manifest, and a sentence for each thing that is not as it says. Raises Trouble (no-package)."""
    try:
        if place.is_dir():
            names = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
            return _checked(names, lambda name: (place / name).open("rb"))
        with zipfile.ZipFile(place) as archive:
            names = {each.filename for each in archive.infolist() if not each.is_dir()}
            return _checked(names, archive.open)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as problem:
        raise Trouble(
            "no-package",
            _("{place} 不是带走的包，或者清单读不出来（{reason}）。").format(
                place=place, reason=type(problem).__name__
            ),
            _("请指到 export-all 写出的文件夹，或者 .zip 文件。"),
        ) from None


def fingerprint(source: IO[bytes]) -> dict[str, Any]:
    sha256, sm3, size = hashlib.sha256(), Hash(SM3()), 0
    while chunk := source.read(_CHUNK):
        sha256.update(chunk)
        sm3.update(chunk)
        size += len(chunk)
    return {"size": size, "sha256": sha256.hexdigest(), "sm3": sm3.finalize().hex()}


def _checked(names: set[str], opened: Any) -> tuple[dict[str, Any], list[str]]:
    with opened(MANIFEST) as source:
        body = json.loads(source.read().decode())
    if body["format"] != FORMAT:
        raise ValueError("format")
    return body, list(_wrong(body, names, opened))


def _wrong(body: dict[str, Any], names: set[str], opened: Any) -> Iterator[str]:
    if body["seal"] != _seal(body):
        yield _("清单被改动过。")
    for name, said in body["files"].items():
        if name not in names:
            yield _("少了 {name}。").format(name=name)
            continue
        with opened(name) as source:
            found = fingerprint(source)
        if found != said:
            yield _("{name} 和做的时候不一样。").format(name=name)
    for name in sorted(names - set(body["files"]) - {MANIFEST}):
        yield _("多了 {name}。").format(name=name)


def _seal(body: Mapping[str, Any]) -> str:
    told = {name: value for name, value in body.items() if name != "seal"}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
