"""Ids that sort by the time they were made."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def uuid7s(count: int) -> list[uuid.UUID]:
    """So many at once, rising."""
    global _last
    ticks = time.time_ns() * 4096 // 1_000_000
    with _lock:
        first = max(ticks, _last + 1)
        _last = first + count - 1
    chance = secrets.token_bytes(8 * count)
    return [
        uuid.UUID(int=_value(first + n, int.from_bytes(chance[8 * n : 8 * n + 8]) >> 2)) for n in range(count)
    ]


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): milliseconds, a 12-bit fraction of one, 62 random bits.

    Ids made by one process rise strictly, also when the machine's clock is set back.
    """
    global _last
    ticks = time.time_ns() * 4096 // 1_000_000
    with _lock:
        _last = ticks = max(ticks, _last + 1)
    return uuid.UUID(int=_value(ticks, secrets.randbits(62)))


def _value(ticks: int, chance: int) -> int:
    milliseconds, fraction = divmod(ticks, 4096)
    return milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | chance
