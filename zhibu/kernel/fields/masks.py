"""What is shown of a value that stays sealed: enough to tell two apart, too little to rebuild one."""

from __future__ import annotations

import re

_COUNTY = re.compile(
    r"(?:[^省]{2,7}?(?:省|自治区))?"
    r"(?:[^市盟]{1,10}?(?:市|自治州|地区|盟))?"
    r"(?:[^区县旗市路街巷村镇乡]{1,8}?(?:区|县|旗|市))?"  # a 小区 after a street is no district
)


def id_number(value: str) -> str:
    """First three and last two: 110*************2X.

    The usual "first six, last four" hides only the birth date, which stands on the same card: together
    they are the whole number.
    """
    if len(value) < 9:
        return whole(value)
    return f"{value[:3]}{'*' * (len(value) - 5)}{value[-2:]}"


def phone(value: str) -> str:
    """138****1234 for a mobile number; of any other number the last two."""
    if len(value) == 11 and value.startswith("1"):
        return f"{value[:3]}****{value[-4:]}"
    return f"{'*' * max(len(value) - 2, 4)}{value[-2:]}" if len(value) > 4 else whole(value)


def address(value: str) -> str:
    """Up to the county or district, as far as it is named: 浙江省杭州市西湖区****."""
    found = _COUNTY.match(value)
    shown = found.group() if found else ""
    return f"{shown}****" if len(shown) < len(value) else whole(value)


def name(value: str) -> str:
    """The surname only: 张**. Compound surnames are cut too, which tells less rather than more."""
    return value[0] + "*" * max(len(value) - 1, 1) if value else ""


def whole(value: str) -> str:
    """Nothing at all, and not the length either."""
    return "****" if value else ""
