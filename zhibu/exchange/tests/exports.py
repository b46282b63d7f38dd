"""Exports of the national system for tests: from our own side, so that only what is planted differs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from zhibu.exchange.selectors.our_side import our_side
from zhibu.exchange.spelling import copied
from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org
from zhibu.site.testing.world import id_number

# as that system heads its columns, in its order
HEADINGS = {
    "name": "姓名",
    "id_number": "公民身份证号码",
    "sex": "性别",
    "ethnicity": "民族",
    "born_on": "出生日期",
    "education": "学历",
    "category": "人员类别",
    "branch": "所在党支部",
    "joined_on": "加入党组织日期",
    "converted_on": "转为正式党员日期",
    "occupation": "工作岗位",
    "mobile": "手机号码",
    "landline": "固定电话",
    "home_address": "家庭住址",
    "standing": "党籍状态",
    "lost": "是否为失联党员",
    "lost_on": "失去联系日期",
    "mobile_member": "是否为流动党员",
    "direction": "外出流向",
}


def truth(scope: Scope, where: Org) -> list[dict[str, str]]:
    """What the national system says if it says what we say: by field, in words."""
    return [_row(each.held) for each in sorted(our_side(scope, where), key=lambda o: o.held["name"])]


def _row(held: Mapping[str, str]) -> dict[str, str]:
    row = {name: copied(name, held[name]) for name in HEADINGS if name in held}
    away = held["whereabouts"]
    row |= {"lost": "是" if away == "lost" else "否", "mobile_member": "是" if away == "mobile" else "否"}
    row["lost_on"] = held["whereabouts_since"] if away == "lost" else ""
    return row


def stranger(number: int, branch: str = "柳河村党支部", **more: Any) -> dict[str, str]:
    """Somebody of whom we have no card."""
    born = date(1955 + number % 40, 1 + number % 12, 1 + number % 28)
    row = dict.fromkeys(HEADINGS, "")
    row |= {
        "name": f"陌{'一二三四五六七八九十'[number % 10]}",
        "id_number": id_number(born, 300 + number, female=False),
        "sex": "男",
        "ethnicity": "汉族",
        "born_on": born.isoformat(),
        "education": "大学专科",
        "category": "正式党员",
        "branch": branch,
        "joined_on": "1985-07-01",
        "converted_on": "1986-07-01",
        "occupation": "农牧渔民",
        "standing": "正常",
        "lost": "否",
        "mobile_member": "否",
    }
    return row | more


def as_csv(
    rows: Iterable[Mapping[str, str]],
    fields: Sequence[str] = tuple(HEADINGS),
    *,
    headings: Mapping[str, str] = HEADINGS,
) -> bytes:
    body = io.StringIO()
    lines = csv.writer(body)
    lines.writerow(["全国党员管理信息系统 党员信息"])
    lines.writerow([headings[name] for name in fields])
    lines.writerows([row.get(name, "") for name in fields] for row in rows)
    return body.getvalue().encode("gb18030")
