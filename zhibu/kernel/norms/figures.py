"""How figures leave a verdict: money with two places, decimals without trailing zeros, days and shares."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def money(amount: Decimal) -> str:
    """Two places, rounded half up. Round only here, once, at the end."""
    return str(amount.quantize(_CENT, ROUND_HALF_UP))


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: int, whole: int) -> str:
    """`part` of `whole` in hundredths, one decimal place, rounded half up (away from zero)."""
    tenths, rest = divmod(abs(part) * 1000, whole)
    tenths += 2 * rest >= whole
    return f"{'-' if part < 0 and tenths else ''}{tenths // 10}.{tenths % 10}"


def month(day: date) -> str:
    return day.isoformat()[:7]


def chinese_day(day: date) -> str:
    """2026年3月1日, for sentences."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(day: date) -> str:
    return f"{day.year}年{day.month}月"
