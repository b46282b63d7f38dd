"""Internal: bring the database to this code, as its owner. `zhibu up` calls it when something has changed."""

from __future__ import annotations

from argparse import Namespace
from typing import Any


def add_to(subparsers: Any) -> None:
    """Hang `migrate` under the subparsers of `zhibu`, unlisted."""
    subparsers.add_parser("migrate").set_defaults(run=run)


def run(args: Namespace) -> int:
    """Needs the three addresses in the environment. Raises Trouble (wrong-powers, newer-database …)."""
    import os

    import psycopg

    from zhibu.kernel.crypto import keyfile
    from zhibu.kernel.postgres import DataFolder, external, powers
    from zhibu.ops import upgrading
    from zhibu.ops.doctor import keys, migrations
    from zhibu.site.commands import ground

    ground.reach_database()
    if external():
        powers.check()
    with psycopg.connect(os.environ["ZHIBU_MIGRATE_URL"]) as connection:
        applied = migrations.applied(connection)
        migrations.refuse_newer(applied)
        upgrading.prepare(connection, DataFolder.of())
    with keys.explained():
        keyfile.ensure(database_empty=not applied)
    ground.set_up("owner")
    from zhibu.site import settle

    settle.migrate_and_settle()
    return 0
