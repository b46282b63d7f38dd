"""会后一问: asked once, answered without a name, told late; and nothing in the base leads back."""

from __future__ import annotations

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404

from zhibu.guard.services import make_token
from zhibu.kernel import clock
from zhibu.kernel.models import Reply
from zhibu.meetings import selectors, services
from zhibu.meetings.models import EchoMark, EchoTally
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

CHOICES = ["有收获", "一般", "没有收获"]
HERE = ("secretary", "deputy", "organiser", "member", "newcomer")  # the elder is on leave


@pytest.fixture
def meeting(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        willow = world.orgs["willow"]
        marks = {e.person_id: "present" for e in selectors.expected_at(willow, "theme_day", clock.today())}
        marks[world.people["elder"].pk] = "excused"
        marks[world.people["deputy"].pk] = "remote"
        return services.record_meeting(
            scope, willow, kind="theme_day", topic="清河", held_on=clock.today(), marks=marks
        )


@pytest.fixture
def echo(meeting, scope_of):
    with inside(scope_of("secretary")) as scope:
        return services.ask_echo(scope, meeting, text="今天的会有没有帮助？", choices=CHOICES)


def answer(echo, scope_of, who, choice):
    with inside(scope_of(who)) as scope:
        services.answer_echo(scope, echo, choice)


def close(echo, scope_of):
    with inside(scope_of("secretary")) as scope:
        services.close_echo(scope, echo)


def seen(echo, scope_of, who="secretary"):
    with inside(scope_of(who)) as scope:
        return selectors.asked(scope, echo.meeting)


@pytest.mark.parametrize("answers", [4, 5])
def test_the_result_is_told_from_five_answers_on_and_only_once_closed(answers, echo, scope_of):
    for n, who in enumerate(HERE[:answers]):
        answer(echo, scope_of, who, n % 2)
        assert seen(echo, scope_of).result == ()
    assert seen(echo, scope_of).answered == answers
    close(echo, scope_of)
    told = (("有收获", 3), ("一般", 2), ("没有收获", 0))
    for who in ("secretary", "member", "elder"):
        assert seen(echo, scope_of, who).result == (told if answers == 5 else ())
    assert seen(echo, scope_of, "officer") is None  # what the branch asks is for the branch


def test_it_is_answered_once_by_who_was_there_while_it_is_open(echo, scope_of):
    answer(echo, scope_of, "member", 2)
    with pytest.raises(ValidationError, match="已经答过"):
        answer(echo, scope_of, "member", 0)
    for away in ("elder", "elm_member", "officer"):
        with pytest.raises(Http404):
            answer(echo, scope_of, away, 0)
    for nonsense in (-1, 3):
        with pytest.raises(ValidationError, match="请选一个答案"):
            answer(echo, scope_of, "deputy", nonsense)
    close(echo, scope_of)
    with pytest.raises(ValidationError, match="已经结束"):
        answer(echo, scope_of, "deputy", 0)
    with pytest.raises(ValidationError, match="已经结束"):
        close(echo, scope_of)
    assert seen(echo, scope_of).answered == 1


@pytest.mark.story
def test_raw_sql_as_the_owner_cannot_lead_from_a_person_to_an_answer(committed):
    """Three people, in transactions of their own, one after the other; then everything the rows say."""
    world = committed
    with inside(database.scope_of("secretary")) as scope:
        willow = world.orgs["willow"]
        marks = {e.person_id: "present" for e in selectors.expected_at(willow, "theme_day", clock.today())}
        held = services.record_meeting(
            scope, willow, kind="theme_day", topic="清河", held_on=clock.today(), marks=marks
        )
        echo = services.ask_echo(scope, held, text="有没有帮助？", choices=CHOICES)
    people, choices = ("member", "elder", "deputy"), (2, 0, 2)
    for who, choice in zip(people, choices, strict=True):
        answer(echo, database.scope_of, who, choice)
    with psycopg.connect(database.url("owner")) as owner:
        marks = owner.execute(
            "SELECT xmin::text, person_id FROM meetings_echomark WHERE echo_id = %s", [echo.pk]
        ).fetchall()
        tallies = owner.execute(
            "SELECT xmin::text, choice, count FROM meetings_echotally WHERE echo_id = %s ORDER BY choice",
            [echo.pk],
        ).fetchall()
        columns = {
            table: [
                name
                for (name,) in owner.execute(
                    "SELECT column_name::text FROM information_schema.columns WHERE table_name = %s", [table]
                )
            ]
            for table in ("meetings_echomark", "meetings_echotally")
        }
        texts = owner.execute(
            "SELECT detail::text, action FROM kernel_audit WHERE action ~ 'echo'"
        ).fetchall()
    assert {person for _version, person in marks} == {world.people[who].pk for who in people}
    assert [(choice, count) for _version, choice, count in tallies] == [(0, 1), (1, 0), (2, 2)]
    # the only thing in common is the question; the row versions of all tallies are the same
    assert set(columns["meetings_echomark"]) == {"id", "echo_id", "person_id"}
    assert set(columns["meetings_echotally"]) == {"id", "echo_id", "choice", "count"}
    assert len({version for version, _person in marks}) == 3
    assert len({version for version, _choice, _count in tallies}) == 1
    assert [action for _detail, action in texts] == ["meetings.ask_echo"]


def test_the_web_login_reads_no_tally_early_and_writes_neither_table(echo, scope_of):
    for who in HERE[:4]:
        answer(echo, scope_of, who, 0)
    with inside(scope_of("secretary")):
        assert not EchoTally.objects.exists()
        assert list(EchoMark.objects.values_list("person_id", flat=True)) == [
            database.world().people["secretary"].pk
        ]
        for sql in (
            "UPDATE meetings_echotally SET count = 9",
            "DELETE FROM meetings_echomark",
            "INSERT INTO meetings_echotally (echo_id, choice, count) VALUES (%s, 0, 9)",
            "UPDATE meetings_echo SET closed_at = now() WHERE id = %s",
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                connection.cursor().execute(sql, [echo.pk] if "%s" in sql else None)


@pytest.mark.slow
def test_the_pages_ask_answer_close_and_tell(meeting, world, sign_in):
    desk, member, record = sign_in("secretary"), sign_in("member"), f"/meetings/{meeting.pk}/"
    form = desk.get(f"{record}echo/new/").content.decode()
    assert "今天的会对您有没有帮助？" in form  # it can stand as it is
    body = {"text": "讲得清楚吗？", "choice0": "清楚", "choice1": "一般", "choice2": "一般"}
    refused = desk.post(f"{record}echo/new/", body)
    assert refused.status_code == 422 and "一样的" in refused.content.decode()
    assert 'value="讲得清楚吗？"' in refused.content.decode()
    assert desk.post(f"{record}echo/new/", body | {"choice2": "不清楚"}).status_code == 303
    again = desk.post(f"{record}echo/new/", body | {"choice2": "不清楚"})
    assert again.status_code == 422 and "已经问过" in again.content.decode()
    home = member.get("/").content.decode()
    assert "会后一问：讲得清楚吗？" in home and f"{record}echo/" in home
    assert "会后一问" not in sign_in("elder").get("/").content.decode()
    page = member.get(f"{record}echo/").content.decode()
    assert "不记名" in page and page.count('type="radio"') == 3
    empty = member.post(f"{record}echo/")
    assert empty.status_code == 422 and "请选一个答案" in empty.content.decode()
    done = member.post(f"{record}echo/", {"choice": "1"})
    assert done.status_code == 303 and done["Location"] == f"{record}?said=answered"
    assert "讲得清楚吗" not in member.get("/").content.decode()
    assert "您已经答过了" in member.get(f"{record}echo/").content.decode()
    for who in ("secretary", "deputy", "organiser", "newcomer"):
        assert sign_in(who).post(f"{record}echo/", {"choice": "0"}).status_code == 303
    assert "会后一问的结果" not in desk.get(record).content.decode()
    assert desk.post(f"{record}echo/close/").status_code == 303
    twice = desk.post(f"{record}echo/close/")
    assert twice.status_code == 422 and "已经结束了" in twice.content.decode()
    for client in (desk, member):
        assert "会后一问的结果" in client.get(record).content.decode()
    assert "讲得清楚吗" not in sign_in("officer").get(record).content.decode()


def test_by_api_an_answer_is_not_kept_under_a_key(echo, world, scope_of, client):
    """Where an answer to a request is kept to be given again, a digest of the choice stands beside a name."""
    with inside(scope_of("member")) as scope:
        secret = make_token(scope, world.people["member"], name="会", days=30, appointment=None)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
    url = f"/api/v1/meetings/{echo.meeting_id}/echo"
    for status in (201, 422):
        made = client.post(f"{url}/answer", {"choice": 1}, content_type="application/json", headers=headers)
        assert made.status_code == status, made.content
    found = client.get(url, headers=headers).json()
    assert (found["answered"], found["own_answer_given"], found["result"]) == (1, True, [])
    with inside(whole_house()):
        assert not Reply.objects.exists()
