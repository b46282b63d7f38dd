"""How a member's card is judged: the number is right and says what the card says. No sentence repeats it."""

from __future__ import annotations

import re
from datetime import date

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import chinese_day


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
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]", number):
        return Verdict(Level.BROKEN, "身份证号码前17位应为数字，末位为数字或X")
    born = _birthday(number[6:14])
    if born is None:
        return Verdict(Level.BROKEN, "身份证号码里的出生日期不存在")
    weighted = sum(int(digit) * weight for digit, weight in zip(number, norm.values["weights"], strict=False))
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
