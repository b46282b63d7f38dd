"""Rules of the house that no single context can check for itself; each with a planted fault it must catch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

import zhibu
from zhibu.kernel.cards import all_duties, cards, known_duties
from zhibu.kernel.fields import unclassed
from zhibu.kernel.postgres import logins
from zhibu.orgs.offices import OFFICES
from zhibu.site.api import api
from zhibu.site.house import NEEDS, WRITES, closure

from .house import walls

ROOT = Path(zhibu.__file__).parent
CHECKS = [
    walls.unknown_contexts,
    walls.wrong_imports,
    walls.wrong_writes,
    walls.querying_views,
    walls.requests_below_the_door,
    walls.large_rooms,
    walls.vague_rooms,
    walls.signals,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_walls_stand(check):
    assert check(ROOT) == []


PLANTED = [
    (walls.unknown_contexts, "garage/__init__.py", ""),
    (walls.wrong_imports, "orgs/upward.py", "from zhibu.members.models import Member\n"),
    (walls.wrong_imports, "members/sneaky.py", "from zhibu.orgs.forms import OrgForm\n"),
    (walls.wrong_imports, "kernel/whole.py", "import zhibu.orgs\n"),
    (walls.wrong_writes, "meetings/pushy.py", "from zhibu.members.services import join_member\n"),
    (walls.querying_views, "orgs/views.py", "def index(request, scope):\n    return Org.objects.all()\n"),
    (walls.requests_below_the_door, "members/services/seeing.py", "from django.http import HttpRequest\n"),
    (walls.large_rooms, "orgs/long.py", "x = 1\n" * 301),
    (walls.vague_rooms, "orgs/utils.py", ""),
    (walls.signals, "orgs/noisy.py", "from django.db.models.signals import post_save\n"),
]


@pytest.mark.parametrize(
    ("check", "place", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", None)
)
def test_a_planted_fault_is_caught(check, place, text, tmp_path):
    house = tmp_path / "zhibu"
    shutil.copytree(ROOT, house, ignore=shutil.ignore_patterns("__pycache__", "static", "jinja2", "tests"))
    before = check(house)
    file = house / place
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text, "utf-8")
    assert len(check(house)) == len(before) + 1


def test_the_map_is_in_order_and_has_no_circle():
    order = list(NEEDS)
    for context, needs in NEEDS.items():
        assert all(order.index(other) < order.index(context) for other in needs), context
    assert all(below in closure([above]) for above, below in WRITES)


def test_one_context_loads_only_its_closure():
    assert closure(["votes"]) == ["kernel", "guard", "orgs", "members", "votes"]
    with pytest.raises(KeyError):
        closure(["garage"])


def leaves(resolver):
    """Every address but those of the API, whose functions are asked for their duties themselves."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != api.urls_namespace:
                yield from leaves(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern


def operations():
    for _, router in api._routers:
        for view in router.path_operations.values():
            yield from (operation.view_func for operation in view.operations)


def test_every_url_states_a_duty_that_exists():
    doors = [(p.name, p.callback) for p in leaves(get_resolver())]
    doors += [(function.__name__, function) for function in operations()]
    assert len(doors) > 40
    assert [name for name, door in doors if not hasattr(door, "duty")] == []
    stated = {door.duty for _, door in doors} - {"guest"}
    assert stated <= known_duties(), stated - known_duties()


def test_every_duty_is_held_by_somebody_and_by_nobody_unknown():
    holders = {"guest", "person", "member", "house", *OFFICES}
    for duty in all_duties():
        assert duty.held_by, duty.code
        assert duty.held_by <= holders, duty.code
        assert duty.code.count(".") == 1


def test_navigation_leads_somewhere():
    names = {p.name for p in leaves(get_resolver())}
    for card in cards().values():
        for nav in card.nav:
            assert nav.url in names, nav.url
            assert nav.duty in known_duties(), nav.duty


def person_tables():
    return [m for m in apps.get_models() if m._meta.app_label not in {"kernel", "ops"}] + [
        m
        for m in apps.get_models()
        if m.__name__ in {"Audit", "Draft", "File", "Job", "Reply", "Finding", "Undo"}
    ]


@pytest.mark.parametrize("model", person_tables(), ids=lambda m: m._meta.db_table)
def test_every_table_with_persons_or_organisations_has_walls(model, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, c.relforcerowsecurity, count(p.polname) FROM pg_class c "
            "LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relname = %s GROUP BY 1, 2",
            [model._meta.db_table],
        )
        enabled, forced, policies = cursor.fetchone()
        cursor.execute(
            "SELECT bool_or(has_table_privilege(r.rolname, %s, 'SELECT, INSERT, UPDATE, DELETE')) "
            "FROM pg_roles r WHERE r.rolname = ANY(%s)",
            [f"public.{model._meta.db_table}", [logins.WEB, logins.WORK]],
        )
        (reached,) = cursor.fetchone()  # what no serving login reaches needs no door in its wall
    assert enabled and forced and bool(policies) == reached


@pytest.mark.parametrize(
    "model",
    [m for m in person_tables() if m.__name__ not in {"Reply", "Finding"}],
    ids=lambda m: m._meta.db_table,
)
def test_every_field_about_a_person_has_a_data_class(model):
    assert unclassed(model) == []


def test_no_table_crosses_a_red_line(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        )
        columns = cursor.fetchall()
    assert walls.red_columns(columns) == []
    assert walls.red_columns([("x", "face_template"), ("y", "online_minutes"), ("z", "latitude")]) != []


def test_the_web_login_owns_nothing_and_deletes_almost_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute(
            "SELECT table_name FROM information_schema.role_table_grants "
            "WHERE grantee = current_user AND privilege_type = 'DELETE'"
        )
        assert {name for (name,) in cursor.fetchall()} <= {"guard_attempt"}
        cursor.execute("SELECT has_table_privilege(current_user, 'kernel_scopekey', 'SELECT')")
        assert cursor.fetchone() == (False,)


def test_migrations_say_what_the_models_say(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_have_telling_names():
    for file in ROOT.glob("*/migrations/[0-9]*.py"):
        assert "auto" not in file.stem, file


@pytest.mark.slow
def test_import_linter_agrees():
    found = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT.parent, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout
