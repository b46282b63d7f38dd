"""Days as people write them. A month without a day is asked for; nothing is ever put in."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from .wrong import Wrong

_EPOCH = date(1899, 12, 30)  # what Excel counts from, its 29 February 1900 included
_LOWEST_SERIAL, _HIGHEST_SERIAL = 2200, 60_000  # 1906 to 2064: above any year, below any yyyymm
_DAY = re.compile(r"([0-9]{4})[-./年、,·\\_]([0-9]{1,2})[-./月、,·\\_]([0-9]{1,2})[日号]?")
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})(?:[-./年、,·\\_]([0-9]{1,2})月?(?:份)?|([0-9]{2}))[-./]?")
_YEAR = re.compile(r"([0-9]{4})年?(?:[-./])?")
_SHORT_YEAR = re.compile(r"[0-9]{2}[-./年、][0-9]{1,2}(?:[-./月、][0-9]{0,2})?[日号]?")
_YEAR_LAST = re.compile(r"[0-9]{1,2}[-./][0-9A-Za-z]{1,9}[-./](?:[0-9]{2}|[0-9]{4})")
_CLOCK = re.compile(r"[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?(?:[AP]M|Z))?$", re.IGNORECASE)
_COUNT = "[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_CHINESE = re.compile(rf"([〇零○ＯO一二三四五六七八九]{{4}})年({_COUNT})月({_COUNT})[日号]")
_NUMERALS = re.compile(r"[〇零○一二三四五六七八九十]+")
_COUNTED = re.compile(_COUNT)
_DIGITS = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "O": "0",
    "Ｏ": "0",
}
_WRITE = "1998-07-16"


def day(cell: str | float | int | date | datetime) -> date:
    """The day in a cell. Raises Wrong where it is none, or not the whole of one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return _sane(cell.year, cell.month, cell.day)
    if isinstance(cell, str):
        return _written(cell)
    return _number(cell)


def plain_day(text: str) -> date | None:
    """1998-07-01, as most are written; None for everything else, which `day` understands."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2099 else None


def _number(value: float) -> date:
    if value == int(value):
        whole = int(value)
        if 10_000_000 <= whole <= 99_999_999:
            return _sane(whole // 10000, whole // 100 % 100, whole % 100)
        if 190_000 <= whole <= 210_099:
            raise _no_day(str(whole), whole // 100, whole % 100)
        if 1900 <= whole < _LOWEST_SERIAL:
            raise _only_year(str(whole))
    elif 1900 < value < 2100:  # 1998.7 and 1998.10 are one number to Excel
        text = f"{value:.15g}"
        month = text.partition(".")[2]
        raise _no_day(text, int(value), int(month), *([10] if month == "1" else []))
    if _LOWEST_SERIAL <= value < _HIGHEST_SERIAL:
        return _EPOCH + timedelta(days=int(value))
    raise _no_date()


def _written(text: str) -> date:
    if found := _DAY.fullmatch(text) or _SOLID.fullmatch(text):  # most are plain
        return _sane(*map(int, found.groups()))
    text = unicodedata.normalize("NFKC", text).strip().strip("'‘’`")
    text = _CLOCK.sub("", text)
    text = re.sub(r"\s+", "", text).replace("。", ".").replace("．", ".").replace("—", "-").replace("－", "-")
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    if found := _DAY.fullmatch(text) or _SOLID.fullmatch(text):
        return _sane(*map(int, found.groups()))
    if re.fullmatch(r"[1-5][0-9]{4}(?:\.[0-9]+)?", text):
        return _number(float(text))  # a day that Excel wrote into a text file as its own number
    if re.fullmatch(r"[0-9]{8}\.0+", text):
        return _number(float(text))
    if found := _CHINESE.fullmatch(text):
        year = int("".join(_DIGITS[c] for c in found[1]))
        return _sane(year, _spoken(found[2]), _spoken(found[3]))
    if (spelt := _NUMERALS.sub(_figures, text)) != text:  # 1985年五月, 2008.七, 一九八五年五月三日
        return _written(spelt)
    if (found := _MONTH.fullmatch(text)) and _is_month(found[2] or found[3]):
        raise _no_day(text, int(text[:4]), int(found[2] or found[3]))
    if _YEAR.fullmatch(text):
        raise _only_year(text)
    if re.fullmatch(r"[0-9]{6}(?:\.[0-9]{0,2})?", text):
        raise Wrong(_("年份不是四位，看不准是哪一天"), _write())
    if _SHORT_YEAR.fullmatch(text):
        raise Wrong(_("年份只有两位，看不准是哪一年"), _write())
    if _YEAR_LAST.fullmatch(text):
        raise Wrong(_("年份写在后面，分不清哪个是月、哪个是日"), _write())
    raise _no_date()


def _is_month(digits: str) -> bool:
    return 1 <= int(digits) <= 12


def _figures(numeral: re.Match[str]) -> str:
    """五 → 5, 十二 → 12, 一九八五 → 1985; what is neither a number nor a year stays as it is written."""
    said = numeral[0]
    if "十" not in said:
        return "".join(_DIGITS[c] for c in said)
    return str(_spoken(said)) if _COUNTED.fullmatch(said) else said


def _spoken(number: str) -> int:
    """十二 → 12, 二十 → 20, 三十一 → 31."""
    tens, ten, ones = number.rpartition("十")
    if ten:
        return (int(_DIGITS.get(tens, "1")) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)
    return int("".join(_DIGITS[c] for c in number))


def _sane(year: int, month: int, number: int) -> date:
    if not 1900 <= year <= 2099:
        raise Wrong(_("年份%(year)d不对") % {"year": year}, _write())
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong(
            _("没有%(year)d年%(month)d月%(day)d日这一天") % {"year": year, "month": month, "day": number},
            _("请核对后改正。"),
        ) from None


def _no_day(text: str, year: int, *months: int) -> Wrong:
    """A month is no day, and the first of it is not one either: the paper is asked, or the person."""
    return Wrong(
        _("“%(text)s”只有年月，缺少日") % {"text": text},
        _("请查入党志愿书或问本人，补上日，写成 年-月-日，例如 %(sample)s。不知道的不要写成1日。")
        % {"sample": _WRITE},
        months=frozenset((year, month) for month in months),
    )


def _only_year(text: str) -> Wrong:
    return Wrong(_("“%(text)s”只有年份，缺少月和日") % {"text": text}, _write())


def _no_date() -> Wrong:
    return Wrong(_("看不出是哪一天"), _write())


def _write() -> str:
    return _("请按年月日写全，例如 %(sample)s。") % {"sample": _WRITE}
