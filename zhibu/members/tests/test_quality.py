"""What the norms notice about cards stands on one list, and goes when it is put right."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from zhibu.kernel import clock, events
from zhibu.kernel.events import DayTurned
from zhibu.kernel.models import Finding
from zhibu.members import selectors, services
from zhibu.members.models import Member
from zhibu.members.services.enrolling import enrol, weigh
from zhibu.members.services.quality import judge_cards
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .test_enrolling import card_of, entry

DAY = date(2026, 11, 21)


def listed(scope, world, today=DAY):
    return {(m.norm, m.member.name) for m in selectors.matters(scope, world.orgs["willow"], today=today)}


def judged(world, day=DAY):
    with clock.stopped_at(day), inside(whole_house()):
        judge_cards(world.orgs["willow"].pk, today=day)


def test_what_is_lacking_is_listed_and_goes_when_it_is_put_right(world, scope_of):
    secretary = scope_of("secretary")
    with inside(secretary):
        services.correct_field(secretary, card_of(secretary, world), "mobile", "", why="本人没有")
    judged(world)
    with inside(secretary):
        assert ("card.complete", "张小明") in listed(secretary, world)
        services.correct_field(secretary, card_of(secretary, world), "mobile", "13900009999", why="本人说")
    judged(world)
    with inside(secretary):
        assert ("card.complete", "张小明") not in listed(secretary, world)
    with inside(whole_house()):
        cleared = Finding.objects.exclude(cleared_on=None).filter(norm="card.complete")
        assert cleared.filter(subject=f"member:{world.members['member'].pk}").exists()


def test_a_probation_that_passed_is_asked_about(world, scope_of):
    for day, found in ((date(2027, 2, 17), False), (date(2027, 2, 18), True), (date(2027, 3, 20), True)):
        judged(world, day)
        with inside(scope_of("secretary")) as scope:
            assert (("card.conversion", "孙一帆") in listed(scope, world, day)) is found


def test_a_matter_says_who_puts_it_right_and_until_when(world, scope_of):
    judged(world, date(2027, 3, 20))
    with inside(scope_of("secretary")) as scope:
        rows = selectors.matters(scope, world.orgs["willow"], today=date(2027, 3, 20))
        (matter,) = [m for m in rows if m.norm == "card.conversion"]
        assert (matter.owner, matter.remedy, matter.deadline) == (
            "支部委员会",
            "members.card",
            date(2027, 4, 19),
        )
        assert matter.source["confidence"] == "C" and not matter.late
        rows = selectors.matters(scope, world.orgs["willow"], today=date(2027, 4, 20))
        assert rows[0].late and rows[0].norm in {"card.conversion", "card.review"}


def test_committees_see_numbers_of_their_branches_in_the_order_of_the_tree(world, scope_of):
    for key in ("willow", "elm", "pine"):
        with inside(whole_house()):
            judge_cards(world.orgs[key].pk, today=date(2027, 3, 20))
    with inside(scope_of("east_officer")) as scope:
        rows = selectors.counted(scope, world.orgs["east"], today=date(2027, 3, 20))
        assert [row.branch.pk for row in rows] == [world.orgs["willow"].pk, world.orgs["elm"].pk]
        assert not selectors.matters(scope, world.orgs["pine"], today=date(2027, 3, 20))


def test_the_dawn_and_every_entry_judge_the_cards(committed):
    database.use(database.settings.DATABASES["default"]["NAME"], "work")
    willow = committed.orgs["willow"].pk
    with inside(whole_house()):
        events.publish(DayTurned(day="2027-03-20"))
    names = {name for name in events.listeners() if name.startswith("members.")}
    events.deliver(names)
    with inside(whole_house()):
        assert Finding.objects.open().filter(norm="card.conversion", branch_id=willow).count() == 1
    with inside(database.scope_of("secretary")) as scope:
        enrol(scope, weigh(scope, [entry(committed, 730, mobile=None)]), batch=uuid4())
        pk = Member.objects.get(name="李新来").pk
    events.deliver(names)
    with inside(whole_house()):
        assert Finding.objects.open().filter(norm="card.complete", subject=f"member:{pk}").exists()
