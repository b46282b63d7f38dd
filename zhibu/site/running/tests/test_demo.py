"""The demonstration as a newcomer meets it: from nothing, again, anew, and wiped."""

import psycopg
import pytest

from zhibu.kernel.postgres import Cluster, logins

pytestmark = pytest.mark.slow


def founded_at(house):
    with psycopg.connect(Cluster(house.data).url(logins.OWNER)) as connection:
        return connection.execute("SELECT founded_at, demo FROM kernel_installation").fetchone()


def test_a_demonstration_is_finished_kept_made_anew_and_wiped(empty):
    """First as if the generator had been killed: the folder is marked, the four logins are not there yet."""
    house = empty
    house.data.mkdir()
    (house.data / "demonstration").touch()
    house.start("up")
    house.stop()
    ready = house.start("demo")
    assert ready["url"] == f"http://localhost:{house.port}"
    for who in ("member", "secretary", "officer", "auditor"):
        assert set(ready["logins"][who]) >= {"login", "password"}
    assert house.answers()
    first, demo = founded_at(house)
    assert demo is True
    house.stop()

    again = house.start("demo")
    assert again == ready
    assert founded_at(house) == (first, True)
    done = house.call("demo", "wipe")
    assert done.returncode == 1, "not while it is being served"
    assert house.answers()
    house.stop()

    house.start("demo", "--fresh")  # from nothing
    assert founded_at(house)[0] > first
    house.stop()

    keys = house.data.with_name("data-keys.json")
    assert house.call("demo", "wipe").returncode == 0
    assert not (house.data / "postgres").exists()
    assert not (house.data / "demo.json").exists()
    assert keys.exists()


@pytest.mark.parametrize("size", ["village", "", "TOWN"])
def test_a_size_that_is_none_is_a_wrong_call(empty, size):
    assert empty.call("demo", "--size", size).returncode == 2
    assert not empty.data.exists()
