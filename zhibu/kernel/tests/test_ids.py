"""Ids sort by the time they were made."""

import time
from concurrent.futures import ThreadPoolExecutor

from zhibu.kernel import ids


def test_they_rise_strictly_and_say_their_version():
    made = [ids.uuid7() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_the_time_stands_in_front():
    now = time.time_ns() // 1_000_000
    assert abs((ids.uuid7().int >> 80) - now) < 2000


def test_threads_make_no_twins():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: ids.uuid7(), range(4000)))
    assert len({one.int >> 64 for one in made}) == 4000


def test_they_rise_though_the_clock_is_set_back(monkeypatch):
    first = ids.uuid7()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 0)
    assert ids.uuid7() > first
