"""Plain text: UTF-8 or the national encoding GB 18030, without the control characters that programs leave."""

from __future__ import annotations

import codecs
from typing import BinaryIO

_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f")) + b"\x7f"
_CHUNK = 1 << 16


def is_text(file: BinaryIO) -> bool:
    """Whether the whole file reads as text."""
    return _reads_as(file, "utf-8-sig") or _reads_as(file, "gb18030")


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if len(chunk.translate(None, _CONTROL)) != len(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
