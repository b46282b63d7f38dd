"""A batch is taken back as far as nothing rests on it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Fact
from zhibu.members import selectors, services
from zhibu.members.models import Change, Member
from zhibu.members.selectors.resting import _asked, rests
from zhibu.members.services.enrolling import TakenBack, enrol, take_back, weigh
from zhibu.site.testing.world import inside

from .people import fields
from .test_enrolling import card_of, entry, kinds, row

pytestmark = pytest.mark.slow


def test_new_cards_leave_as_if_they_had_never_been_in_a_roster(world, scope_of):
    batch, willow = uuid4(), world.orgs["willow"]
    with inside(scope_of("secretary")) as scope:
        before = selectors.totals(scope, willow)
        rolls = {day: selectors.roll_on(willow, day).count() for day in DAYS}
        enrol(scope, weigh(scope, [entry(world, 600), entry(world, 601, row=4)]), batch=batch)
        assert selectors.totals(scope, willow)["members"] == before["members"] + 2
        told = take_back(scope, batch)
        assert (told.removed, told.restored, told.kept) == (2, 0, [])
        assert selectors.totals(scope, willow) == before
        assert {day: selectors.roll_on(willow, day).count() for day in DAYS} == rolls
        assert not [m for m in selectors.gone(scope, willow) if m.member.name == "李新来"]
        for member in Member.objects.filter(name="李新来"):
            assert (unseal(member, "id_number"), unseal(member, "mobile"), member.landline) == ("", "", "")
            assert member.memberships.get().left == "mistake"
            assert not member.particulars.filter(until=None).exists()
        assert kinds(weigh(scope, [entry(world, 600)])) == ["new"]  # the same number may be entered again
        assert Fact.objects.filter(kind="members.RosterTakenBack").count() == 1
        assert take_back(scope, batch) == TakenBack(0, 0, [])


DAYS = (date(2016, 1, 1), date(2020, 5, 5), date(2026, 6, 1))


def test_cards_on_which_later_facts_rest_stay_and_are_named(world, scope_of):
    batch = uuid4()
    officer = scope_of("east_officer")
    with inside(scope_of("secretary")) as scope:
        names = ("赵审核", "钱更正", "孙登录", "李去世", "周开会", "吴无事")
        rows = [entry(world, 610 + n, row=n, name=name) for n, name in enumerate(names)]
        enrol(scope, weigh(scope, rows), batch=batch)
        cards = {name: Member.objects.get(name=name) for name in names}
        services.correct_field(scope, cards["钱更正"], "landline", "0571-1", why="档案")
        services.print_slips(scope, [cards["孙登录"]])
        services.record_death(scope, cards["李去世"], on=date(2026, 3, 1))
    with inside(officer):
        services.review_card(officer, Member.objects.get(name="赵审核"), unrelated=True)
    rests("test", lambda _scope, people: {cards["周开会"].pk: "参加过会议"})
    try:
        with inside(scope_of("secretary")) as scope:
            told = take_back(scope, batch)
    finally:
        del _asked["test"]
    assert told.removed == 1
    why = {kept.name: kept.reason for kept in told.kept}
    assert set(why) == set(names) - {"吴无事"}
    assert "已经审核" in why["赵审核"]
    assert "更正" in why["钱更正"]
    assert "登录" in why["孙登录"]
    assert "离开" in why["李去世"]
    assert why["周开会"] == "参加过会议"


def test_changed_fields_say_again_what_they_said(world, scope_of):
    batch = uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        before = snapshot(card)
        said = {"mobile": "13911112222", "landline": "0571-1", "education": "10", "home_address": "新住址"}
        more = {"whereabouts": "mobile", "direction": "杭州", "name": "张小名", "born_on": date(1950, 1, 1)}
        enrol(scope, weigh(scope, [row(card, **said, **more)]), batch=batch)
        assert snapshot(card_of(scope, world)) != before
        told = take_back(scope, batch)
        assert (told.removed, told.restored, told.kept) == (0, 1, [])
        assert snapshot(card_of(scope, world)) == before
        assert set(Change.objects.filter(batch=batch).values_list("state", flat=True)) == {"declined"}


def snapshot(card):
    plain = [card.name, card.initials, card.person.name, card.born_on, card.landline, str(card.mobile)]
    sealed = [unseal(card, name) for name in ("id_number", "mobile", "home_address")]
    today = sorted(card.particulars.filter(until=None).values_list("kind", "code", "from_on", "basis"))
    return plain, sealed, today


def test_what_somebody_changed_since_stays_and_is_named(world, scope_of):
    batch = uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        enrol(scope, weigh(scope, [row(card, mobile="13911112222", landline="0571-1")]), batch=batch)
        services.correct_field(scope, card, "mobile", "13933334444", why="本人说")
        told = take_back(scope, batch)
        assert (told.removed, told.restored) == (0, 1)
        assert [kept.reason for kept in told.kept] == ["手机号码：后来又改过"]
        card = card_of(scope, world)
        assert (unseal(card, "mobile"), card.landline) == ("13933334444", "")


def test_what_waits_is_declined(world, scope_of):
    batch = uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        Member.objects.filter(pk=card.pk).update(reviewed_at="2026-01-05T00:00:00Z")
        enrol(scope, weigh(scope, [row(card, name="张晓明")]), batch=batch)
        assert take_back(scope, batch).restored == 1
        change = Change.objects.get(batch=batch)
        assert (change.state, bool(change.wanted)) == ("declined", False)
        assert kinds(weigh(scope, [row(card, name="张晓明")])) == ["changed"]


def test_numbers_stay_within_the_grant(world, scope_of):
    batch = uuid4()
    with inside(scope_of("elm_secretary")) as scope:
        enrol(scope, weigh(scope, [entry(world, 620, branch="elm")]), batch=batch)
    with inside(scope_of("secretary")) as scope:
        told = take_back(scope, batch)
        assert (told.removed, told.restored, told.kept) == (0, 0, [])
    with inside(scope_of("elm_secretary")) as scope:
        assert Member.objects.filter(name=fields()["name"], gone_on=None).exists()
