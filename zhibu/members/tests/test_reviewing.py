"""What is entered on a card that was reviewed waits for a second person, who is no relative."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from zhibu.guard.models import Person
from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Audit
from zhibu.kernel.scope import Refused
from zhibu.members import selectors, services
from zhibu.members.models import Change, Kinship, Member
from zhibu.members.services.enrolling import enrol, weigh
from zhibu.site.testing import database
from zhibu.site.testing.world import id_number, inside, whole_house

from .test_enrolling import card_of, entry

KEY = [
    ("name", "张晓明"),
    ("born_on", date(1950, 1, 1)),
    ("id_number", id_number(date(1951, 1, 1), 444, female=False)),
]


def reviewed(scope, world, key="member"):
    card = card_of(scope, world, key)
    Member.objects.filter(pk=card.pk).update(reviewed_at="2026-01-05T00:00:00Z")
    return card_of(scope, world, key)


@pytest.mark.parametrize(("field", "value"), KEY)
def test_a_key_field_waits_and_the_second_person_puts_it_in(world, scope_of, field, value):
    deputy = scope_of("deputy")
    with inside(scope_of("secretary")) as scope:
        card = reviewed(scope, world)
        before = read(card, field)
        change = services.correct_field(scope, card, field, value, why="档案")
        assert change is not None and str(value) == unseal(change, "wanted")
        after = card_of(scope, world)
        assert (read(after, field), after.reviewed_at, after.reviewed_once) == (before, None, True)
        assert services.correct_field(scope, after, field, value, why="又一次") is None
        with pytest.raises(ValidationError, match="录入人"):
            services.review_card(scope, after, unrelated=True)
    with inside(deputy):
        services.review_card(deputy, card, unrelated=True)
        done = card_of(deputy, world)
        assert read(done, field) == value and done.reviewed_at is not None
        assert done.person.name == done.name
        change = Change.objects.get(pk=change.pk)
        assert (change.state, bool(change.wanted)) == ("done", False)


def read(card, field):
    return unseal(card, field) if field == "id_number" else getattr(card, field)


def test_a_card_nobody_has_reviewed_takes_a_correction_at_once(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        services.correct_field(scope, card, "name", "张晓明", why="档案")
        assert card_of(scope, world).name == "张晓明"


def test_what_waits_may_be_declined_with_a_reason(world, scope_of):
    deputy = scope_of("deputy")
    with inside(scope_of("secretary")) as scope:
        card = reviewed(scope, world)
        change = services.correct_field(scope, card, "name", "张晓明", why="档案")
        with pytest.raises(ValidationError, match="录入人"):
            services.decline_change(scope, change, answer="不对")
    with inside(deputy):
        with pytest.raises(ValidationError) as problem:
            services.decline_change(deputy, change, answer=" ")
        assert set(problem.value.message_dict) == {"answer"}
        services.decline_change(deputy, change, answer="户口簿上还是小")
        assert card_of(deputy, world).name == "张小明"
        change = Change.objects.get(pk=change.pk)
        assert (change.state, change.answer, bool(change.wanted)) == ("declined", "户口簿上还是小", False)


def test_of_one_field_the_latest_value_waits(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        card = reviewed(scope, world)
        services.correct_field(scope, card, "name", "张晓明", why="档案")
        services.correct_field(scope, card, "name", "张筱明", why="档案")
        states = (
            Change.objects.filter(member=card, field="name").order_by("pk").values_list("state", flat=True)
        )
        assert list(states) == ["declined", "entered"]


def test_a_number_entered_elsewhere_meanwhile_is_not_put_in(world, scope_of):
    deputy, elm = scope_of("deputy"), scope_of("elm_secretary")
    number = id_number(date(1980, 1, 2), 700, female=False)
    with inside(scope_of("secretary")) as scope:
        card = reviewed(scope, world)
        services.correct_field(scope, card, "id_number", number, why="身份证")
    with inside(elm):
        enrol(elm, weigh(elm, [entry(world, 700, branch="elm")]), batch=uuid4())
    with inside(deputy):
        with pytest.raises(ValidationError, match="已在册"):
            services.review_card(deputy, card, unrelated=True)
        assert card_of(deputy, world).reviewed_at is None


def test_who_does_not_say_that_he_is_no_relative_does_not_review(world, scope_of):
    with inside(scope_of("deputy")) as scope:
        with pytest.raises(ValidationError) as problem:
            services.review_card(scope, card_of(scope, world), unrelated=False)
        assert set(problem.value.message_dict) == {"unrelated"}


def test_that_he_said_it_stands_in_the_audit(committed):
    with inside(database.scope_of("deputy")) as scope:
        services.review_card(scope, card_of(scope, committed), unrelated=True)
    with inside(whole_house()):
        assert Audit.objects.get(action="members.review").detail == {"unrelated": True}


@pytest.mark.parametrize("way", ["own", "desk", "back"])
def test_relatives_do_not_review_each_other_whoever_declared_it(world, scope_of, way):
    deputy, member = scope_of("deputy"), scope_of("member")
    secretary = scope_of("secretary")
    theirs = world.people["deputy"].pk
    if way == "own":
        with inside(member):
            services.declare_own_relative(
                member, selectors.own_card(member.actor), Person(pk=theirs), relation="夫妻"
            )
    elif way == "desk":
        with inside(secretary):
            services.declare_relative(
                secretary, card_of(secretary, world), Person(pk=theirs), relation="夫妻"
            )
    else:
        with inside(secretary):
            card = card_of(secretary, world, "deputy")
            services.declare_relative(secretary, card, Person(pk=world.people["member"].pk), relation="夫妻")
    with inside(deputy):
        with pytest.raises(ValidationError, match="亲属"):
            services.review_card(deputy, card_of(deputy, world), unrelated=True)
        kinship = Kinship.objects.get()
        with pytest.raises(ValidationError, match="不能自己撤销"):
            services.withdraw_relative(deputy, kinship)
    with inside(secretary):
        with pytest.raises(ValidationError, match="已经登记"):
            services.declare_relative(
                secretary, card_of(secretary, world), Person(pk=theirs), relation="夫妻"
            )
        services.withdraw_relative(secretary, Kinship.objects.get())
    with inside(deputy):
        services.review_card(deputy, card_of(deputy, world), unrelated=True)


def test_nobody_declares_relatives_of_cards_beyond_the_grant(world, scope_of):
    with inside(scope_of("elm_secretary")) as scope, pytest.raises(Refused):
        services.declare_relative(scope, world.members["member"], world.people["deputy"], relation="夫妻")


def test_a_batch_is_reviewed_card_by_card(world, scope_of):
    deputy, batch = scope_of("deputy"), uuid4()
    with inside(scope_of("secretary")) as scope:
        rows = [entry(world, 710 + n, row=n, name=f"新党员{'甲乙丙'[n]}") for n in range(3)]
        enrol(scope, weigh(scope, rows), batch=batch)
    with inside(deputy):
        cards = list(selectors.cards_of_batch(deputy, batch))
        services.declare_relative(deputy, cards[0], Person(pk=world.people["deputy"].pk), relation="父子")
        told = services.review_cards(deputy, cards, unrelated=True)
        assert list(told) == [cards[0].pk]
        assert [c.pk for c in selectors.cards_of_batch(deputy, batch)] == [cards[0].pk]


def test_each_field_knows_whence_it_comes_and_who_checked_it(world, scope_of):
    deputy, batch = scope_of("deputy"), uuid4()
    with inside(scope_of("secretary")) as scope:
        enrol(scope, weigh(scope, [entry(world, 720)]), batch=batch)
        card = Member.objects.get(name="李新来")
        services.correct_field(scope, card, "landline", "0571-1", why="本人说")
        origin = selectors.provenance(card, selectors.changes(card), ("name", "landline", "id_number"))
        assert (origin["name"].source, origin["landline"].source) == ("表格导入", "手工录入")
        assert (origin["name"].who, origin["name"].checked_at) == (scope.name, None)
        assert origin["id_number"].kept.label == "核心"
    with inside(deputy):
        services.review_card(deputy, card, unrelated=True)
        services.correct_field(deputy, Member.objects.get(pk=card.pk), "name", "李新到", why="户口簿")
        card = Member.objects.get(pk=card.pk)
        origin = selectors.provenance(card, selectors.changes(card), ("name", "landline"))
        assert origin["landline"].checked_by == deputy.name
        assert origin["name"].source == "表格导入"  # what waits is not what the card says
