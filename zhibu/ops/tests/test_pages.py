"""The system administrator's pages: health, parked facts tried again, copies, red lines."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from zhibu.kernel import clock, events
from zhibu.kernel.crypto import keyfile
from zhibu.kernel.models import Audit, Job
from zhibu.kernel.scope import Refused
from zhibu.ops import selectors, services
from zhibu.ops.norms import SETTINGS
from zhibu.site.testing.world import inside, whole_house

PAGES = ("/ops/", "/ops/parked/", "/ops/backup/", "/ops/redlines/")


@pytest.fixture
def parked(world):
    """A fact that its listener could not take; one more of its subject waits behind it. All else is told."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_delivery SET done_at = now() WHERE done_at IS NULL")
        cursor.execute(
            "INSERT INTO kernel_fact (kind, subject, body) VALUES ('a.Told', 'branch:7', '{}') RETURNING id"
        )
        first = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO kernel_fact (kind, subject, body) VALUES ('a.Told', 'branch:7', '{}') RETURNING id"
        )
        second = cursor.fetchone()[0]
        cursor.execute(
            """INSERT INTO kernel_delivery (fact_id, listener, subject, tries, error, parked_at)
               VALUES (%s, 'a.listener', 'branch:7', 8, 'ValueError: 三月没有三十二日', now()),
                      (%s, 'a.listener', 'branch:7', 0, '', NULL) RETURNING id""",
            [first, second],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("address", PAGES)
def test_the_system_administrator_alone_opens_them(sign_in, address):
    assert sign_in("system_admin").get(address).status_code == 200
    for other in ("officer", "secretary", "auditor", "security_admin", "audit_admin", "member", "outsider"):
        assert sign_in(other).get(address).status_code == 404


def test_health_says_what_stands_and_what_is_missing(sign_in):
    text = sign_in("system_admin").get("/ops/").content.decode()
    assert re.search(r"<dt>PostgreSQL</dt><dd>1\d", text)
    assert "后台工作没有运行" in text
    assert "还没有备份" in text
    assert "只有运行本系统的用户能读" in text


def test_a_key_file_that_others_can_read_is_named(sign_in):
    keys = keyfile.path()
    keys.chmod(0o644)
    try:
        assert selectors.wrong_with_keys() == "exposed"
        assert "chmod 600" in sign_in("system_admin").get("/ops/").content.decode()
    finally:
        keys.chmod(0o600)
    assert selectors.wrong_with_keys() == ""


def test_parked_facts_are_shown_with_what_waits_behind(sign_in, parked):
    text = sign_in("system_admin").get("/ops/parked/").content.decode()
    for words in ("a.listener", "branch:7", "三月没有三十二日", "后面还有 1 件在等", "再试一次"):
        assert words in text
    assert events.waiting().parked == 1
    assert events.waiting().waiting == 0  # who waits behind a parked fact is not late


def test_a_parked_fact_is_tried_again_and_the_deed_is_remembered(sign_in, parked):
    client = sign_in("system_admin")
    answer = client.post(f"/ops/parked/{parked}/again/")
    assert (answer.status_code, answer["Location"]) == (303, "/ops/parked/?said=again")
    assert "已经重试" in client.get(answer["Location"]).content.decode()
    assert events.parked() == []
    assert events.waiting().waiting == 2
    with inside(whole_house()):
        assert Audit.objects.filter(action="ops.try_again", subject=f"delivery:{parked}").count() == 1


def test_what_is_not_parked_is_absent(sign_in, parked):
    client = sign_in("system_admin")
    assert client.post(f"/ops/parked/{parked + 1}/again/").status_code == 404  # it waits, it is not parked
    assert client.post("/ops/parked/999999/again/").status_code == 404
    assert client.get(f"/ops/parked/{parked}/again/").status_code == 405
    assert sign_in("officer").post(f"/ops/parked/{parked}/again/").status_code == 404
    assert [item.delivery for item in events.parked()] == [parked]


def test_the_service_asks_for_the_duty(scope_of, parked):
    with inside(scope_of("auditor")) as scope, pytest.raises(Refused):
        services.try_again(scope, parked)


def test_every_red_line_is_refused_with_its_source(sign_in):
    text = sign_in("system_admin").get("/ops/redlines/").content.decode()
    assert text.count(">拒绝<") == len(SETTINGS)
    for title in SETTINGS.values():
        assert title in text
    assert text.count("国办函〔2026〕12号") == len(SETTINGS) - 2  # two break our own promise


def test_a_long_job_that_failed_is_shown_with_what_to_do(world, sign_in):
    with inside(whole_house()):
        Job.objects.create(
            kind="exchange.commit",
            purpose="branch",
            actor_name="王建国",
            state=Job.State.INTERRUPTED,
            said="做了三次都中断了，没有写入任何内容。",
            ended_at=clock.now(),
        )
    page = sign_in("system_admin").get("/ops/parked/").content.decode()
    assert "exchange.commit" in page and "做了三次都中断了" in page
