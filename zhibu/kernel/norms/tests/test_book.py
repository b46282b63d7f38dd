"""One version in force on a day; lower tiers differ only where they may."""

from datetime import date

import pytest

from zhibu.kernel.norms import BadInput, NormBook, judge
from zhibu.kernel.norms.book import Tier


def entry(since: str, *, key: str = "a.b", tier: str = "central", values: str = "", until: str = "") -> str:
    return f"""
[["{key}"]]
title = "规范"
from = {since}
{f"until = {until}" if until else ""}
tier = "{tier}"
force = "must"
rules = ["X-01"]
source = {{ document = "条例", number = "1号", article = "第一条", confidence = "V" }}
values = {{ {values} }}
"""


def test_an_amendment_is_a_new_entry_and_the_old_one_stays() -> None:
    book = NormBook.read(entry("2020-01-01", values="months = 6") + entry("2024-01-01", values="months = 3"))
    assert book.get("a.b", date(2023, 12, 31)).values["months"] == 6
    assert book.get("a.b", date(2024, 1, 1)).values["months"] == 3
    assert [version.until for version in book.versions("a.b")] == [date(2023, 12, 31), None]


def test_nothing_is_in_force_before_the_first_version_or_after_the_last() -> None:
    book = NormBook.read(entry("2020-01-01", until="2023-12-31"))
    for day in (date(2019, 12, 31), date(2024, 1, 1)):
        with pytest.raises(BadInput) as wrong:
            book.get("a.b", day)
        assert wrong.value.fact == "on"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (entry("2020-01-01") + entry("2020-01-01"), "overlap"),
        (entry("2020-01-01", until="2024-01-01") + entry("2024-01-01"), "overlap"),
        (entry("2020-01-01", until="2023-12-30") + entry("2024-01-01"), "nothing in force"),
        (entry("2020-01-01", until="2019-12-31"), "ends before"),
        (entry("2020-01-01").replace('title = "规范"', ""), "lacks"),
        (entry("2020-01-01").replace('number = "1号", ', ""), "number"),
        (entry("2020-01-01") + "colour = 1", "unknown colour"),
        (entry("2020-01-01").replace('"must"', '"may"'), "may"),
        (entry("2020-01-01", values='n = { is = 1, tighter = "sideways" }'), "sideways"),
    ],
)
def test_a_book_with_a_fault_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        NormBook.read(text)


CENTRAL = entry(
    "2020-01-01",
    values='days = { is = 90, tighter = "lower" }, least = { is = 5, tighter = "higher" }, '
    "own = { is = 7, delegates = true }, fixed = 2",
)


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ("days = 89", True),
        ("days = 90", True),
        ("days = 91", False),
        ("least = 6", True),
        ("least = 4", False),
        ("own = 1", True),
        ("own = 99", True),
        ("fixed = 2", True),
        ("fixed = 3", False),
        ("extra = 1", True),
    ],
)
def test_a_unit_may_tighten_and_otherwise_differ_only_where_delegated(values: str, allowed: bool) -> None:
    book = NormBook.read(CENTRAL)
    pack = entry("2025-01-01", tier="unit", values=values)
    if not allowed:
        with pytest.raises(ValueError, match="unit may not set"):
            book.with_pack(pack)
        return
    name, number = values.split(" = ")
    laid_over = book.with_pack(pack)
    assert laid_over.get("a.b", date(2025, 1, 1)).values[name] == int(number)
    assert laid_over.get("a.b", date(2025, 1, 1)).tier is Tier.UNIT
    assert laid_over.get("a.b", date(2024, 12, 31)).tier is Tier.CENTRAL


def test_a_province_and_a_unit_lie_over_one_another() -> None:
    book = NormBook.read(CENTRAL).with_pack(
        entry("2021-01-01", tier="province", values='days = { is = 60, tighter = "lower" }')
    )
    assert (
        book.with_pack(entry("2022-01-01", tier="unit", values="days = 30"))
        .get("a.b", date(2022, 1, 1))
        .values["days"]
        == 30
    )
    with pytest.raises(ValueError, match="province of 2021-01-01 says 60"):
        book.with_pack(entry("2022-01-01", tier="unit", values="days = 75"))


def test_a_lower_tier_is_checked_against_every_version_it_meets() -> None:
    book = NormBook.read(
        entry("2020-01-01", values='days = { is = 90, tighter = "lower" }')
        + entry("2024-01-01", values='days = { is = 60, tighter = "lower" }')
    )
    with pytest.raises(ValueError, match="central of 2024-01-01 says 60"):
        book.with_pack(entry("2022-01-01", tier="unit", values="days = 75"))
    assert book.with_pack(entry("2022-01-01", tier="unit", until="2023-12-31", values="days = 75"))


def test_a_lower_tier_may_fall_silent_between_two_entries() -> None:
    pack = entry("2021-01-01", tier="unit", until="2021-12-31", values="days = 80") + entry(
        "2023-01-01", tier="unit", values="days = 70"
    )
    book = NormBook.read(CENTRAL).with_pack(pack)
    assert [book.get("a.b", date(year, 6, 1)).values["days"] for year in (2020, 2021, 2022, 2023)] == [
        90,
        80,
        90,
        70,
    ]


def test_a_pack_names_only_rules_that_exist() -> None:
    with pytest.raises(ValueError, match=r"no such rule: c\.d"):
        NormBook.read(CENTRAL).with_pack(entry("2025-01-01", key="c.d", tier="unit"))


def test_a_judgement_follows_the_book_it_is_given() -> None:
    from zhibu.kernel.norms import book

    pack = entry("2025-01-01", key="publicity.period", tier="unit", values="working_days = 7")
    facts = {"from": "2026-03-02", "until": "2026-03-09"}  # six working days
    assert judge("publicity.period", "2026-03-10", facts).level == "kept"
    ours = judge("publicity.period", "2026-03-10", facts, by=book().with_pack(pack))
    assert (ours.level, ours.as_json()["version"]) == ("broken", "2025-01-01")
