"""An installation on a PostgreSQL that somebody else looks after: used, never started, never stopped."""

import pytest

from zhibu.kernel.postgres import logins
from zhibu.kernel.postgres.testing import throwaway_cluster

from .installation import Installation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A server and an installation that is given its three addresses."""
    with throwaway_cluster(durable=True) as cluster:
        house = Installation(tmp_path_factory.mktemp("given"))
        house.given = {
            "ZHIBU_DATABASE_URL": cluster.url(logins.WEB),
            "ZHIBU_WORK_URL": cluster.url(logins.WORK),
            "ZHIBU_MIGRATE_URL": cluster.url(logins.OWNER),
        }
        yield cluster, house
        house.close()


@pytest.fixture
def served(given):
    """Each test finds the powers of the logins as they were, and nothing that runs."""
    cluster, house = given
    yield cluster, house
    house.stop()
    cluster.tell("zhibu", ["ALTER ROLE zhibu_web NOSUPERUSER", "ALTER ROLE zhibu_owner NOREPLICATION"])


def test_it_serves_from_there_and_leaves_the_server_running(served):
    cluster, house = served
    house.start()
    assert house.answers()
    assert set(house.children()) == {"serve", "work"}
    house.stop()
    assert cluster.running()
    assert not (house.data / "postgres").exists()


def test_a_web_login_that_is_superuser_does_not_serve(served):
    cluster, house = served
    cluster.tell("zhibu", ["ALTER ROLE zhibu_web SUPERUSER"])
    done = house.call("up")
    assert done.returncode == 1
    assert "zhibu_web" in done.stderr


def test_a_backup_without_the_right_to_replicate_is_refused_with_the_reason(served):
    cluster, house = served
    done = house.call("--json", "backup", "full")
    assert done.returncode == 1
    assert '"code": "no-replication"' in done.stdout
    assert "REPLICATION" in done.stderr
    assert list(house.data.with_name("data-backups").iterdir()) == []
    cluster.tell("zhibu", ["ALTER ROLE zhibu_owner REPLICATION"])
    done = house.call("--json", "backup", "full")
    assert done.returncode == 0, done.stderr


def test_somebody_elses_database_is_not_emptied_for_a_demonstration(served):
    _cluster, house = served
    done = house.call("demo", "--fresh")
    assert done.returncode == 1
    assert "docs/database.md" in done.stderr
