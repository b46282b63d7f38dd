"""Fixtures of the whole suite: one embedded database, a world, clients who wear a hat."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck, settings

from zhibu.site.testing import database

# The same examples everywhere, a slow machine fails nobody. New ones: --hypothesis-profile=search
settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("suite")

# Argon2 as everywhere, at the least it can cost: the suite signs in some thousand times.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-sights", action="store_true", help="write the table of who sees what anew")
    parser.addoption("--write-questions", action="store_true", help="write how often pages ask the database")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses the database uses both connections: the page's own and the one set aside for refusals.

    Whoever signs in uses it, and what his pages write is rolled back, unless the database is the test's own.
    And what asks for pages, or commits, is known by its fixtures: bin/check leaves it out.
    """
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        own = uses & {"committed", "stage"}
        if "db" in uses or ("sign_in" in uses and not own):
            item.add_marker(pytest.mark.django_db(databases=["default", "aside"]))
        if uses & {"sign_in", "client"}:
            item.add_marker(pytest.mark.page)
        if own:
            item.add_marker(pytest.mark.story)
    # What works longest on one stage begins at once: whoever is done takes from the end of the others' share.
    items.sort(key=lambda item: "matrix" not in item.path.parts)


def pytest_collection_finish() -> None:
    """The house and its tests stay to the end: nobody need look through them for what can be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A throwaway cluster with the world as template; tests run as the web login, as pages do."""
    with django_db_blocker.unblock(), database.suite():
        connection_created.connect(database.keep_plans)
        yield


@pytest.fixture
def world(db: None) -> Any:
    """The invented world. What a test writes is rolled back."""
    return database.fresh_world()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The same world in a database of its own, where everything commits for real."""
    with django_db_blocker.unblock(), database.copy() as world:
        yield world


@pytest.fixture
def scope_of(world: Any) -> Callable[..., Any]:
    """scope_of('secretary') → the grant that person works under; scope_of('secretary', 'member')."""
    return database.scope_of


@pytest.fixture
def sign_in(client: Any) -> Callable[..., Any]:
    """sign_in('secretary') → a client with that person's session; an office may be named."""
    return database.signer


@pytest.fixture(autouse=True)
def _no_scope_is_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """A scope of an earlier request must not hide that this one forgot its own."""
    yield
    database.forget_scope()
