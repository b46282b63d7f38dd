"""After the migrations: the closed key of scopes, the list of listeners, the powers of the logins."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from django.db import connection, transaction

from zhibu.kernel import crypto, events, grants
from zhibu.kernel.models import Installation, ListenerRow, ScopeKey
from zhibu.site import migrating
from zhibu.site.house import closure, writable

BLOCK = 64  # bytes of a SHA-256 block


def migrate_and_settle() -> None:
    """Bring the database to this code. Run with the owner's login; serving logins never migrate."""
    migrating.migrate()
    settle(web=login("ZHIBU_DATABASE_URL"), work=login("ZHIBU_WORK_URL"))


@transaction.atomic
def settle(*, web: str, work: str) -> None:
    """Idempotent: what the code says about keys, listeners and powers becomes true in the database."""
    key = crypto.scope_key()
    padded = key.ljust(BLOCK, b"\0")
    ScopeKey.objects.update_or_create(
        id=1,
        defaults={
            "installation": crypto.installation_id(),
            "inner_pad": bytes(b ^ 0x36 for b in padded),
            "outer_pad": bytes(b ^ 0x5C for b in padded),
        },
    )
    Installation.objects.get_or_create(id=1, defaults={"key": crypto.installation_id()})
    known = events.listeners()
    ListenerRow.objects.exclude(name__in=known).delete()
    for item in known.values():
        ListenerRow.objects.update_or_create(name=item.name, defaults={"kind": item.kind})
    house = closure()
    grants.apply({"web": web, "work": work}, reads=house, writes=writable(house))
    with connection.cursor() as cursor:  # rebuild shadows derived tables
        cursor.execute("SELECT current_database()")
        database = cursor.fetchone()[0]
        cursor.execute(f'GRANT TEMPORARY ON DATABASE "{database}" TO "{work}"')


def login(variable: str) -> str:
    """The name of a login, from its address."""
    return unquote(urlsplit(os.environ[variable]).username or "")
