"""The box through HTTP: a guest writes and picks up, desks answer; nobody else looks in."""

from __future__ import annotations

import re

import pytest

from zhibu.site.testing.world import inside
from zhibu.voice import selectors
from zhibu.voice.models import Suggestion

from .test_services import send


def write(client, about, text="路灯坏了三盏", **more):
    once = re.search(r'name="once" value="([^"]+)"', client.get("/voice/").content.decode())[1]
    return client.post("/voice/", {"text": text, "about": str(about), "once": once} | more)


def receipt(reply):
    page = reply.content.decode()
    return re.search(r"<dd>(\d\d-\d{3,})</dd>", page)[1], re.search(r"<dd>([A-Z]{4})</dd>", page)[1]


def test_a_guest_writes_and_reads_the_answer_without_an_account(world, client, sign_in):
    reply = write(client, world.orgs["willow"].pk, name="老李", contact="13800000001")
    assert reply.status_code == 201
    number, word = receipt(reply)

    desk = sign_in("secretary")
    listed = desk.get("/voice/box/").content.decode()
    assert number in listed and "路灯坏了三盏" in listed
    show = re.search(r"/voice/box/[0-9a-f-]{36}/", listed)[0]
    assert "老李" in desk.get(show).content.decode()
    assert "13800000001" not in desk.get(show).content.decode()
    assert "13800000001" in desk.post(f"{show}contact/").content.decode()
    answered = desk.post(f"{show}answer/", {"words": "本周五前修好。"})
    assert (answered.status_code, answered["Location"]) == (303, f"{show}?said=answered")
    assert desk.post(f"{show}close/").status_code == 303

    assert client.get(f"/voice/{number}/").status_code == 200
    told = client.post("/voice/find/", {"number": number, "word": word.lower()}).content.decode()
    assert "本周五前修好。" in told and "已办结" in told
    assert "王建国" not in told


def test_a_form_sent_twice_gives_the_same_receipt(world, client):
    data = {"text": "一", "about": "0", "once": "o" * 24}
    assert receipt(client.post("/voice/", data)) == receipt(client.post("/voice/", data))


def test_a_member_is_named_only_if_he_ticks_it(world, sign_in, scope_of):
    client = sign_in("member", "member")
    assert (
        "张小明"
        not in re.search(r"<form class=\"form\".*?</form>", client.get("/voice/").content.decode(), re.S)[0]
    )
    write(client, world.orgs["willow"].pk, "无名")
    write(client, world.orgs["willow"].pk, "具名", signed="on")
    with inside(scope_of("secretary")) as scope:
        names = dict(selectors.inside(scope).values_list("text", "name"))
    assert names == {"无名": "", "具名": "张小明"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "还没有写意见"),
        ({"about": ""}, "请选说给哪个支部"),
        ({"about": "999999"}, "有 1 处要改"),
        ({"website": "http://spam.example"}, "像是机器填的"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, client, scope_of, wrong, says):
    data = {"text": "修路", "about": "0", "once": "o" * 24, "contact": "老地方"} | wrong
    reply = client.post("/voice/", data)
    assert reply.status_code == 422
    assert says in reply.content.decode()
    assert "老地方" in reply.content.decode()
    with inside(scope_of("system_admin")):
        assert not Suggestion.objects.exists()


def test_of_many_branches_one_types_the_name(world, client, monkeypatch):
    monkeypatch.setattr(selectors, "FEW", 2)
    assert "写名字里的几个字" in client.get("/voice/").content.decode()
    assert "不止一个支部" in write(client, "place", place="村党支部").content.decode()
    assert "没有名字里有" in write(client, "place", place="桃花").content.decode()
    assert write(client, "place", place="松岭").status_code == 201


def test_wrong_words_are_counted_through_the_page(world, client):
    sent = send(world.orgs["willow"].pk)
    for _ in range(selectors.WRONG_A_DAY):
        reply = client.post("/voice/find/", {"number": sent.number, "word": "ZZZZ"})
        assert reply.status_code == 422
        assert "对不上" in reply.content.decode()
    assert (
        "明天再查" in client.post("/voice/find/", {"number": sent.number, "word": sent.word}).content.decode()
    )


FORBIDDEN = ["member", "elder", "organiser", "auditor", "security_admin", "audit_admin", "outsider"]


@pytest.mark.parametrize("who", FORBIDDEN)
def test_the_box_is_absent_for_who_has_no_desk(world, sign_in, who):
    client = sign_in(who)
    assert client.get("/voice/box/").status_code == 404
    assert "意见箱" not in client.get("/voice/").content.decode()


def test_a_guest_at_the_box_is_led_to_the_sign_in(world, client):
    assert client.get("/voice/box/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("who", ["elm_secretary", "pine_secretary", "system_admin"])
@pytest.mark.parametrize("act", ["", "answer/", "hand/", "close/", "contact/"])
def test_another_desks_suggestion_is_absent(world, sign_in, scope_of, who, act):
    send(world.orgs["willow"].pk)
    with inside(scope_of("secretary")):
        pk = Suggestion.objects.get().pk
    assert sign_in("secretary").get(f"/voice/box/{pk}/").status_code == 200
    client = sign_in(who)
    reply = (
        client.post(f"/voice/box/{pk}/{act}", {"words": "x", "to": "0"})
        if act
        else client.get(f"/voice/box/{pk}/")
    )
    assert reply.status_code == 404


def test_who_is_above_looks_on_and_moves_but_does_not_answer(world, sign_in, scope_of):
    send(world.orgs["willow"].pk)
    with inside(scope_of("secretary")):
        pk = Suggestion.objects.get().pk
    client = sign_in("officer")
    shown = client.get(f"/voice/box/{pk}/").content.decode()
    assert "现在由柳河村党支部办理" in shown and "送出答复" not in shown
    assert client.post(f"/voice/box/{pk}/answer/", {"words": "x"}).status_code == 404
    assert client.post(f"/voice/box/{pk}/contact/").status_code == 404
    moved = client.post(f"/voice/box/{pk}/hand/", {"to": str(world.orgs["elm"].pk), "words": "界在榆树村。"})
    assert moved.status_code == 303
    with inside(scope_of("elm_secretary")) as scope:
        assert selectors.waiting(scope) == 1


def test_an_empty_box_says_how_it_fills(world, sign_in):
    assert "没有等着办的意见" in sign_in("secretary").get("/voice/box/").content.decode()
    assert "还没有办结的意见" in sign_in("secretary").get("/voice/box/?list=done").content.decode()


def test_a_refused_answer_keeps_its_words(world, sign_in, scope_of):
    send(world.orgs["willow"].pk)
    with inside(scope_of("secretary")):
        pk = Suggestion.objects.get().pk
    client = sign_in("secretary")
    assert client.post(f"/voice/box/{pk}/answer/", {"words": " "}).status_code == 422
    early = client.post(f"/voice/box/{pk}/close/")
    assert early.status_code == 422 and "还没有答复" in early.content.decode()
    kept = client.post(f"/voice/box/{pk}/hand/", {"to": "", "words": "不归我们管"})
    assert kept.status_code == 422 and "不归我们管" in kept.content.decode()


def test_budgets(world, client, sign_in, django_assert_max_num_queries):
    for number in range(12):
        send(world.orgs["willow"].pk, f"第{number}件", address=f"10.0.1.{number}")
    with django_assert_max_num_queries(8):
        client.get("/voice/")
    desk = sign_in("secretary")
    with django_assert_max_num_queries(16):
        listed = desk.get("/voice/box/").content.decode()
    assert len(re.findall(r"/voice/box/[0-9a-f-]{36}/", listed)) == 12


def test_the_same_by_api(world, client, scope_of):
    places = client.get("/api/v1/voice/places").json()
    assert places[0] == {"id": world.orgs["willow"].pk, "name": "柳河村党支部"}
    body = {"text": "路灯", "about": places[0]["id"]}
    first, again = (
        client.post("/api/v1/voice", body, content_type="application/json", headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    )
    assert first.status_code == 201
    assert first.json() == again.json()
    number, word = first.json()["number"], first.json()["word"]
    told = client.get(f"/api/v1/voice/{number}", headers={"Voice-Word": word})
    assert told.json()["steps"][0]["what"] == "received"
    wrong = client.get(f"/api/v1/voice/{number}", headers={"Voice-Word": "ZZZZ"})
    assert (wrong.status_code, wrong["Content-Type"]) == (404, "application/problem+json")
    assert client.get("/api/v1/voice").status_code == 401
    empty = client.post("/api/v1/voice", {"text": " "}, content_type="application/json")
    assert empty.status_code == 422 and empty.json()["errors"][0]["field"] == "text"


def test_wrong_words_are_counted_through_the_api_too(world, client):
    sent = send(None)
    for _ in range(selectors.WRONG_A_DAY):
        assert client.get(f"/api/v1/voice/{sent.number}", headers={"Voice-Word": "ZZZZ"}).status_code == 404
    reply = client.get(f"/api/v1/voice/{sent.number}", headers={"Voice-Word": sent.word})
    assert reply.status_code == 422
