"""Who sees which suggestions by the database alone, and what its verbs refuse."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from zhibu.kernel.scope import DOOR, HOUSE, wear
from zhibu.site.scopes import guest
from zhibu.site.testing import database
from zhibu.site.testing.world import inside
from zhibu.voice.models import Knock, Step, Suggestion

from .test_services import send

SEES = {  # of: about willow, about elm, about pine, about the platform
    "secretary": {"willow"},
    "elm_secretary": {"elm"},
    "east_officer": {"willow", "elm"},
    "officer": {"willow", "elm", "pine"},
    "system_admin": {"platform"},
    "security_admin": {"platform"},  # the purpose of administrators; the door keeps this one out
    "member": set(),
    "auditor": set(),
    "audit_admin": set(),
    "outsider": set(),
}


@pytest.fixture
def told(world):
    for key in ("willow", "elm", "pine"):
        send(world.orgs[key].pk, key)
    send(None, "platform")


def raw(sql: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.mark.parametrize("who", SEES)
def test_each_sees_what_is_for_its_desk(told, scope_of, who):
    with inside(scope_of(who)):
        assert {text for (text,) in raw("SELECT text FROM voice_suggestion")} == SEES[who]
        assert Step.objects.count() == len(SEES[who])


@pytest.mark.parametrize("scope", [guest(), DOOR], ids=["guest", "door"])
def test_nobody_unknown_reads_a_row(told, scope):
    with inside(scope):
        assert (Suggestion.objects.count(), Step.objects.count(), Knock.objects.count()) == (0, 0, 0)


def test_only_the_house_sees_the_marks_of_senders(told, scope_of):
    with inside(scope_of("system_admin")):
        assert Knock.objects.count() == 0
    with inside(HOUSE):
        assert Knock.objects.count() == 1


def test_without_a_scope_the_verbs_do_nothing(committed):
    with transaction.atomic():
        assert raw("SELECT * FROM zhibu.voice_places('', 9)") == []
        assert raw("SELECT zhibu.voice_knock('x', '2026-01-01', 9)") == [(False,)]
        assert raw("SELECT zhibu.voice_find('26-001', 'x', 'y', '2026-01-01', 9)") == [(None,)]
        values = "gen_random_uuid(), NULL, 'x', '', NULL, '', 'w', 's', '2026-01-01', 9"
        assert raw(f"SELECT zhibu.voice_receive({values})") == [(None,)]
        assert raw("SELECT zhibu.voice_hand(gen_random_uuid(), NULL)") == [(False,)]


def test_nobody_adds_a_suggestion_but_through_the_verb(committed):
    with pytest.raises(psycopg.Error), psycopg.connect(database.url()) as web:
        web.execute(
            "INSERT INTO voice_suggestion (id, number, word, text) VALUES (gen_random_uuid(), 'x', 'w', 'x')"
        )


@pytest.mark.parametrize(("who", "moved"), [("secretary", True), ("elm_secretary", False), ("member", False)])
def test_only_who_sees_it_hands_it_on(told, world, scope_of, who, moved):
    with inside(scope_of("secretary")):
        (one,) = Suggestion.objects.values_list("pk", flat=True)
    with inside(scope_of(who)):
        assert raw("SELECT zhibu.voice_hand(%s, %s)", one, world.orgs["east"].pk) == [(moved,)]


def test_nobody_steps_into_what_is_not_seen(told, scope_of):
    with inside(scope_of("elm_secretary")):
        (elm,) = Suggestion.objects.values_list("pk", flat=True)
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        wear(scope_of("secretary"))
        raw(
            "INSERT INTO voice_step (suggestion_id, what, to_name, words, by_name, by_office) "
            "VALUES (%s, 'answered', '', '', '', '') RETURNING 1",
            elm,
        )
