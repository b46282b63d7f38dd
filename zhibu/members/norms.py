"""How a member's card is judged. No sentence repeats a number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from operator import mul
from typing import Any

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_days, add_months, add_years, is_near
from zhibu.kernel.norms.figures import chinese_day

_DIGITS = re.compile(r"[0-9]{17}[0-9Xx]")


@judges(
    "identity.number",
    number=facts.code,
    born_on=facts.optional(facts.day),
    sex=facts.optional(facts.choice("male", "female")),
)
def identity_number(norm: Norm, *, number: str, born_on: date | None, sex: str | None) -> Verdict:
    length = norm.values["length"]
    if len(number) != length:
        return Verdict(Level.BROKEN, f"身份证号码应为{length}位，现有{len(number)}位")
    if not _DIGITS.fullmatch(number):
        return Verdict(Level.BROKEN, "身份证号码前17位应为数字，末位为数字或X")
    born = _birthday(number[6:14])
    if born is None:
        return Verdict(Level.BROKEN, "身份证号码里的出生日期不存在")
    weighted = sum(map(mul, map(int, number[:17]), norm.values["weights"]))
    if norm.values["check_digits"][weighted % 11] != number[-1].upper():
        return Verdict(Level.BROKEN, f"身份证号码第{length}位校验码不对")
    found = []
    if born_on is not None and born != born_on:
        found.append((Level.UNDECIDED, f"号码里的出生日期与登记的{chinese_day(born_on)}不一致"))
    if sex is not None and sex != ("male" if int(number[16]) % 2 else "female"):
        found.append((Level.UNDECIDED, "号码里的性别与登记的不一致"))
    return Verdict.worst(found, otherwise="身份证号码校验无误")


def _birthday(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


FIELDS = {
    "id_number": "公民身份号码",
    "ethnicity": "民族",
    "education": "学历",
    "occupation": "工作岗位",
    "category": "人员类别",
    "standing": "党籍状态",
    "mobile": "手机号码",
    "home_address": "家庭住址",
}


@judges("card.complete", missing=facts.listing(facts.choice(*FIELDS)))
def card_complete(norm: Norm, *, missing: list[str]) -> Verdict:
    """`missing`: the fields of the card that say nothing."""
    found = []
    needed = [FIELDS[name] for name in norm.values["needed"] if name in missing]
    wanted = [FIELDS[name] for name in norm.values["wanted"] if name in missing]
    if needed:
        found.append((Level.BROKEN, f"缺少{'、'.join(needed)}"))
    if wanted:
        found.append((Level.WARNED, f"没有登记{'、'.join(wanted)}"))
    return Verdict.worst(found, otherwise="内容齐全")


@judges(
    "card.dates",
    born_on=facts.day,
    joined_on=facts.day,
    converted_on=facts.optional(facts.day),
    formal=facts.flag,
    from_on=facts.optional(facts.day),
    as_of=facts.day,
)
def card_dates(
    norm: Norm,
    *,
    born_on: date,
    joined_on: date,
    converted_on: date | None,
    formal: bool,
    from_on: date | None,
    as_of: date,
) -> Verdict:
    values, found = norm.values, []
    if max(born_on, joined_on, converted_on or joined_on, from_on or joined_on) > as_of:
        found.append((Level.BROKEN, "有的日期晚于今天"))
    if joined_on < add_years(born_on, values["age"]):
        found.append((Level.BROKEN, f"加入党组织时不满{values['age']}周岁"))
    if from_on is not None and from_on < joined_on:
        found.append((Level.BROKEN, "进入支部早于加入党组织"))
    if formal and converted_on is None:
        found.append((Level.BROKEN, "正式党员没有转正日期"))
    if not formal and converted_on is not None:
        found.append((Level.BROKEN, "预备党员有转正日期"))
    if converted_on is not None:
        found += _probation(values, joined_on, converted_on)
    return Verdict.worst(found, otherwise="日期先后相符")


def _probation(values: Mapping[str, Any], joined_on: date, converted_on: date) -> list[tuple[Level, str]]:
    if converted_on < joined_on:
        return [(Level.BROKEN, "转正早于加入党组织")]
    if joined_on < values["since"]:  # earlier rules had other periods, or none
        return []
    if converted_on < add_months(joined_on, values["months"]):
        return [(Level.UNDECIDED, f"预备期不足{values['months']}个月就转正，请核对")]
    if converted_on > add_months(joined_on, values["most_months"]):
        return [(Level.UNDECIDED, f"入党超过{values['most_months']}个月才转正，请核对")]
    return []


@judges(
    "card.identity",
    held=facts.flag,
    number=facts.optional(facts.choice("kept", "undecided", "broken")),
    explained=facts.optional(facts.flag, default=False),
)
def card_identity(norm: Norm, *, held: bool, number: str | None, explained: bool) -> Verdict:
    """`number`: how identity.number judges it against the card; `explained`: a reason is written down."""
    if not held:
        return Verdict(Level.NOT_APPLICABLE, "没有登记公民身份号码")
    if number == "broken":
        return Verdict(Level.BROKEN, "公民身份号码不对")
    if number == "undecided" and not explained:
        return Verdict(Level.UNDECIDED, "公民身份号码与登记的出生日期或性别不一致，请核对并写明以什么为准")
    return Verdict(Level.KEPT, "公民身份号码与登记一致")


@judges("card.review", entered_on=facts.day, reviewed=facts.flag, as_of=facts.day)
def card_review(norm: Norm, *, entered_on: date, reviewed: bool, as_of: date) -> Verdict:
    """`entered_on`: since when something on the card waits."""
    if reviewed:
        return Verdict(Level.KEPT, "已审核")
    deadline = add_days(entered_on, norm.values["days"])
    waited = (as_of - entered_on).days
    if as_of > deadline:
        return Verdict(Level.WARNED, f"录入已{waited}天，还没有审核")
    if is_near(deadline, as_of, norm.values["remind_before"]):
        return Verdict(Level.DUE_SOON, f"录入已{waited}天，{chinese_day(deadline)}以前审核")
    return Verdict(Level.KEPT, "录入不久，等另一位同志审核")


@judges("card.conversion", joined_on=facts.day, formal=facts.flag, as_of=facts.day)
def card_conversion(norm: Norm, *, joined_on: date, formal: bool, as_of: date) -> Verdict:
    """Nobody's standing changes by itself: what passed without a record is asked about."""
    if formal:
        return Verdict(Level.NOT_APPLICABLE, "不是预备党员")
    end = add_months(joined_on, norm.values["months"])
    if as_of >= end:
        return Verdict(
            Level.UNDECIDED, f"预备期{chinese_day(end)}已满，没有登记转正、延长或者取消，请支部核实"
        )
    if is_near(end, as_of, norm.values["remind_before"]):
        return Verdict(Level.DUE_SOON, f"预备期{chinese_day(end)}满")
    return Verdict(Level.KEPT, "预备期未满")
