"""Members and organisations by API: masks only, errors at their fields, the same walls as the pages."""

from __future__ import annotations

import json

import pytest

from zhibu.guard.services import make_token
from zhibu.site.testing.world import inside

from .people import fields


class Caller:
    """A program that calls under one token."""

    def __init__(self, client, secret):
        self.client, self.headers = client, {"Authorization": f"Bearer {secret}"}

    def get(self, path):
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path, body, **headers):
        return self.client.post(
            f"/api/v1{path}",
            json.dumps(body, default=str),
            content_type="application/json",
            headers=self.headers | headers,
        )


@pytest.fixture
def calling(world, scope_of, client):
    def make(key, office=""):
        scope = scope_of(key, office)
        with inside(scope):
            secret = make_token(scope, world.people[key], name="接口", days=9, appointment=scope.appointment)
        return Caller(client, secret)

    return make


def _new(world, **more):
    return fields(**more) | {"branch": world.orgs["willow"].pk, "from_on": "2016-01-01"}


def test_the_roster_is_paged_filtered_and_masked(world, calling):
    api = calling("officer")
    seen, cursor = [], ""
    while cursor is not None:
        body = api.get(f"/members?limit=3&cursor={cursor}").json()
        seen += body["items"]
        cursor = body["next"]
    assert len(seen) == len({m["id"] for m in seen}) == 10
    assert all("****" in m["mobile"] for m in seen)
    assert [m["name"] for m in api.get("/members?q=zxm").json()["items"]] == ["张小明"]
    assert [m["name"] for m in api.get("/members?category=probationary").json()["items"]] == ["孙一帆"]
    elm = api.get(f"/members?org={world.orgs['elm'].pk}").json()["items"]
    assert {m["branch_name"] for m in elm} == {"榆树村党支部"}
    assert api.get("/members?cursor=nonsense").status_code == 422


def test_a_card_and_its_story(world, calling):
    api = calling("secretary")
    member = world.people["member"].pk
    card = api.get(f"/members/{member}").json()
    assert (
        card["id_number"].startswith("990***")
        and card["category"] == "formal"
        and card["code"].startswith("M")
    )
    story = api.get(f"/members/{member}/timeline").json()["items"]
    assert story[0]["on"] >= story[-1]["on"] and "加入党组织" in [s["what"] for s in story]
    own = calling("member").get("/me").json()
    assert own["card"]["branch_name"] == "柳河村党支部" and own["office"] == "member"
    assert calling("outsider").get("/me").json()["card"] is None


def test_joining_twice_under_one_key_makes_one_card(world, calling):
    api = calling("secretary")
    body = _new(world)
    first = api.post("/members", body, **{"Idempotency-Key": "k1"})
    again = api.post("/members", body, **{"Idempotency-Key": "k1"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert body["id_number"] not in first.content.decode()
    twice = api.post("/members", body)
    assert twice.status_code == 422
    assert twice.json()["errors"] == [
        {"field": "id_number", "reason": "这个身份证号已在册，请走组织关系转接。"}
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"id_number": "1"}, "id_number"),
        ({"born_on": "昨天"}, "born_on"),
        ({"joined_on": "2999-01-01"}, "joined_on"),
        ({"how": "found"}, "how"),
        ({"name": "a\0b"}, "name"),
        ({"sex": "x"}, "sex"),
    ],
)
def test_errors_name_the_field(world, calling, more, field):
    answer = calling("secretary").post("/members", _new(world) | more)
    assert answer.status_code == 422
    assert any(field in error["field"] for error in answer.json()["errors"]), answer.json()


def test_the_deeds(world, calling):
    secretary, officer = calling("secretary"), calling("east_officer")
    member, elder = world.people["member"].pk, world.people["elder"].pk
    answer = secretary.post(
        f"/members/{member}/corrections", {"field": "landline", "value": "0571-1", "why": "更正"}
    )
    assert (answer.status_code, answer.json()["landline"], answer.json()["reviewed"]) == (
        200,
        "0571-1",
        False,
    )
    dated = {"field": "education", "value": "10", "on": "2026-01-01"}
    assert secretary.post(f"/members/{member}/corrections", dated).json()["education"] == "10"
    for wrong, status in (
        ({"field": "born_on", "value": "x", "why": "更正"}, 422),
        ({"field": "path", "value": "0", "why": "更正"}, 404),
        ({"field": "landline", "value": "1"}, 422),
    ):
        assert secretary.post(f"/members/{member}/corrections", wrong).status_code == status
    assert secretary.post(f"/members/{elder}/death", {"on": "2026-03-01"}).json()["gone_on"] == "2026-03-01"
    leaving = {"left": "removal", "on": "2026-03-01", "why": "失联"}
    refused = secretary.post(f"/members/{member}/leaving", leaving)
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "resolution"
    move = {"to": world.orgs["elm"].pk, "on": "2026-03-02", "why": "搬家"}
    assert secretary.post(f"/members/{member}/transfer", move).status_code == 404
    assert officer.post(f"/members/{member}/transfer", move).json()["branch"] == world.orgs["elm"].pk
    assert secretary.get(f"/members/{member}").status_code == 404


def test_what_is_beyond_the_wall_is_absent(world, calling):
    api = calling("secretary")
    other, nobody = world.people["elm_member"].pk, "00000000-0000-7000-8000-000000000000"
    for tail in ("", "/timeline"):
        there, absent = api.get(f"/members/{other}{tail}"), api.get(f"/members/{nobody}{tail}")
        assert there.status_code == absent.status_code == 404
        assert there.content == absent.content
    for tail, body in (
        ("death", {"on": "2026-03-01"}),
        ("leaving", {"left": "removal", "on": "2026-03-01", "why": "x"}),
        ("corrections", {"field": "name", "value": "x", "why": "更正"}),
    ):
        assert api.post(f"/members/{other}/{tail}", body).status_code == 404
    assert api.get(f"/members?org={world.orgs['elm'].pk}").status_code == 404
    assert api.post("/members", _new(world) | {"branch": world.orgs["elm"].pk}).status_code == 404
    auditor = calling("auditor")
    assert auditor.get(f"/members/{other}").status_code == 200
    assert auditor.post(f"/members/{other}/death", {"on": "2026-03-01"}).status_code == 404
    assert auditor.post("/members", _new(world)).status_code == 404
    member = calling("member")
    assert member.get("/members").status_code == member.get(f"/members/{other}").status_code == 404


def test_organisations_by_api(world, calling):
    api = calling("east_officer")
    body = api.get("/orgs?limit=2").json()
    assert [o["code"] for o in body["items"]] == ["east", "willow"]
    rest = api.get(f"/orgs?limit=9&cursor={body['next']}").json()
    assert rest["next"] is None and {o["kind"] for o in rest["items"]} == {"branch", "group"}
    willow = api.get(f"/orgs/{world.orgs['willow'].pk}").json()
    assert (willow["members"], willow["formal"]) == (6, 5)
    assert willow["superiors"] == ["演示县委员会", "演示县东镇委员会"]
    assert {o["title"] for o in willow["offices"]} == {"支部书记", "支部副书记", "组织委员"}
    assert {v["norm"] for v in willow["verdicts"]} == {"organisation.branch", "organisation.branch_committee"}
    assert api.get(f"/orgs/{world.orgs['pine'].pk}").status_code == 404


def test_a_wrong_request_is_told_field_by_field_in_the_words_of_the_pages(world, calling):
    api = calling("secretary")
    willow = world.orgs["willow"].pk
    wrong = {"kind": 7, "held_on": "2026-02-30", "marks": {"nobody": "present"}, "votes": [{"approve": -1}]}
    answer = api.post(f"/orgs/{willow}/meetings", wrong)
    told = {each["field"]: each["reason"] for each in answer.json()["errors"]}
    assert answer.status_code == 422
    assert told == {
        "kind": "写成文字。",
        "topic": "缺少这一项。",
        "held_on": "写成日历上有的一天，如 2026-03-01。",
        "marks.nobody.[key]": "不是一个编号。",
        "votes.0.text": "缺少这一项。",
        "votes.0.approve": "不小于 0。",
    }
    assert "写成文字" in answer.content.decode()  # Chinese is sent as Chinese
    assert [e["field"] for e in api.get(f"/orgs/{willow}/roll").json()["errors"]] == ["on"]
    torn = api.client.post(
        f"/api/v1/orgs/{willow}/meetings", "{bad", content_type="application/json", headers=api.headers
    )
    assert (torn.status_code, torn.json()["title"]) == (400, "发来的内容不是 JSON。")
