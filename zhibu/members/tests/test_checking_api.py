"""Review, relatives and the quality of data by API: the same words and walls as the pages."""

from __future__ import annotations

from datetime import date

from zhibu.kernel import clock
from zhibu.members import services
from zhibu.members.models import Change
from zhibu.members.services.quality import judge_cards
from zhibu.members.tests.test_api import calling  # noqa: F401 - a fixture
from zhibu.site.testing.world import inside, whole_house


def test_what_waits_is_listed_declined_and_reviewed(world, scope_of, calling):  # noqa: F811
    card = world.members["member"].pk
    with inside(scope_of("officer")) as scope:
        services.review_card(scope, world.members["member"], unrelated=True)
    with inside(scope_of("secretary")) as scope:
        services.correct_field(scope, world.members["member"], "born_on", date(1980, 1, 2), why="档案")
    api = calling("officer")
    branches = api.get("/reviews").json()["branches"]
    assert {b["branch"]: b["keys"] for b in branches}[world.orgs["willow"].pk] == 1
    (change,) = api.get(f"/members/{card}/waiting").json()["items"]
    assert (change["field"], change["after"], change["waits"]) == ("born_on", "1980-01-02", True)
    assert api.post(f"/changes/{change['id']}/decline", {"answer": ""}).status_code == 422
    answer = api.post(f"/changes/{change['id']}/decline", {"answer": "与档案不符"})
    assert answer.status_code == 200 and answer.json()["born_on"] != "1980-01-02"
    assert Change.objects.get(pk=change["id"]).state == "declined"
    assert api.post(f"/members/{card}/review", {}).status_code == 422
    assert api.post(f"/members/{card}/review", {"unrelated": True}).json()["reviewed"] is True
    own = calling("secretary").post(f"/members/{world.people['secretary'].pk}/review", {"unrelated": True})
    assert own.status_code == 422 and "自己的信息卡" in own.content.decode()


def test_relatives_are_declared_among_reviewers_and_withdrawn_by_another(world, calling):  # noqa: F811
    card, api = world.members["member"].pk, calling("secretary")
    there = api.get(f"/members/{card}/relatives").json()
    assert there["items"] == []
    officer = str(world.people["officer"].pk)
    assert officer in {r["person"] for r in there["reviewers"]}
    stranger = {"relative": str(world.people["elder"].pk), "relation": "夫妻"}
    assert api.post(f"/members/{card}/relatives", stranger).status_code == 422
    made = api.post(f"/members/{card}/relatives", {"relative": officer, "relation": "父女"}).json()["items"]
    assert [(k["relative"], k["relation"]) for k in made] == [(officer, "父女")]
    refused = calling("officer").post(f"/members/{card}/review", {"unrelated": True})
    assert refused.status_code == 422 and "回避" in refused.content.decode()
    assert calling("officer").post(f"/relatives/{made[0]['id']}/withdrawal", {}).status_code == 422
    assert api.post(f"/relatives/{made[0]['id']}/withdrawal", {}).json()["items"] == []


def test_quality_is_cards_in_a_branch_and_numbers_above(world, calling):  # noqa: F811
    later = date(2027, 3, 20)
    with clock.stopped_at(later), inside(whole_house()):
        judge_cards(world.orgs["willow"].pk, today=later)
    branch = calling("secretary").get("/quality").json()
    assert branch["branches"] == [] and {m["norm"] for m in branch["matters"]} >= {"card.review"}
    above = calling("officer").get("/quality").json()
    assert above["matters"] == []
    numbers = {b["branch"]: b["matters"] for b in above["branches"]}
    assert numbers[world.orgs["willow"].pk] == len(branch["matters"])
