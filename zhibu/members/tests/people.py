"""New members for tests, with numbers that are formally right and belong to nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhibu.members.services import NewMember
from zhibu.site.testing.world import id_number

BORN = date(1980, 1, 2)
NAMES = ("阿卜杜拉·买买提", "𬭎㛃䶮", "欧阳娜娜", "单弋")


def fields(number: int = 400, **more: Any) -> dict[str, Any]:
    """Everything a form or the API wants of a new member; `number` makes the identity number another."""
    born = more.get("born_on", BORN)
    values: dict[str, Any] = {
        "name": "李新来",
        "sex": "male",
        "ethnicity": "05",
        "born_on": born,
        "joined_on": date(2010, 7, 1),
        "converted_on": date(2011, 7, 1),
        "category": "formal",
        "id_number": id_number(born, number, female=False),
        "education": "20",
        "occupation": "farmer",
        "mobile": "13900001234",
        "home_address": "演示县东镇柳河村八号",
    }
    return values | more


def newcomer(number: int = 400, **more: Any) -> NewMember:
    return NewMember(**fields(number, **more))
