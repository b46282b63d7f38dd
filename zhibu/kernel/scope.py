"""Who is acting, under which grant, and how much of the tree it covers."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models
from django.http import Http404

from zhibu.kernel import clock
from zhibu.kernel.crypto import installation_id, scope_key

WEB_SECONDS = 120
WORK_SECONDS = 3600
WIDE = 6  # places of a path: a range that begins so near the root may hold a hundred thousand people


class Refused(Http404):
    """What is forbidden answers exactly as what is absent; only the audit knows the difference."""

    def __init__(self, duty: str, subject: str = "") -> None:
        super().__init__(duty)
        self.duty = duty
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open stretch of paths. Paths are fixed-width ASCII, three base-36 places a level."""

    lo: str
    hi: str

    @classmethod
    def under(cls, path: str) -> Range:
        if not path:
            raise ValueError("an empty path would cover everything")
        return cls(path, path + "~")

    def __contains__(self, path: str) -> bool:
        return self.lo <= path < self.hi

    @property
    def wide(self) -> bool:
        return 0 < len(self.lo) <= WIDE


NOWHERE = Range("", "")
EVERYWHERE = Range("0", "~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One grant: a person under one office. Grants are never merged.

    `branches` bounds the life of organisations, `persons` the cards of people; the second is empty for
    ordinary members and for administrators of the system.
    """

    actor: str = ""  # id of the person; "" for guests and for the house itself
    name: str = ""
    office: str = "guest"
    org: int | None = None
    appointment: int | None = None
    branches: Range = NOWHERE
    persons: Range = NOWHERE
    duties: frozenset[str] = frozenset()
    purpose: str = "guest"

    def may(self, duty: str) -> bool:
        return duty in self.duties

    def require(self, duty: str, path: str) -> None:
        """Raise Refused unless this grant holds the duty over the organisation at `path`."""
        if duty not in self.duties or path not in self.branches:
            raise Refused(duty, path)

    def require_own(self, duty: str, person: object) -> None:
        """Raise Refused unless the duty is held and the person is the actor."""
        if duty not in self.duties or not self.actor or str(person) != self.actor:
            raise Refused(duty, str(person))

    def narrowed(self, **changes: Any) -> Scope:
        """The same grant with less: `persons=NOWHERE`, fewer duties."""
        return replace(self, **changes)


DOOR = Scope(office="door", purpose="door")
HOUSE = Scope(office="house", purpose="house", branches=EVERYWHERE, persons=EVERYWHERE)

_FIELDS = ("actor", "purpose", "branch_lo", "branch_hi", "person_lo", "person_hi", "installation", "expiry")


def wear(scope: Scope, *, using: str = "default", seconds: int = WEB_SECONDS) -> None:
    """Sign the scope into the running transaction, so that row-level security can see it.

    The signature names the server process of this connection: overheard, it is of no use on another.
    Raises ImproperlyConfigured outside a transaction, where the settings would vanish and every read
    would come back empty.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise ImproperlyConfigured("a scope is worn inside a transaction only")
    connection.ensure_connection()
    values = {
        "actor": scope.actor,
        "purpose": scope.purpose,
        "branch_lo": scope.branches.lo,
        "branch_hi": scope.branches.hi,
        "person_lo": scope.persons.lo,
        "person_hi": scope.persons.hi,
        "installation": installation_id(),
        "expiry": str(int(time.time()) + seconds),
    }
    if any("|" in value for value in values.values()):
        raise ValueError("a scope's values may not contain the separator")
    backend = connection.connection.info.backend_pid
    values["signature"] = sign([values[name] for name in _FIELDS], backend)
    # a plan made for a branch would not do for a county: whoever sees much is planned for each time
    wide = scope.branches.wide or scope.persons.wide
    usual = connection.settings_dict["OPTIONS"].get("prepare_threshold")
    connection.connection.prepare_threshold = None if wide else usual
    calls = ", ".join("set_config(%s, %s, true)" for _ in values)
    params = [item for name, value in values.items() for item in (f"zhibu.{name}", value)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}, now()", params)
        clock.note(cursor.fetchone()[-1])


def take_off(*, using: str = "default") -> None:
    """Forget the scope of the running transaction: from here on no row is seen."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('zhibu.signature', '', true)")


def sign(values: list[str], backend: int) -> str:
    """The signature that zhibu.scope_ok() recomputes in the database."""
    return hmac.new(scope_key(), "|".join([*values, str(backend)]).encode(), "sha256").hexdigest()


M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that lie somewhere in the tree. `path_field` says where; `by_person` whose range bounds them."""

    path_field: ClassVar[str]
    by_person: ClassVar[bool] = False

    def within(self, scope: Scope) -> Self:
        """Only what this grant covers, with literal bounds, so that the index range is used."""
        span = scope.persons if self.by_person else scope.branches
        return self.filter(**{f"{self.path_field}__gte": span.lo, f"{self.path_field}__lt": span.hi})
