"""Blind indexes: equality over sealed values, by a keyed MAC of the normalised value cut to 16 bytes."""

from __future__ import annotations

from collections.abc import Sequence

from .keyfile import current
from .keyring import BlindKey

INDEX_BYTES = 16


def index(value: str, *, place: str) -> bytes:
    """16 bytes to store beside a sealed value and to compare with. `value` must be normalised already.

    `place` ("table.column") keeps equal values of different columns apart.
    """
    return _mac(current().blinds[-1], value, place)


def indexes(values: Sequence[str], *, place: str) -> list[bytes]:
    """What `index` gives for each of many values."""
    key = current().blinds[-1]
    mac, secret, begin = key.suite.mac, key.secret, f"{place}:"
    return [mac(secret, (begin + value).encode())[:INDEX_BYTES] for value in values]


def candidates(value: str, *, place: str) -> list[bytes]:
    """Every index under which the value may be stored, newest key first: more than one during a rotation."""
    return [_mac(key, value, place) for key in reversed(current().blinds)]


def _mac(key: BlindKey, value: str, place: str) -> bytes:
    return key.suite.mac(key.secret, f"{place}:{value}".encode())[:INDEX_BYTES]
