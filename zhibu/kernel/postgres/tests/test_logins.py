"""What each login may do, and how private the place of the server is."""

import stat

import psycopg
import pytest

from zhibu.kernel.postgres import logins

from .asking import ask

pytestmark = pytest.mark.slow

SERVING = [logins.WEB, logins.WORK]


@pytest.mark.parametrize("login", SERVING)
def test_a_serving_login_has_no_power_of_its_own(cluster, login):
    row = ask(
        cluster,
        login,
        """SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolinherit,
                  EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid)
           FROM pg_roles r WHERE rolname = current_user""",
    )[0]
    assert row == (False,) * 7


@pytest.mark.parametrize("login", SERVING)
@pytest.mark.parametrize("other", [logins.OWNER, logins.SUPERUSER])
def test_a_serving_login_cannot_become_another(cluster, login, other):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(cluster, login, f"SET ROLE {other}")


@pytest.mark.parametrize("login", SERVING)
@pytest.mark.parametrize("schema", ["public", "zhibu"])
def test_a_serving_login_makes_no_table(cluster, login, schema):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(cluster, login, f"CREATE TABLE {schema}.mine (id int)")


def test_only_work_has_temporary_tables(cluster):
    with psycopg.connect(cluster.url(logins.WORK)) as connection:
        connection.execute("CREATE TEMP TABLE shadow (id int)")
    with (
        psycopg.connect(cluster.url(logins.WEB)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TEMP TABLE shadow (id int)")


@pytest.mark.parametrize("login", SERVING)
@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_a_serving_login_enters_no_other_database(cluster, login, database):
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        ask(cluster, login, "SELECT 1", database)


def test_the_owner_owns_the_database_and_passes_row_security(cluster):
    assert ask(
        cluster,
        logins.OWNER,
        """SELECT rolbypassrls, rolsuper, pg_get_userbyid(datdba),
                  (SELECT array_agg(DISTINCT pg_get_userbyid(nspowner)::text) FROM pg_namespace
                   WHERE nspname IN ('public', 'zhibu'))
           FROM pg_roles, pg_database WHERE rolname = current_user AND datname = 'zhibu'""",
    ) == [(True, False, logins.OWNER, [logins.OWNER])]


def test_nobody_enters_with_a_wrong_password(cluster):
    wrong = cluster.url(logins.WEB).replace(logins.read(cluster.folder.logins)[logins.WEB], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_another_database_is_made_alike(cluster):
    cluster.make_database("second")
    ask(cluster, logins.OWNER, "SELECT 1", "second")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(cluster, logins.WEB, "CREATE TABLE public.mine (id int)", "second")


# ---- the place


def test_what_is_in_the_data_folder_is_private(cluster):
    folder = cluster.folder
    assert stat.S_IMODE(folder.logins.stat().st_mode) == 0o600
    for place in (folder.postgres, cluster.socket_folder(), folder.files, folder.logs):
        assert stat.S_IMODE(place.stat().st_mode) & 0o007 == 0, place
    assert stat.S_IMODE(folder.root.stat().st_mode) & 0o007 == 0


def test_no_network_address_is_listened_on(cluster):
    assert ask(cluster, logins.SUPERUSER, "SHOW listen_addresses") == [("",)]


def test_pages_carry_checksums_and_text_is_utf8(cluster):
    assert ask(
        cluster,
        logins.SUPERUSER,
        """SELECT current_setting('data_checksums'), pg_encoding_to_char(encoding), datlocprovider, datlocale
           FROM pg_database WHERE datname = 'zhibu'""",
    ) == [("on", "UTF8", "b", "C.UTF-8")]
