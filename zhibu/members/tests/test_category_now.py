"""Today's 人员类别 on the card is what the dated rows tell, whoever wrote them and however."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from zhibu.kernel import clock
from zhibu.members import selectors, services
from zhibu.members.models import Member, Particular
from zhibu.members.services.enrolling import Entry, enrol, take_back, weigh
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .people import fields, newcomer

TOLD = """
SELECT m.person_id, m.category_now, COALESCE(max(p.code), '')
FROM members_member m
LEFT JOIN members_particular p ON p.member_id = m.person_id AND p.kind = 'category' AND p.until IS NULL
GROUP BY 1, 2
"""


@pytest.fixture
def house(world):
    with inside(whole_house()) as scope:
        yield scope


def now(member) -> str:
    """What the card says, after every card has been held against its dated rows."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        rows = cursor.fetchall()
    assert len(rows) > 5
    assert [row for row in rows if row[1] != row[2]] == []
    return Member.objects.get(pk=member.pk).category_now


def test_the_card_follows_each_act(house, world):
    today = clock.today()
    card = services.join_member(
        house, world.orgs["elm"], newcomer(category="probationary", converted_on=None), from_on=today
    )
    assert now(card) == "probationary"
    before = Member.objects.get(pk=card.pk)
    services.change_particular(house, card, "category", "formal", on=today)
    assert now(card) == "formal"
    before.landline = "0000-7000000"
    before.save()  # read before the change, saved whole after it
    assert now(card) == "formal"
    services.change_particular(house, card, "education", "10", on=today)
    assert now(card) == "formal"
    services.record_death(house, card, on=today)
    assert now(card) == ""


def test_the_card_follows_a_sheet_and_its_taking_back(house, world):
    rows = [
        Entry(n, fields(n, name=f"李{c}", mobile=f"13900000{n}", **more), world.orgs["elm"].pk)
        for n, c, more in (
            (500, "甲", {}),
            (501, "乙", {"category": "probationary", "converted_on": None}),
        )
    ]
    batch = uuid4()
    assert enrol(house, weigh(house, rows), batch=batch).new == 2
    first, second = Member.objects.get(name="李甲"), Member.objects.get(name="李乙")
    assert (now(first), now(second)) == ("formal", "probationary")
    take_back(house, batch)
    assert (now(first), now(second)) == ("", "")


def test_the_card_follows_statements_that_no_service_made(house, world):
    card = world.members["elm_member"]
    row = Particular.objects.get(member=card, kind="category", until=None)
    row.until = row.from_on + timedelta(days=40)
    row.save()
    assert now(card) == ""
    Particular.objects.create(member=card, kind="category", code="probationary", from_on=row.until)
    assert now(card) == "probationary"
    Particular.objects.filter(member=card, kind="category", until=None).update(code="formal")
    assert now(card) == "formal"
    Member.objects.filter(pk=card.pk).update(category_now="probationary")
    assert now(card) == "formal"
    with psycopg.connect(database.url("owner")) as owner:  # nobody who serves may delete a dated row
        asked = "SELECT category_now FROM members_member WHERE person_id = %s"
        assert owner.execute(asked, [world.members["elder"].pk]).fetchone() == ("formal",)
        owner.execute("DELETE FROM members_particular WHERE member_id = %s", [world.members["elder"].pk])
        assert owner.execute(asked, [world.members["elder"].pk]).fetchone() == ("",)
        owner.rollback()


def test_the_roster_by_category_is_the_roster_of_those(house, world):
    card = world.members["elm_member"]
    services.change_particular(house, card, "category", "probationary", on=date(2026, 3, 1))
    everybody = list(selectors.roster(house, world.orgs["county"]))
    for category in ("formal", "probationary", "unknown"):
        found = list(selectors.roster(house, world.orgs["county"], category=category))
        assert found == [m for m in everybody if m.category == category]
    assert card in everybody and len(found) == 0
