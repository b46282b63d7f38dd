"""The short way through the migrations makes the same tables as Django's own; old walls become new ones."""

from importlib import import_module

import psycopg
import pytest
from django.core.management import call_command

from zhibu.site.testing import database

WHAT = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default,
                         character_maximum_length FROM information_schema.columns
                  WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                      WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "policies": "SELECT tablename, policyname, cmd, qual, with_check, roles::text FROM pg_policies",
    "triggers": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger
                   WHERE NOT tgisinternal""",
}


@pytest.mark.slow
def test_an_empty_database_gets_the_tables_the_long_way_makes(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), database.empty() as name:
        call_command("migrate", interactive=False, verbosity=0)
        for what, query in WHAT.items():
            short, long = asked(database.TEMPLATE, query), asked(name, query)
            assert len(short) > 10, what
            assert short == long, what


def asked(name, query):
    with psycopg.connect(database.url("owner", name)) as connection:
        return set(connection.execute(query).fetchall())


def test_walls_of_all_commands_that_were_made_before_become_walls_by_deed(committed):
    by_deed = import_module("zhibu.handover.migrations.0003_walls_by_deed")
    with psycopg.connect(database.url("owner")) as owner:
        whole = owner.execute(WHAT["policies"]).fetchall()
        before = {(table, f"{wall}_within") for wall, table in (by_deed.CHANGED | by_deed.ADDED).items()}
        rows = {(table, name): seen for table, name, _deed, seen, _check, _roles in whole}
        for table, name in before:
            wall = name.removesuffix("_within")
            written = next(
                check or seen
                for t, n, deed, seen, check, _roles in whole
                if t == table and n in {f"{wall}_written", f"{wall}_added"} and deed != "SELECT"
            )
            assert written.startswith(rows[table, name].rpartition(" AND ( SELECT")[0]), (table, wall)
            owner.execute(f"DROP POLICY IF EXISTS {wall}_added ON {table}")
            owner.execute(f"DROP POLICY IF EXISTS {wall}_written ON {table}")
            owner.execute(f"CREATE POLICY {wall}_written ON {table} USING ({written}) WITH CHECK ({written})")
        assert set(owner.execute(WHAT["policies"]).fetchall()) != set(whole)
        for step in by_deed.STEPS:
            owner.execute(step)
        assert set(owner.execute(WHAT["policies"]).fetchall()) == set(whole)
        owner.rollback()
