"""The suite's database: made once, seeded once, copied where a test must commit."""

from __future__ import annotations

import copy as copying
import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from psycopg._preparing import PrepareManager

from zhibu.guard.models import OWN_HAT
from zhibu.guard.services import open_session
from zhibu.kernel import clock
from zhibu.kernel.models import Installation
from zhibu.kernel.postgres import logins
from zhibu.kernel.postgres.testing import throwaway_cluster
from zhibu.kernel.scope import DOOR, Scope, take_off, wear
from zhibu.site import migrating, scopes, settle

from . import world as worlds

SUITE = "zhibu_suite"
TEMPLATE = "zhibu_template"
ROLES = {"web": logins.WEB, "work": logins.WORK, "owner": logins.OWNER}
_state: dict[str, Any] = {}
_numbers = itertools.count(1)


class Kept(PrepareManager):
    """Plans outlive a rollback, as they outlive the commit of a page that somebody asks for.

    After a rollback psycopg forgets all of them, in case it took back a table. Here nearly every page is
    rolled back and no table is made, so nothing would ever be planned once.
    """

    prepared_max = 1000

    def clear(self) -> bool:
        return False

    def _should_discard(self, *_answer: Any) -> bool:
        return False


def keep_plans(connection: Any, **_more: Any) -> None:
    """For each new connection except the owner's, who changes tables."""
    if connection.settings_dict["USER"] != logins.OWNER:
        usual = connection.connection.prepare_threshold
        connection.connection._prepared = Kept()
        connection.connection.prepare_threshold = usual


@contextmanager
def suite() -> Iterator[None]:
    """Start a cluster, migrate a template database as owner, seed it, and serve a copy as web."""
    with ExitStack() as stack:
        _state["cluster"] = stack.enter_context(throwaway_cluster())
        _create(TEMPLATE)
        use(TEMPLATE, "owner")
        migrating.migrate()
        settle.settle(web=logins.WEB, work=logins.WORK)
        Installation.objects.update(demo=True)  # said at the founding, by the owner alone
        use(TEMPLATE, "work")
        with worlds.inside(worlds.whole_house()):
            _state["world"] = worlds.build()
        fresh_world()
        _create(SUITE, template=TEMPLATE)
        use(SUITE)
        yield
        connections.close_all()


@contextmanager
def copy() -> Iterator[worlds.World]:
    """A database of its own for one test that commits; afterwards it is dropped."""
    name = f"zhibu_copy_{next(_numbers)}"
    _create(name, template=TEMPLATE)
    use(name)
    try:
        yield fresh_world()
    finally:
        _dropped(name)


@contextmanager
def empty() -> Iterator[str]:
    """A database without a table, in use under the owner's login; afterwards it is dropped."""
    name = f"zhibu_empty_{next(_numbers)}"
    _create(name)
    use(name, "owner")
    try:
        yield name
    finally:
        _dropped(name)


def world() -> worlds.World:
    """The world of the running test; its objects may be changed without another test noticing."""
    here: worlds.World = _state["here"]
    return here


def fresh_world() -> worlds.World:
    """As it was built, for the next test."""
    here: worlds.World = copying.deepcopy(_state["world"])
    _state["here"] = here
    scopes.forget_grants()  # of the same people in another copy of the database
    return here


def url(login: str = "web", name: str = "") -> str:
    """The address of a login in the database now in use."""
    address: str = _state["cluster"].url(ROLES[login], name or settings.DATABASES["default"]["NAME"])
    return address


def use(name: str, login: str = "web") -> None:
    """Point both aliases at a database under a login."""
    from zhibu.site.settings import database as parsed

    for alias in ("default", "aside"):
        connections[alias].close()
        values = parsed(_state["cluster"].url(ROLES[login], name))
        for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
            settings.DATABASES[alias][key] = values[key]
            connections[alias].settings_dict[key] = values[key]


def _dropped(name: str) -> None:
    use(SUITE)
    with _super() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create(name: str, template: str = "") -> None:
    connections.close_all()
    with _super() as connection:
        if template:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE {template} OWNER zhibu_owner STRATEGY file_copy"
            )
            connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
            connection.execute(f"GRANT CONNECT ON DATABASE {name} TO zhibu_web, zhibu_work")
            connection.execute(f"GRANT TEMPORARY ON DATABASE {name} TO zhibu_work")
        else:
            _state["cluster"].make_database(name)


def _super() -> psycopg.Connection[Any]:
    return psycopg.connect(_state["cluster"].url("postgres", "postgres"), autocommit=True)


def scope_of(key: str, office: str = "") -> Scope:
    """The grant of somebody of the world: the named office, else the first office, else the member's own."""
    with transaction.atomic():
        wear(DOOR)
        hats = scopes.grants(world().people[key])
        wear(DOOR)
    offices = [hat for hat in hats if hat.office == office] if office else [h for h in hats if h.appointment]
    return (offices or list(hats))[0]


def signer(key: str, office: str = "") -> Client:
    """A client signed in as somebody of the world, wearing the named office (or the first held)."""
    scope = scope_of(key, office)
    with transaction.atomic():
        wear(DOOR)
        person = world().people[key]
        secret = open_session(person, how="password", device="suite")
        session = person.sessions.order_by("-made_at").first()
        assert session is not None
        session.appointment = scope.appointment or OWN_HAT
        session.save(update_fields=["appointment"])
    take_off_quietly()
    client = ScopelessClient()
    client.cookies[settings.SESSION_COOKIE] = secret
    return client


class ScopelessClient(Client):
    """Before each request nothing is worn: a door that forgets its scope shows an empty page, not luck."""

    def request(self, **request: Any) -> Any:
        take_off_quietly()
        return super().request(**request)


def take_off_quietly() -> None:
    if connections["default"].in_atomic_block and not connections["default"].needs_rollback:
        take_off()
    clock.forget()


def forget_scope() -> None:
    clock.forget()


def files() -> Path:
    return Path(settings.ROOT)
