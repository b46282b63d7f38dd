"""The arithmetic of the second factor, against the vectors of RFC 6238."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from zhibu.guard import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("second", "shown"), RFC)
def test_digits_are_those_of_the_rfc(second: int, shown: str) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    assert totp.digits(SECRET, totp.step_at(moment)) == shown
    assert totp.matching_step(SECRET, shown, moment) == second // 30


@pytest.mark.parametrize(("aside", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_aside_is_forgiven_and_no_more(aside: int, opens: bool) -> None:
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    shown = totp.digits(SECRET, totp.step_at(moment) + aside)
    assert (totp.matching_step(SECRET, shown, moment) is not None) is opens


@pytest.mark.parametrize("typed", ["", "1", "12345", "1234567", "abcdef", "４５６７８９"])
def test_what_are_not_six_digits_match_nothing(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, datetime(2026, 1, 1, tzinfo=UTC) + timedelta()) is None


def test_secrets_are_long_and_differ() -> None:
    many = {totp.new_secret() for _ in range(50)}
    assert len(many) == 50
    assert {len(base64.b32decode(secret)) for secret in many} == {20}


def test_the_picture_brings_no_style_of_its_own() -> None:
    drawn = totp.picture(totp.address(SECRET, login="张三", issuer="支部"))
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert "#fff" in drawn
