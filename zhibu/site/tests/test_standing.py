"""Grants are kept from request to request, and never longer than they are true."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import RequestFactory

from zhibu.guard.models import Account
from zhibu.kernel import clock
from zhibu.kernel.scope import HOUSE, wear
from zhibu.members.models import Member
from zhibu.orgs.models import Appointment, Org
from zhibu.site import scopes
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house


@pytest.fixture
def found(world, sign_in, monkeypatch):
    """found("secretary") → how often grants were looked for at one more request, and what they are then."""
    looked: list[UUID] = []
    really = scopes.grants
    monkeypatch.setattr(scopes, "grants", lambda person: looked.append(person.pk) or really(person))
    cookies: dict[str, dict[str, str]] = {}

    def ask(who):
        if who not in cookies:
            cookies[who] = {name: each.value for name, each in sign_in(who).cookies.items()}
        request = RequestFactory().get("/")
        request.COOKIES = cookies[who]
        before = len(looked)
        database.take_off_quietly()
        hats = scopes.ScopeProvider().enter(request).hats
        clock.forget()
        return len(looked) - before, hats

    return ask


def test_who_stands_as_before_is_not_looked_for_again(found):
    assert found("secretary")[0] == 1
    asked, hats = found("secretary")
    assert asked == 0
    assert [hat.office for hat in hats] == ["member", "secretary"]
    assert found("elm_secretary")[0] == 1


def ends_an_office(world):
    Appointment.objects.filter(person=world.people["secretary"]).update(until=clock.today())


def gives_an_office(world):
    world.appoint("secretary", "elm", "organiser")


def moves_the_branch(world):
    Org.objects.filter(pk=world.orgs["willow"].pk).update(path=world.orgs["west"].path + "00z")


def dissolves_the_committee(world):
    Org.objects.filter(pk=world.orgs["county"].pk).update(dissolved_on=clock.today())


def moves_the_card(world):
    pine = world.orgs["pine"]
    Member.objects.filter(pk=world.people["secretary"].pk).update(branch=pine, path=pine.path)


def ends_the_membership(world):
    Member.objects.filter(pk=world.people["secretary"].pk).update(gone_on=clock.today())


CHANGES = [ends_an_office, gives_an_office, moves_the_branch, moves_the_card, ends_the_membership]


def test_the_seats_of_a_dissolved_organisation_are_empty(world, found):
    before = found("officer")[1]
    with inside(whole_house()):
        dissolves_the_committee(world)
    assert found("officer")[1] != before


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_grants_is_true_at_the_next_request(world, found, change):
    _asked, before = found("secretary")
    with inside(whole_house()):
        change(world)
    asked, after = found("secretary")
    assert asked == 1
    assert after != before
    wear(HOUSE)
    assert after == scopes.grants(world.people["secretary"])


def test_others_stand_as_they_stood(world, found):
    found("elm_secretary")
    with inside(whole_house()):
        moves_the_branch(world)
        ends_an_office(world)
    assert found("elm_secretary")[0] == 0


def test_on_a_new_day_they_are_looked_for(found):
    found("secretary")
    with clock.stopped_at(clock.today() + timedelta(days=1)):
        assert found("secretary")[0] == 1


def test_after_a_minute_they_are_looked_for_anyway(found, monkeypatch):
    found("secretary")
    monkeypatch.setattr(scopes.time, "monotonic", lambda real=scopes.time.monotonic: real() + 61)
    assert found("secretary")[0] == 1


def test_a_closed_account_and_a_raised_version_open_nothing(world, found):
    assert found("secretary")[1]
    for change in ({"closed_at": "2026-01-01T00:00:00Z"}, {"closed_at": None, "version": 99}):
        with inside(HOUSE):
            Account.objects.filter(person=world.people["secretary"]).update(**change)
        assert found("secretary")[1] == ()


def test_a_session_has_thirty_days(found):
    assert found("secretary")[1]
    opened = clock.now()
    with clock.stopped_at(opened + timedelta(days=30, minutes=-5)):
        assert found("secretary")[1]
    with clock.stopped_at(opened + timedelta(days=30, minutes=5)):
        assert found("secretary")[1] == ()
