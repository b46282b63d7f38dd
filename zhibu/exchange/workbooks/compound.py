"""The file system inside an .xls (MS-CFB): its streams by name, without trusting a single chain."""

from __future__ import annotations

import struct
from collections.abc import Callable

from .bounds import Refused

_END = 0xFFFFFFFA  # from here on a sector number is a sign, not a number
_HEADER = 512
_MINI = 64
_MINI_LIMIT = 4096
_STREAM, _ROOT = 2, 5


class Compound:
    """The streams of a file. `names` holds storages too. Raises Refused, struct.error, IndexError."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER:
            raise Refused("broken")
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        first_directory, _, _, first_mini, _, first_difat, difats = struct.unpack_from("<7I", content, 48)
        if shift not in {9, 12} or mini_shift != 6:
            raise Refused("broken")
        self._content, self._shift, self._size = content, shift, 1 << shift
        self._links = self._table(first_difat, difats)
        mini = self._chain(first_mini)
        self._mini_links = struct.unpack(f"<{len(mini) // 4}I", mini[: len(mini) // 4 * 4])
        self._mini = b""
        self.names: set[str] = set()
        self._streams: dict[str, tuple[int, int]] = {}
        self._read_directory(self._chain(first_directory))

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, None if there is none of that name."""
        if name not in self._streams:
            return None
        start, long = self._streams[name]
        if long >= _MINI_LIMIT:
            return self._chain(start)[:long]
        return self._follow(start, self._mini_links, lambda i: self._mini[i * _MINI : (i + 1) * _MINI])[:long]

    def _read_directory(self, directory: bytes) -> None:
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, long = struct.unpack_from("<II", directory, at + 116)
            if not kind:
                continue
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            self.names.add(name)
            if kind == _ROOT:
                self._mini = self._chain(start)
            elif kind == _STREAM:
                self._streams.setdefault(name, (start, long))

    def _sector(self, index: int) -> bytes:
        at = (index + 1) << self._shift
        return self._content[at : at + self._size]

    def _chain(self, start: int) -> bytes:
        return self._follow(start, self._links, self._sector)

    def _follow(self, start: int, links: tuple[int, ...], piece: Callable[[int], bytes]) -> bytes:
        found: list[bytes] = []
        seen: set[int] = set()
        while start < _END:
            if start in seen or start >= len(links):
                raise Refused("broken")
            seen.add(start)
            found.append(piece(start))
            start = links[start]
        return b"".join(found)

    def _table(self, first_difat: int, difats: int) -> tuple[int, ...]:
        """Which sector follows which."""
        places = list(struct.unpack_from("<109I", self._content, 76))
        for _ in range(min(difats, len(self._content) // self._size)):
            if first_difat >= _END:
                break
            *more, first_difat = struct.unpack(f"<{self._size // 4}I", self._sector(first_difat))
            places += more
        table: list[int] = []
        for place in places[: len(self._content) // self._size + 1]:
            if place < _END:
                piece = self._sector(place)
                table += struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4])
        return tuple(table)
