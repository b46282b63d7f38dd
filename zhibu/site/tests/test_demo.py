"""The invented county: its figures are those published, to the person, and nothing of it is real."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from zhibu.kernel.norms import judge
from zhibu.site.demo import county as counties
from zhibu.site.demo import people as peoples
from zhibu.site.demo.names import id_number
from zhibu.site.demo.population import AGES, JOINED, draw, portions, shares

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def souls():
    return draw(1500, on=TODAY, seed=7)


def age(born):
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def test_portions_add_up_and_are_nearest():
    assert portions({"a": 1.0, "b": 1.0, "c": 1.0}, 10) in ({"a": 4, "b": 3, "c": 3},)
    assert sum(portions(shares()["age"], 1500).values()) == 1500


def test_every_marginal_is_met_to_the_person(souls):
    found = {
        "sex": Counter("female" if s.female else "male" for s in souls),
        "ethnicity": Counter("han" if s.ethnicity == "01" else "minority" for s in souls),
        "education": Counter("college" if s.education in {"10", "20", "30"} else "below" for s in souls),
        "occupation": Counter(s.occupation for s in souls),
        "joined": Counter(
            next(name for name, (_, last) in JOINED.items() if s.joined_on <= last) for s in souls
        ),
        "age": Counter(
            next((n for n, (low, high) in AGES.items() if low <= age(s.born_on) <= high), "61岁及以上")
            for s in souls
        ),
    }
    for dimension, counts in found.items():
        assert dict(counts) == {k: v for k, v in portions(shares()[dimension], 1500).items() if v}, dimension


def test_nobody_joined_before_eighteen_or_tomorrow(souls):
    for soul in souls:
        facts = {"born_on": soul.born_on, "applied_on": soul.joined_on}
        assert judge("admission.age", TODAY, facts).level == "kept"
        assert soul.joined_on <= TODAY


def test_numbers_are_well_formed_and_belong_to_nobody(souls):
    assert len({s.number for s in souls}) == len(souls)
    for soul in souls:
        facts = {
            "number": soul.number,
            "born_on": soul.born_on,
            "sex": "female" if soul.female else "male",
        }
        assert judge("identity.number", TODAY, facts).level == "kept"
        assert soul.number.startswith("990000")
        assert soul.mobile.startswith("1000")
    assert id_number(date(1990, 1, 1), 3, female=True)[16] in "02468"


def test_the_tree_is_about_sixty_and_marked():
    county = counties.found()
    assert len(county.units) == 4
    assert 55 <= len([o for o in county.orgs if o.kind != "group"]) <= 65
    assert all("演示" in o.name for o in county.orgs if o.kind != "group")
    assert len({o.path for o in county.orgs}) == len(county.orgs) == len({o.code for o in county.orgs})


def test_who_holds_an_office_was_given_it_by_the_election(souls):
    county = counties.found()
    for number, org in enumerate(county.orgs, 1):
        org.pk = number
    elected = {term.org.pk: term.elected_on for term in counties.elect(county, TODAY, Random(3))}
    people = peoples.settle(county, souls, TODAY, Random(5))
    held = [a for a in people.appointments if a.office in peoples.COMMITTEE]
    now = [a for a in held if a.until is None]
    assert now and all(a.from_on == max(peoples.HEARTBEAT, elected[a.org.pk]) for a in now)
    before = {(a.org.pk, a.office): a for a in held if a.until is not None}
    assert before and all(a.until == elected[a.org.pk] and a.ended_why for a in before.values())
