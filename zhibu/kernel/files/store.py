"""The store: <data>/files/ab/cd/<sha256>, written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from django.core.exceptions import ImproperlyConfigured

from .kinds import KINDS, LARGEST, recognise, too_large

_CHUNK = 1 << 16
_NAME_CHARACTERS = 100
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Readable(Protocol):
    """What can be handed in: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


class Stored(NamedTuple):
    """A file in the store: SHA-256 in hex, bytes, kind (pdf, png …), and its name made safe to show."""

    digest: str
    size: int
    kind: str
    name: str


class FileDamaged(Exception):
    """The bytes in the store are not those that were handed in, or are gone."""


def keep(source: Readable, *, name: str) -> Stored:
    """Check a file and keep it; the same bytes are kept once. Raises FileRefused with reason and remedy."""
    incoming = _folder() / "incoming"
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = clean(name)
    descriptor, draft = tempfile.mkstemp(dir=incoming)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            digest, size = _copied(source, file)
            kind = recognise(file, size, name)
            os.fsync(descriptor)
        _settle(Path(draft), path_of(digest), size)
    finally:
        Path(draft).unlink(missing_ok=True)
    return Stored(digest, size, kind.name, name)


def content(digest: str) -> bytes:
    """The bytes of a kept file. Raises FileDamaged if they are not those of the digest."""
    try:
        data = path_of(digest).read_bytes()
    except FileNotFoundError:
        raise FileDamaged(digest) from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise FileDamaged(digest)
    return data


def path_of(digest: str) -> Path:
    """Where the file of that digest lies, there or not. Raises ValueError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a SHA-256 digest in hex")
    return _folder() / digest[:2] / digest[2:4] / digest


def clean(name: str) -> str:
    """The last part of a path, without invisible or reordering characters, at most 100 characters."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(
        " " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    name = " ".join(re.sub(r'[<>:"|?*]', "", name).split()).lstrip(".")
    stem, dot, extension = name.rpartition(".")
    if not dot or extension.lower() not in {e for kind in KINDS.values() for e in kind.extensions}:
        return name[:_NAME_CHARACTERS]
    return f"{stem[: _NAME_CHARACTERS - len(extension) - 1] or 'file'}.{extension}"


def _folder() -> Path:
    data = os.environ.get("ZHIBU_DATA")
    if not data:
        raise ImproperlyConfigured("ZHIBU_DATA is not set: there is no place for files")
    return Path(data).expanduser().absolute() / "files"


def _copied(source: Readable, draft: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise too_large(LARGEST)
        digest.update(chunk)
        draft.write(chunk)
    draft.flush()
    return digest.hexdigest(), size


def _settle(draft: Path, place: Path, size: int) -> None:
    if place.exists() and place.stat().st_size == size:
        return
    missing = [folder for folder in (place.parent, place.parent.parent) if not folder.exists()]
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft.replace(place)
    for folder in (place.parent, *(folder.parent for folder in missing)):  # the names survive a power cut too
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
