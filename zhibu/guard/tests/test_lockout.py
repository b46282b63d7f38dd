"""Wrong tries are counted before they are judged, in the database, and wait out their time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from zhibu.guard import handlers
from zhibu.guard.models import Attempt
from zhibu.guard.services import lockout
from zhibu.kernel import clock
from zhibu.kernel.events import DayTurned
from zhibu.kernel.models import Audit
from zhibu.site.testing import database
from zhibu.site.testing.world import PASSWORD, inside, whole_house

from .flows import Browser, rows, slip_for

pytestmark = pytest.mark.story


def wrong(times: int, login: str = "member", **more: Any) -> list[str]:
    return [Browser().by_password(login, "wrong", **more).content.decode() for _ in range(times)]


def test_five_wrong_tries_lock_and_say_how_long(committed: Any) -> None:
    pages = wrong(5)
    assert "还可以再试 4 次" in pages[0]
    assert "还可以再试 1 次" in pages[3]
    assert "请 15 分钟后再试" in pages[4]
    locked = Browser().by_password("member")
    assert locked.status_code == 422
    assert "请 15 分钟后（" in locked.content.decode()


def test_the_fifth_try_may_still_be_right(committed: Any) -> None:
    wrong(4)
    assert Browser().by_password("member").status_code == 303
    assert "还可以再试 4 次" in wrong(1)[0], "what was right clears the count"


def test_it_is_login_and_address_together_that_are_locked(committed: Any) -> None:
    wrong(5)
    assert Browser().by_password("member", address="203.0.113.9").status_code == 303
    assert Browser().by_password("elder").status_code == 303
    assert Browser().by_password("member").status_code == 422


def test_a_lock_of_one_login_says_nothing_about_whether_it_exists(committed: Any) -> None:
    with clock.stopped_at(clock.now()):
        pages = [wrong(6, login)[5] for login in ("member", "nobody")]
    said = [re.findall(r'class="error".*?</p>', page, re.S) for page in pages]
    assert said[0]
    assert said[0] == said[1]


def test_the_lock_ends_after_its_time(committed: Any) -> None:
    wrong(5)
    until = max(row.locked_until for row in rows(Attempt) if row.locked_until)
    with clock.stopped_at(until - timedelta(seconds=1)):
        page = Browser().by_password("member")
        assert page.status_code == 422
        assert "请 1 分钟后" in page.content.decode()
    with clock.stopped_at(until):
        assert Browser().by_password("member").status_code == 303


def test_trying_on_does_not_lengthen_the_lock(committed: Any) -> None:
    wrong(5)
    before = max(row.locked_until for row in rows(Attempt) if row.locked_until)
    wrong(3)
    assert max(row.locked_until for row in rows(Attempt) if row.locked_until) == before


def test_failures_long_ago_do_not_count(committed: Any) -> None:
    wrong(4)
    begun = min(row.first_at for row in rows(Attempt))
    with clock.stopped_at(begun + lockout.WINDOW):
        assert "还可以再试 4 次" in wrong(1)[0]


def test_one_address_cannot_try_many_logins(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "ADDRESS", lockout.Limit("address", 6))
    for number in range(6):
        wrong(1, f"login{number}")
    assert Browser().by_password("member").status_code == 422
    assert Browser().by_password("member", address="203.0.113.9").status_code == 303


def test_who_signs_in_well_does_not_use_up_the_address(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "ADDRESS", lockout.Limit("address", 3))
    for _ in range(5):
        assert Browser().by_password("member").status_code == 303
    wrong(2, "elder")
    assert Browser().by_password("member").status_code == 303, "and does not wash off the others' failures"
    wrong(1, "elder")
    assert Browser().by_password("member").status_code == 422


def test_paper_codes_are_counted_by_address(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockout, "CODES", lockout.Limit("codes", 3))
    for _ in range(3):
        Browser().by_code("22222-22222")
    code = slip_for(committed, "elder")
    assert Browser().by_code(code).status_code == 422
    assert Browser().by_code(code, address="203.0.113.9").status_code == 303


def test_a_hundred_tries_at_once_are_not_a_hundred_tries(committed: Any) -> None:
    def one(number: int) -> bool:
        try:
            lockout.count(lockout.PAIR, "member", "198.51.100.7")
            return True
        except lockout.Locked:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        judged = list(pool.map(one, range(100)))
    assert sum(judged) == lockout.PAIR.tries


def test_a_failure_outlives_the_rollback_of_its_page(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhibu.guard.views import signing

    def breaks(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("no page")

    client = Browser()
    client.get("/sign-in/")
    client.raise_request_exception = False
    real = signing.render
    monkeypatch.setattr(
        signing,
        "render",
        lambda request, *a, **k: breaks() if request.method == "POST" else real(request, *a, **k),
    )
    assert client.by_password("member", "wrong").status_code == 500
    monkeypatch.undo()
    assert "还可以再试 3 次" in wrong(1)[0]
    assert len(rows(Audit, action="guard.sign_in", outcome="refused")) == 2


def test_neither_login_nor_address_can_be_read_from_what_is_counted(committed: Any) -> None:
    wrong(2)
    stored = b" ".join(bytes(row.key) for row in rows(Attempt))
    assert b"member" not in stored
    assert b"198.51.100.7" not in stored
    assert {len(bytes(row.key)) for row in rows(Attempt)} == {32}


def test_a_given_back_try_does_not_undo_a_lock(committed: Any) -> None:
    limit = lockout.Limit("codes", 2)
    for _ in range(2):
        lockout.count(limit, "here")
    for _ in range(2):
        with pytest.raises(lockout.Locked):
            lockout.count(limit, "here")
    lockout.give_back(limit, "here")
    with pytest.raises(lockout.Locked, match="分钟后"):
        lockout.count(limit, "here")


def test_right_password_during_the_lock_is_not_even_looked_at(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(5)
    from zhibu.guard.services import passwords

    monkeypatch.setattr(passwords, "check_password", lambda *_: pytest.fail("looked at"))
    assert Browser().by_password("member", PASSWORD).status_code == 422


def test_old_attempts_are_forgotten_by_the_worker_each_day(committed: Any) -> None:
    wrong(1, "long ago")
    begun = max(row.first_at for row in rows(Attempt))
    name = database.settings.DATABASES["default"]["NAME"]
    database.use(name, "work")
    try:
        for passed, left in ((timedelta(hours=23), 2), (timedelta(hours=25), 0)):
            with inside(whole_house()), clock.stopped_at(begun + passed):
                handlers.forget_old_attempts(DayTurned(day="2026-11-23"))
            assert len(rows(Attempt)) == left
    finally:
        database.use(name)
