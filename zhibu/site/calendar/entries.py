"""The entries of the calendar as data: read once, checked when they are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from zhibu.kernel.norms import book
from zhibu.meetings.periods import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is asked in some months of those who work at a level: branch, group or above."""

    key: str
    title: str
    months: tuple[int, ...]
    offices: tuple[str, ...]
    kind: str = ""  # the meeting that is its doing
    plan: str = ""  # the meeting at which it is done, among other things
    year: str = ""  # of a yearly meeting: this, or last
    page: str = ""
    paper: str = ""  # where the house has no page for it: how it is done on paper
    norm: str = ""
    source: dict[str, str] | None = None

    def season_ends(self, day: date) -> date:
        """The last day of the months in a row of which that day's is one: an entry has one date, not many."""
        month = named(f"{day:%Y-%m}")
        for _each in range(11 if len(self.months) < 12 else 0):
            after = named(f"{month.last + timedelta(days=1):%Y-%m}")
            if after.first.month not in self.months:
                break
            month = after
        return month.last

    def basis(self, day: date) -> dict[str, Any]:
        """Whose rule it is: of the norm in force that day, or the entry's own."""
        return {"source": book().get(self.norm, day).source if self.norm else self.source}


@cache
def entries() -> tuple[Entry, ...]:
    """All of them, in the order of the file."""
    rows = tomllib.loads(Path(__file__).with_name("entries.toml").read_text("utf-8"))["entry"]
    return tuple(
        Entry(**row | {"months": tuple(row["months"]), "offices": tuple(row["offices"])}) for row in rows
    )


TITLES = (  # so that the catalogue of texts knows them; a test compares with the file
    gettext_noop("主题党日"),
    gettext_noop("支部委员会"),
    gettext_noop("党小组会"),
    gettext_noop("支部党员大会"),
    gettext_noop("党课"),
    gettext_noop("谈心谈话，开组织生活会以前谈一遍"),
    gettext_noop("组织生活会"),
    gettext_noop("民主评议党员"),
    gettext_noop("核对、报送上季度三会一课情况表"),
    gettext_noop("看看全年学时还要安排多少"),
    gettext_noop("向党员公布全年党费收缴情况"),
    gettext_noop("年底核对党员名册和信息卡"),
    gettext_noop("书记抓党建工作述职"),
    gettext_noop("看下级支部上季度的情况表报齐没有"),
    gettext_noop("帮支部安排年度组织生活会和民主评议"),
    gettext_noop("检查一次党费收缴、使用和管理"),
)
PAPERS = (
    gettext_noop("在纸上办：记在谈心谈话记录本上，写谁和谁、哪天谈的；谈了什么不录入系统。"),
    gettext_noop("在纸上办：写述职报告，到党委安排的述职会上讲，评议意见和整改清单一起存档。"),
    gettext_noop("在纸上办：拿党费账册、收据和银行对账单逐笔核对，写检查记录。"),
)
