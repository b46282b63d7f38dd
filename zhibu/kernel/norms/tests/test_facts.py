"""Facts are read strictly, and whatever is wrong is said in one line that names the fact."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from zhibu.kernel.norms import BadInput, facts

MONEY_WRONG = [
    3000,
    3000.5,
    0,
    True,
    "1e3",
    "-1",
    "+1",
    "1.234",
    "1.",
    ".5",
    "1,000",
    " 1",
    "1 ",
    "1\n",
    "¥1",
    "１",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    ["1"],
    {"yuan": "1"},
    Decimal("NaN"),
    Decimal("-1"),
    Decimal("1.234"),
    "9" * 19,
]


@pytest.mark.parametrize("value", MONEY_WRONG, ids=repr)
def test_money_is_a_string_of_digits_with_at_most_two_decimals(value: Any) -> None:
    with pytest.raises(BadInput) as wrong:
        facts.money.parse(value, "amount")
    assert wrong.value.fact == "amount"
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0", "0"),
        ("3000", "3000"),
        ("3000.0", "3000"),
        ("3000.00", "3000"),
        ("007", "7"),
        (Decimal("1.50"), "1.5"),
    ],
)
def test_money_that_is_right(value: Any, amount: str) -> None:
    assert facts.money.parse(value, "amount") == Decimal(amount)


@pytest.mark.parametrize("value", [True, 2.0, 2.5, "2", -1, Decimal(2), float("nan"), [], 10**15], ids=repr)
def test_a_count_is_an_integer_and_no_truth(value: Any) -> None:
    with pytest.raises(BadInput):
        facts.count.parse(value, "present")


@pytest.mark.parametrize(
    "value",
    [
        True,
        -1,
        -0.5,
        "-1",
        "1e3",
        "1.",
        ".5",
        float("nan"),
        float("inf"),
        Decimal("Infinity"),
        "NaN",
        [],
        1e300,
        1e-300,
    ],
    ids=repr,
)
def test_hours_are_a_number_or_a_decimal_string(value: Any) -> None:
    with pytest.raises(BadInput):
        facts.quantity.parse(value, "hours")


@pytest.mark.parametrize(
    ("value", "number"), [(0, "0"), (-0.0, "0"), (0.1, "0.1"), (32, "32"), ("32.50", "32.5"), (1e3, "1000")]
)
def test_hours_that_are_right(value: Any, number: str) -> None:
    assert facts.quantity.parse(value, "hours") == Decimal(number)


@pytest.mark.parametrize("value", ["1.01", "-0.1", 0.5, 1, "5%", "1e-2", True], ids=repr)
def test_a_rate_is_a_decimal_string_between_nought_and_one(value: Any) -> None:
    with pytest.raises(BadInput):
        facts.rate.parse(value, "rate")


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        "20260101",
        "2026-W01-1",
        "2026-1-1",
        "2026-01-01T00:00:00",
        " 2026-01-01",
        "2026/01/01",
        "２026-01-01",
        20260101,
        datetime(2026, 1, 1),  # noqa: DTZ001
        True,
    ],
    ids=repr,
)
def test_a_day_is_an_iso_date_that_exists(value: Any) -> None:
    with pytest.raises(BadInput):
        facts.day.parse(value, "as_of")


def test_a_day_may_come_as_a_date() -> None:
    assert facts.day.parse(date(2026, 1, 1), "as_of") == facts.day.parse("2026-01-01", "as_of")


@pytest.mark.parametrize("value", ["2026-00", "2026-13", "2026-1", "2026-01-01", "0000-01", 202601], ids=repr)
def test_a_month_is_year_and_month(value: Any) -> None:
    with pytest.raises(BadInput):
        facts.month.parse(value, "month")


@pytest.mark.parametrize("value", [1, 0, "true", "false", [], 1.0], ids=repr)
def test_a_flag_is_true_or_false(value: Any) -> None:
    with pytest.raises(BadInput):
        facts.flag.parse(value, "joint")


@pytest.mark.parametrize("value", [None, "", "  ", "\t\n", "\u3000"], ids=repr)
def test_blank_counts_as_absent(value: Any) -> None:
    assert facts.optional(facts.text).parse(value, "reason") is None
    assert facts.optional(facts.count, 0).parse(value, "written_before") == 0
    with pytest.raises(BadInput, match="缺少"):
        facts.text.parse(value, "reason")


def test_what_is_wrong_inside_a_list_is_named_by_its_place() -> None:
    items = facts.listing(facts.record(kind=facts.text, amount=facts.money))
    with pytest.raises(BadInput) as wrong:
        items.parse([{"kind": "a", "amount": "1"}, {"kind": "b", "amount": 2}], "items")
    assert wrong.value.fact == "items[1].amount"


def test_a_wrong_value_never_breaks_the_line() -> None:
    with pytest.raises(BadInput) as wrong:
        facts.choice("a", "b").parse("x\n" * 1000, "kind")
    assert "\n" not in str(wrong.value)
    assert len(str(wrong.value)) < 100
