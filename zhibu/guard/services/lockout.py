"""Failed tries are counted in the database, before each is judged, so that neither a rollback nor a hundred
tries at once get past the count."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.guard.models import Attempt
from zhibu.kernel import clock, crypto
from zhibu.kernel.scope import DOOR, wear

WINDOW = timedelta(minutes=15)  # failures are counted together within this time
LOCKED = timedelta(minutes=15)  # and this long nothing more is tried
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong tries are let pass before the lock closes."""

    name: str
    tries: int


PAIR = Limit("pair", 5)  # one login from one address
ADDRESS = Limit("address", 60)  # all logins from one address, which may be a whole office
CODES = Limit("codes", 12)  # paper codes from one address: they name no login
SECOND_FACTOR = Limit("second", 5)  # one person
OWN_PASSWORD = Limit("own", 5)  # one person changing the password

_COUNT = """
INSERT INTO guard_attempt AS a (key, failures, first_at) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN {over} THEN 1 ELSE a.failures + 1 END,
    first_at = CASE WHEN {over} THEN %(now)s ELSE a.first_at END,
    locked_until = CASE WHEN {over} THEN NULL WHEN a.locked_until IS NULL AND a.failures + 1 >= %(tries)s
                        THEN %(until)s ELSE a.locked_until END
RETURNING failures, locked_until
""".format(over="(a.locked_until <= %(now)s OR a.locked_until IS NULL AND a.first_at <= %(since)s)")


class Locked(ValidationError):
    """Too many wrong tries; says how long to wait."""


def count(limit: Limit, *whose: str) -> int:
    """Count one try before it is judged; returns how many are left after it. Raises Locked."""
    now = clock.now()
    values: dict[str, bytes | datetime | int] = {
        "key": _key(limit, whose),
        "now": now,
        "since": now - WINDOW,
        "until": now + LOCKED,
        "tries": limit.tries,
    }
    with _aside(), connections["aside"].cursor() as cursor:
        cursor.execute(_COUNT, values)
        failures, until = cursor.fetchone()
    if failures > limit.tries:
        raise Locked(_waiting(now, until))
    return int(limit.tries - failures)


def forget(limit: Limit, *whose: str) -> None:
    """It was right after all: the earlier failures are forgotten."""
    with _aside():
        Attempt.objects.using("aside").filter(key=_key(limit, whose)).delete()


def give_back(limit: Limit, *whose: str) -> None:
    """It was right: this try is not counted, those before it are."""
    with _aside(), connections["aside"].cursor() as cursor:
        cursor.execute(
            "UPDATE guard_attempt SET failures = failures - 1, "
            "locked_until = CASE WHEN failures > %s THEN locked_until END WHERE key = %s AND failures > 0",
            [limit.tries, _key(limit, whose)],
        )


def forget_old_attempts() -> None:
    """What no longer counts is deleted: nothing of who tried when is kept longer than a day."""
    Attempt.objects.filter(first_at__lt=clock.now() - KEPT).delete()


def told(left: int) -> str:
    """What to expect after one more wrong try."""
    if left == 0:
        minutes = int(LOCKED.total_seconds()) // 60
        return _("连续输错的次数太多，请 %(minutes)d 分钟后再试。") % {"minutes": minutes}
    return ngettext("还可以再试 %(left)d 次。", "还可以再试 %(left)d 次。", left) % {"left": left}


def _waiting(now: datetime, until: datetime) -> str:
    minutes = max(1, -int((now - until).total_seconds() // 60))
    return _("连续输错的次数太多，为保护账号先锁住了。请 %(minutes)d 分钟后（%(at)s）再试。") % {
        "minutes": minutes,
        "at": f"{until.astimezone(clock.SHANGHAI):%H:%M}",
    }


def _key(limit: Limit, whose: tuple[str, ...]) -> bytes:
    """Neither login nor address can be read back from what is stored."""
    text = "|".join([limit.name, *whose])
    return hmac.new(crypto.derived("attempt"), text.encode(), "sha256").digest()


@contextmanager
def _aside() -> Iterator[None]:
    with transaction.atomic(using="aside"):
        wear(DOOR, using="aside")
        yield
