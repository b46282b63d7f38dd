"""The short way through the migrations makes the same tables as Django's own."""

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
