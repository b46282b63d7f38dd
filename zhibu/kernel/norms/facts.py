"""The kinds of facts a judgement may ask for: how each is read, and its JSON Schema.

A fact comes from JSON or from our own code: money as a string of digits or a Decimal, days as ISO text
or a date. Whatever is wrong is said in one line that names the fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# Longer figures are no money of a branch, and exact arithmetic needs a bound.
_MONEY = re.compile(r"[0-9]{1,18}(\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_MOST = 10**15


class BadInput(ValueError):
    """A question that cannot be judged. `fact` is the name of what is wrong; the text is one line."""

    def __init__(self, fact: str, reason: str) -> None:
        super().__init__(" ".join(f"{fact}：{reason}".split()))
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: how it is read, its JSON Schema, whether it may be absent and what then stands for it."""

    read: Callable[[Any, str], Any]
    schema: Mapping[str, Any]
    needed: bool = True
    default: Any = None

    def parse(self, value: object, name: str) -> Any:
        """The value as the judgement wants it. None and blank text count as absent."""
        if value is None or (isinstance(value, str) and not value.strip()):
            if self.needed:
                raise BadInput(name, "缺少这一项")
            return self.default
        return self.read(value, name)

    def json_schema(self) -> dict[str, Any]:
        return dict(self.schema) if self.needed else {"anyOf": [dict(self.schema), {"type": "null"}]}


def optional(fact: Fact, default: Any = None) -> Fact:
    """The same fact, which may be absent or null."""
    return replace(fact, needed=False, default=default)


def need(value: Any, name: str, why: str) -> Any:
    """An optional fact that this row requires after all."""
    if value is None:
        raise BadInput(name, f"{why}，必须给出")
    return value


def shown(value: object) -> str:
    """A wrong value, short enough for one line."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"


# ---- plain facts


def _read_money(value: Any, name: str) -> Decimal:
    text = format(value, "f") if isinstance(value, Decimal) and value.is_finite() else value
    if not isinstance(text, str) or not _MONEY.fullmatch(text):
        raise BadInput(name, f'金额写成数字字符串，最多两位小数，不带符号，如 "3000.00"；收到 {shown(value)}')
    return Decimal(text)


def _read_decimal(value: Any, name: str) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise BadInput(name, f'写成不带符号的小数字符串，如 "12.5"；收到 {shown(value)}')
    return Decimal(value)


def _read_rate(value: Any, name: str) -> Decimal:
    rate = _read_decimal(format(value, "f") if isinstance(value, Decimal) else value, name)
    if rate > 1:
        raise BadInput(name, f'比例在 0 与 1 之间，如 "0.05"；收到 {shown(value)}')
    return rate


def _read_quantity(value: Any, name: str) -> Decimal:
    if isinstance(value, str):
        return _read_decimal(value, name)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise BadInput(name, f"应为不小于零的数；收到 {shown(value)}")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    # The exponent is bounded too: 1e999999 would be written out digit by digit.
    if not number.is_finite() or number < 0 or number >= _MOST or (number and number.adjusted() < -18):
        raise BadInput(name, f"应为不小于零的数；收到 {shown(value)}")
    return number.copy_abs()  # -0.0 is zero


def _read_count(value: Any, name: str) -> int:
    if type(value) is not int or value < 0:  # True is an int, and no count
        raise BadInput(name, f"应为不小于零的整数；收到 {shown(value)}")
    if value >= _MOST:
        raise BadInput(name, "这个数太大了")
    return value


def _read_year(value: Any, name: str) -> int:
    if type(value) is not int or not 1 <= value <= 9998:
        raise BadInput(name, f"应为年份整数，如 2026；收到 {shown(value)}")
    return value


def _read_day(value: Any, name: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadInput(name, f"没有这一天：{value}") from None
    raise BadInput(name, f"日期写成 2026-03-01 的样子；收到 {shown(value)}")


def _read_month(value: Any, name: str) -> date:
    if isinstance(value, str) and _MONTH.fullmatch(value):
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            raise BadInput(name, f"没有这个月：{value}") from None
    raise BadInput(name, f"月份写成 2026-05 的样子；收到 {shown(value)}")


def _read_flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput(name, f"应为 true 或 false；收到 {shown(value)}")
    return value


def _read_text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise BadInput(name, f"应为文字；收到 {shown(value)}")
    return value.strip()


def _read_code(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise BadInput(name, "应为文字")  # a number of a person is not repeated in a message
    return value


money = Fact(_read_money, {"type": "string", "pattern": f"^{_MONEY.pattern}$"})
rate = Fact(_read_rate, {"type": "string", "pattern": r"^(0(\.[0-9]+)?|1(\.0+)?)$"})
decimal = Fact(_read_decimal, {"type": "string", "pattern": f"^{_DECIMAL.pattern}$"})
quantity = Fact(
    _read_quantity,
    {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": f"^{_DECIMAL.pattern}$"}]},
)
count = Fact(_read_count, {"type": "integer", "minimum": 0})
year = Fact(_read_year, {"type": "integer", "minimum": 1, "maximum": 9998})
day = Fact(_read_day, {"type": "string", "format": "date"})
month = Fact(_read_month, {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})  # its first day
flag = Fact(_read_flag, {"type": "boolean"})
text = Fact(_read_text, {"type": "string", "pattern": "\\S"})
code = Fact(_read_code, {"type": "string", "pattern": "\\S"})  # kept to the letter, spaces too


def choice(*options: str) -> Fact:
    """One of the named codes, lower case."""

    def read(value: Any, name: str) -> str:
        if not isinstance(value, str) or value not in options:
            raise BadInput(name, f"应为 {' '.join(options)} 之一；收到 {shown(value)}")
        return value

    return Fact(read, {"enum": list(options)})


def whole(least: int, most: int) -> Fact:
    """An integer from `least` to `most`, both included."""

    def read(value: Any, name: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise BadInput(name, f"应为 {least} 到 {most} 的整数；收到 {shown(value)}")
        return value

    return Fact(read, {"type": "integer", "minimum": least, "maximum": most})


positive = whole(1, _MOST - 1)  # what is divided by: 应到会 and 应选 are never zero


# ---- facts made of facts


def listing(of: Fact) -> Fact:
    """A list, read into a list."""

    def read(value: Any, name: str) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise BadInput(name, f"应为列表；收到 {shown(value)}")
        return [of.parse(each, f"{name}[{place}]") for place, each in enumerate(value)]

    return Fact(read, {"type": "array", "items": of.json_schema()})


def record(**fields: Fact) -> Fact:
    """An object with named facts, read into a dict; what else it holds is ignored."""

    def read(value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise BadInput(name, f"应为对象；收到 {shown(value)}")
        return {field: fact.parse(value.get(field), f"{name}.{field}") for field, fact in fields.items()}

    return Fact(read, schema_of(fields))


def tally(of: Fact) -> Fact:
    """An object from names to facts of one kind, in the order given."""

    def read(value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise BadInput(name, f"应为对象；收到 {shown(value)}")
        if any(not isinstance(who, str) or not who.strip() for who in value):
            raise BadInput(name, "有一项没有姓名")
        return {who: of.parse(each, f"{name}[{who}]") for who, each in value.items()}

    return Fact(read, {"type": "object", "additionalProperties": of.json_schema()})


def schema_of(fields: Mapping[str, Fact]) -> dict[str, Any]:
    """JSON Schema of an object with these facts. A trailing underscore (`from_`) is only Python's."""
    return {
        "type": "object",
        "properties": {name.rstrip("_"): fact.json_schema() for name, fact in fields.items()},
        "required": [name.rstrip("_") for name, fact in fields.items() if fact.needed],
    }
