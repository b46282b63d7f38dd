"""A database of the house's own: its three logins are looked at before anything is served."""

import re

import pytest

from zhibu.kernel.postgres import external, logins, powers, urls
from zhibu.kernel.trouble import Trouble

pytestmark = pytest.mark.slow

URL = {"web": "ZHIBU_DATABASE_URL", "work": "ZHIBU_WORK_URL", "owner": "ZHIBU_MIGRATE_URL"}


@pytest.fixture
def named(cluster):
    """The environment of an administrator who set up the three logins as docs/database.md says."""
    given = {"web": logins.WEB, "work": logins.WORK, "owner": logins.OWNER}
    return {URL[kind]: cluster.url(login) for kind, login in given.items()}


def refused(environ):
    with pytest.raises(Trouble) as caught:
        powers.check(environ)
    assert caught.value.remedy or caught.value.code == "old-server"
    return caught.value


@pytest.mark.slow
def test_logins_as_the_documentation_makes_them_are_accepted(named):
    assert external(named)
    powers.check(named)


@pytest.mark.parametrize("kind", ["web", "work"])
@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("ALTER ROLE {login} SUPERUSER", "ALTER ROLE {login} NOSUPERUSER"),
        ("ALTER ROLE {login} BYPASSRLS", "ALTER ROLE {login} NOBYPASSRLS"),
        ("ALTER ROLE {login} CREATEROLE", "ALTER ROLE {login} NOCREATEROLE"),
        ("ALTER ROLE {login} CREATEDB", "ALTER ROLE {login} NOCREATEDB"),
        ("ALTER ROLE {login} REPLICATION", "ALTER ROLE {login} NOREPLICATION"),
        ("GRANT zhibu_owner TO {login}", "REVOKE zhibu_owner FROM {login}"),
        ("GRANT pg_read_all_data TO {login}", "REVOKE pg_read_all_data FROM {login}"),
        (
            "ALTER DATABASE zhibu OWNER TO {login}",
            "ALTER DATABASE zhibu OWNER TO zhibu_owner; GRANT CONNECT ON DATABASE zhibu TO {login}",
        ),
        ("GRANT CREATE ON SCHEMA public TO {login}", "REVOKE CREATE ON SCHEMA public FROM {login}"),
    ],
)
def test_a_serving_login_with_a_power_too_many_is_refused(cluster, named, kind, given, taken):
    login = {"web": logins.WEB, "work": logins.WORK}[kind]
    cluster.tell("zhibu", [given.format(login=login)])
    try:
        problem = refused(named)
    finally:
        cluster.tell("zhibu", [taken.format(login=login)])
    assert problem.code == "wrong-powers"
    assert login in problem.sentence
    powers.check(named)


def test_a_serving_login_that_owns_a_table_is_refused(cluster, named):
    cluster.tell("zhibu", ["CREATE TABLE public.mine (id int)", "ALTER TABLE public.mine OWNER TO zhibu_web"])
    try:
        assert "zhibu_web" in refused(named).sentence
    finally:
        cluster.tell("zhibu", ["DROP TABLE public.mine"])


def test_the_owner_must_pass_row_security(cluster, named):
    cluster.tell("zhibu", ["ALTER ROLE zhibu_owner NOBYPASSRLS"])
    try:
        assert "BYPASSRLS" in refused(named).sentence
    finally:
        cluster.tell("zhibu", ["ALTER ROLE zhibu_owner BYPASSRLS"])


def test_one_login_for_two_purposes_is_refused(named):
    assert refused(named | {URL["work"]: named[URL["web"]]}).code == "wrong-powers"


def test_the_owner_does_not_serve(named):
    assert refused(named | {URL["web"]: named[URL["owner"]]}).code == "wrong-powers"


def test_a_database_that_does_not_answer_is_named(named):
    gone = re.sub(r"host=[^&]*", "host=/nowhere", named[URL["web"]])
    assert refused(named | {URL["web"]: gone}).code == "no-connection"


@pytest.mark.parametrize("missing", ["work", "owner"])
def test_one_address_alone_is_not_enough(named, missing):
    partial = {name: value for name, value in named.items() if name != URL[missing]}
    with pytest.raises(Trouble) as caught:
        urls(partial)
    assert caught.value.code == "urls-missing"
    assert URL[missing] in caught.value.sentence


def test_addresses_handed_to_a_child_do_not_make_the_database_somebody_elses(named):
    child = urls(named).as_environment()
    assert child[URL["web"]] == named[URL["web"]]
    assert not external(child)


def test_without_addresses_and_without_a_server_there_is_none(tmp_path):
    with pytest.raises(Trouble) as caught:
        urls({"ZHIBU_DATA": str(tmp_path)})
    assert caught.value.code == "no-cluster"
