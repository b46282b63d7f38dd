"""The pages, the files and the API of figures: who may open them, what stands in them."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse

from zhibu.guard.services import make_token
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import charts, selectors

from .test_figures import TODAY

ASKED = "?on=2026-11-20"


def test_the_officer_sees_the_county_and_goes_down(sign_in, django_assert_max_num_queries):
    client = sign_in("officer")
    with django_assert_max_num_queries(40):
        page = client.get(f"/statistics/{ASKED}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "演示县委员会" in text
    assert "演示县东镇委员会" in text
    assert re.search(r"<dt[^>]*>党员</dt><dd[^>]*>10</dd>", text)
    assert "30岁及以下" in text
    assert "两边相符" in text
    assert 'href="/statistics/?on=2026-11-20&amp;since=2026-01-01&amp;org=east"' in text
    below = client.get(f"/statistics/{ASKED}&org=east").content.decode()
    assert re.search(r"<dt[^>]*>党员</dt><dd[^>]*>8</dd>", below)
    assert "柳河村党支部" in below


def test_a_past_day_is_counted_by_its_own_tree(sign_in):
    text = sign_in("officer").get("/statistics/?org=willow&on=2026-03-19").content.decode()
    assert re.search(r"<dt[^>]*>党员</dt><dd[^>]*>5</dd>", text)
    assert "2026年3月19日" in text


@pytest.mark.parametrize("key", ["secretary", "deputy", "organiser", "officer", "east_officer", "auditor"])
def test_desks_and_auditors_open_the_page(sign_in, key):
    assert sign_in(key).get("/statistics/").status_code == 200


@pytest.mark.parametrize("key", ["system_admin", "security_admin", "audit_admin", "outsider"])
@pytest.mark.parametrize("name", ["index", "communique"])
def test_who_counts_nobody_finds_no_page(sign_in, key, name):
    assert sign_in(key).get(reverse(f"statistics.{name}")).status_code == 404


def test_a_plain_member_finds_no_page(sign_in):
    assert sign_in("member").get("/statistics/").status_code == 404


def test_a_sister_branch_is_absent(sign_in):
    client = sign_in("secretary")
    for address in ("/statistics/?", "/statistics/communique/?", "/statistics/?as=csv&"):
        assert client.get(f"{address}org=willow").status_code == 200
        for other in ("elm", "east", "county", "nowhere"):
            answer = client.get(f"{address}org={other}")
            assert answer.status_code == 404
            assert "榆树村" not in answer.content.decode()


@pytest.mark.parametrize("wrong", ["on=2999-01-01", "on=morgen", "on=2026-05-01&since=2026-06-01"])
def test_a_day_that_cannot_be_is_said_and_the_page_stands(sign_in, wrong):
    page = sign_in("officer").get(f"/statistics/?{wrong}")
    assert page.status_code == 422
    assert "有 1 处要改" in page.content.decode()


def test_a_file_of_a_day_that_cannot_be_leads_to_the_page_that_says_so(sign_in):
    for address in ("", "communique/"):
        answer = sign_in("officer").get(f"/statistics/{address}?as=csv&on=2999-01-01")
        assert answer.status_code == 422
        assert "日期不能晚于今天" in answer.content.decode()


def test_the_communique_has_the_rows_of_the_published_table(sign_in):
    text = sign_in("officer").get(f"/statistics/communique/{ASKED}").content.decode()
    for label in ("党员总数", "61岁及以上", "新中国成立前", "离退休人员", "基层党委", "入党申请人"):
        assert label in text


def test_the_file_holds_what_the_page_shows(sign_in):
    answer = sign_in("officer").get(f"/statistics/{ASKED}&as=csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["党员", "10"] in rows
    assert ["演示县东镇委员会", "8", "80.0%"] in rows


def test_a_name_that_looks_like_a_formula_stays_a_name(world, sign_in):
    with inside(whole_house()):
        world.orgs["east"].__class__.objects.filter(code="east").update(name="=1+1")
    rows = sign_in("officer").get(f"/statistics/{ASKED}&as=csv").content.decode("utf-8-sig")
    assert "\r\n'=1+1,8," in rows


def test_charts_draw_han_and_the_rest_and_table_all(world):
    with inside(whole_house()) as scope:
        made = charts.charts(selectors.figures(scope, world.orgs["county"], TODAY).by, 10)
    ethnicity = next(chart for chart in made if chart.key == "ethnicity")
    assert [bar.label for bar in ethnicity.bars] == ["汉族", "少数民族"]
    assert sum(row.count for row in ethnicity.rows) == 10
    assert all(sum(bar.count for bar in chart.bars) == 10 for chart in made)


@pytest.fixture
def token_of(world, scope_of):
    """token_of('officer') → headers with a token of that person's office."""

    def make(key):
        scope = scope_of(key)
        with inside(scope):
            secret = make_token(scope, world.people[key], name="统计", days=30, appointment=scope.appointment)
        return {"Authorization": f"Bearer {secret}"}

    return make


def test_the_api_answers_as_the_page_counts(client, token_of):
    answer = client.get(f"/api/v1/statistics{ASKED}&org=east", headers=token_of("officer"))
    assert answer.status_code == 200
    body = answer.json()
    assert (body["org"]["code"], body["as_of"], body["members"]) == ("east", "2026-11-20", 8)
    assert {name: sum(counted.values()) for name, counted in body["by"].items()} == dict.fromkeys(
        body["by"], 8
    )
    assert body["children"] == [
        {"code": "willow", "name": "柳河村党支部", "members": 6},
        {"code": "elm", "name": "榆树村党支部", "members": 2},
    ]


def test_the_api_tells_a_period_where_it_is_asked(client, token_of):
    headers = token_of("officer")
    body = client.get(f"/api/v1/statistics{ASKED}&since=2026-03-01", headers=headers).json()
    assert body["flows"]["in"] == {"entered": 1}
    assert (body["flows"]["last"], body["flows"]["this"], body["flows"]["balanced"]) == (9, 10, True)
    assert body["meetings"] == []
    assert client.get(f"/api/v1/statistics{ASKED}", headers=headers).json()["flows"] is None
    for wrong, field in (("on=2999-01-01", "on"), ("on=2026-05-01&since=2026-06-01", "since")):
        refused = client.get(f"/api/v1/statistics?{wrong}", headers=headers)
        assert refused.status_code == 422
        assert field in refused.content.decode()


def test_a_branch_without_members_says_so_and_draws_nothing(world, sign_in):
    with inside(whole_house()):
        world.found("birch", "east", "branch", "桦林村党支部")
    text = sign_in("officer").get(f"/statistics/{ASKED}&org=birch").content.decode()
    assert "这一天，这里还没有党员" in text
    assert "30岁及以下" not in text
    group = sign_in("secretary").get(f"/statistics/{ASKED}&org=willow1").content.decode()
    assert "党员编在支部，党小组没有单独的人数" in group


def test_the_api_tells_the_return(client, token_of):
    body = client.get("/api/v1/statistics/annual?on=2026-06-30", headers=token_of("officer")).json()
    assert (body["edition"], body["table"]) == (None, "annual")
    assert [row["value"] for row in body["rows"] if row["key"] == "members"] == ["10"]
    wrong = client.get("/api/v1/statistics/annual?on=2026-06-29", headers=token_of("officer"))
    assert wrong.status_code == 404


def test_the_api_hides_what_the_token_may_not_see(client, token_of):
    assert client.get("/api/v1/statistics?org=elm", headers=token_of("secretary")).status_code == 404
    assert client.get("/api/v1/statistics?org=nowhere", headers=token_of("secretary")).status_code == 404
    assert client.get("/api/v1/statistics").status_code == 401
