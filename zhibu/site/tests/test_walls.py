"""The second wall alone: raw SQL as the web login, with right, forged, expired and missing scopes."""

from __future__ import annotations

import time
from dataclasses import replace

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from zhibu.kernel.scope import DOOR, EVERYWHERE, HOUSE, NOWHERE, Range, Scope, wear
from zhibu.site.testing import database
from zhibu.site.testing.world import LONG_AGO, inside, whole_house

from .house import sight

pytestmark = pytest.mark.story


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def names(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def test_without_a_scope_nothing_is_seen(committed):
    for table in sight.tables_with_walls():
        assert rows(table) == 0, table


@pytest.mark.parametrize(
    "forged",
    [
        "SELECT set_config('zhibu.branch_lo', '0', true), set_config('zhibu.branch_hi', '~', true)",
        "SELECT set_config('zhibu.person_lo', '0', true), set_config('zhibu.person_hi', '~', true)",
        "SELECT set_config('zhibu.purpose', 'house', true)",
        "SELECT set_config('zhibu.purpose', 'door', true)",
        "SELECT set_config('zhibu.expiry', '9999999999', true)",
        "SELECT set_config('zhibu.signature', repeat('0', 64), true)",
        "SELECT set_config('zhibu.actor', (SELECT '00000000-0000-7000-8000-000000000000'), true)",
    ],
)
def test_a_changed_scope_sees_nothing(committed, forged):
    with inside(database.scope_of("secretary")):
        assert rows("members_member") > 0
        with connection.cursor() as cursor:
            cursor.execute(forged)
        assert {table: rows(table) for table in sight.tables_with_walls() if rows(table)} == {}


def test_an_expired_scope_sees_nothing(committed):
    with transaction.atomic():
        wear(database.scope_of("officer"), seconds=2)
        assert rows("members_member") > 0
        time.sleep(2.1)
        assert rows("members_member") == 0


def test_a_scope_overheard_on_one_connection_is_of_no_use_on_another(committed):
    settings = ["actor", "purpose", "branch_lo", "branch_hi", "person_lo", "person_hi", "expiry", "signature"]
    with inside(database.scope_of("officer")), connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('zhibu.{name}')" for name in settings))
        heard = dict(zip(settings, cursor.fetchone(), strict=True))
        with psycopg.connect(database.url()) as other:
            for name, value in heard.items():
                other.execute("SELECT set_config(%s, %s, true)", [f"zhibu.{name}", value])
            assert other.execute("SELECT count(*) FROM members_member").fetchone() == (0,)


def test_a_scope_is_worn_in_a_transaction_or_not_at_all(committed):
    with pytest.raises(ImproperlyConfigured):
        wear(DOOR)
    with transaction.atomic():
        wear(HOUSE)
        assert rows("orgs_org") > 0
    assert rows("orgs_org") == 0


def test_the_keys_and_powers_are_out_of_reach(committed):
    for sql in (
        "SELECT * FROM kernel_scopekey",
        "SET ROLE zhibu_owner",
        "SET ROLE zhibu_work",
        "ALTER TABLE members_member DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE loot AS SELECT * FROM members_member",
        "CREATE TEMPORARY TABLE members_member (x int)",
        "DELETE FROM members_member",
        "TRUNCATE kernel_audit",
        "UPDATE kernel_audit SET action = 'x.y'",
        "DELETE FROM kernel_audit",
        "INSERT INTO kernel_seal VALUES (1)",
        "INSERT INTO statistics_branchmonth (branch_id) VALUES (1)",
        "UPDATE kernel_installation SET demo = false",
        "DROP POLICY member_within ON members_member",
        "COPY members_member TO PROGRAM 'cat'",
    ):
        with pytest.raises(psycopg.Error), psycopg.connect(database.url()) as web:
            web.execute(sql)


def test_nobody_writes_beyond_the_range(committed):
    w = database.world()
    pine, elm_card = w.orgs["pine"], w.members["elm_member"]
    with inside(database.scope_of("secretary")), connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET landline = '1' WHERE person_id = %s", [elm_card.pk])
        assert cursor.rowcount == 0
        cursor.execute("UPDATE orgs_org SET name = 'x' WHERE id = %s", [pine.pk])
        assert cursor.rowcount == 0
        cursor.execute("SELECT person_id FROM members_member LIMIT 1")
    with pytest.raises(psycopg.Error), transaction.atomic():  # lifting one's own member out of the wall
        wear(database.scope_of("secretary"))
        with connection.cursor() as cursor:
            try:
                cursor.execute("UPDATE members_member SET branch_id = %s", [pine.pk])
            except Exception as problem:
                raise problem.__cause__ from problem


def test_each_sees_exactly_what_the_table_says(committed, request):
    sight.furnish(committed)
    found = sight.look(sight.scopes(), those=(*sight.WHO, *sight.READERS))
    if request.config.getoption("--write-sights"):
        sight.write(found)
    assert found == sight.written()


def noticed(known, table, whole):
    """By what is added to the table itself, else by anything that is added anywhere."""
    near = sight.look(known, [table], adding=sight.adding_to(table))
    expected = {key: whole["adding"][key] for key in near["adding"]}
    if near[table] != whole[table] or near["adding"] != expected:
        return True
    return sight.look(known, [table]) != {table: whole[table], "adding": whole["adding"]}


def test_removing_any_one_policy_or_opening_it_is_noticed(committed):
    """Each policy is dropped in turn, and each is opened wide in turn: the table of sights must differ."""
    sight.furnish(committed)
    known = sight.scopes()
    whole = sight.look(known)
    unnoticed = []
    with psycopg.connect(database.url("owner"), autocommit=True) as owner:
        policies = owner.execute(
            "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
        ).fetchall()
        for table, policy, command, using, check in policies:
            made = f"CREATE POLICY {policy} ON {table} FOR {command}"
            as_it_is = (
                made + (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
            )
            opened = made + (" USING (true)" if using else "") + (" WITH CHECK (true)" if check else "")
            owner.execute(f"DROP POLICY {policy} ON {table}")
            if not noticed(known, table, whole):
                unnoticed.append(("dropped", table, policy))
            owner.execute(opened)
            if not noticed(known, table, whole):
                unnoticed.append(("opened", table, policy))
            owner.execute(f"DROP POLICY {policy} ON {table}")
            owner.execute(as_it_is)
    assert not unnoticed, unnoticed
    assert sight.look(known) == whole


def test_the_index_range_is_used_under_the_walls(committed):
    """The signed range stays an index condition: with rows enough, no plan reads the whole table."""
    with psycopg.connect(database.url("owner")) as owner:
        owner.execute(
            "INSERT INTO orgs_org (code, external_code, name, short_name, kind, form, field, contact,"
            " phone, unit_situation, unit_name, unit_nature, unit_party_status, uscc, path, sort,"
            " founded_on, dissolved_why)"
            " SELECT 'x' || n, '', 'x', 'x', 'branch', 'single', 'village', '', '', '', '', '', '', '',"
            " '00Z' || lpad(n::text, 6, '0'), 0, '2020-01-01', '' FROM generate_series(1, 5000) n"
        )
        owner.execute("ANALYZE orgs_org")
    with inside(database.scope_of("secretary")), connection.cursor() as cursor:
        scope = database.scope_of("secretary")
        cursor.execute(
            "EXPLAIN SELECT * FROM orgs_org WHERE path >= %s AND path < %s",
            [scope.branches.lo, scope.branches.hi],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index" in plan and "path" in plan
    assert "Seq Scan on orgs_org" not in plan


def test_ranges_do_not_leak_into_neighbours():
    span = Range.under("001002")
    assert "001002" in span and "001002003" in span
    assert "001003" not in span and "001001" not in span and "001" not in span
    assert "001" not in NOWHERE and "001" in EVERYWHERE
    with pytest.raises(ValueError):
        Range.under("")


def test_a_scope_with_the_separator_in_it_is_refused(committed):
    with transaction.atomic(), pytest.raises(ValueError):
        wear(replace(DOOR, purpose="door|x"))
    assert Scope().branches == NOWHERE and LONG_AGO and whole_house().duties
