"""The rules of a day: by what they are about, by words, one with its numbers and its earlier versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zhibu.kernel.norms import Norm, book

from .words import NUMBERS


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of a rule, in words."""

    label: str
    value: str


def in_force(today: date) -> Iterator[Norm]:
    """Every rule that stands that day, in the order of the book."""
    for key in book():
        yield from [norm for norm in book().versions(key) if norm.in_force(today)][:1]


def versions(key: str) -> list[Norm]:
    """All versions of a rule, newest first; empty where there is no such rule."""
    if key not in set(book()):
        return []
    return sorted(book().versions(key), key=lambda norm: norm.since, reverse=True)


def find(words: str, today: date) -> list[Norm]:
    """The rules that have all the words: in the title, the document, its number or the article."""
    wanted = words.lower().split()
    found = []
    for norm in in_force(today):
        text = f"{norm.title} {norm.source.document} {norm.source.number} {norm.source.article}"
        text += " ".join(norm.rules)
        if all(word in text.lower() for word in wanted):
            found.append((wanted[0] not in norm.title.lower(), norm))
    return [norm for _later, norm in sorted(found, key=lambda pair: pair[0])]


def numbers(norm: Norm) -> list[Number]:
    """The figures the rule counts with, those that have words."""
    plain = {name: value for name, value in norm.values.items() if is_number(value)}
    return [Number(str(NUMBERS[name]), _said(value)) for name, value in plain.items() if name in NUMBERS]


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _said(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def shelves(today: date) -> list[tuple[str, list[Norm]]]:
    """The rules in force, by what they are about; what has no shelf of its own comes last."""
    titles = {
        "life": _("组织生活"),
        "quorum": _("法定人数"),
        "resolution": _("表决"),
        "appraisal": _("民主评议"),
        "admission": _("发展党员"),
        "probation": _("预备期和转正"),
        "relation": _("组织关系"),
        "dues": _("党费"),
        "education": _("学习教育"),
        "election": _("换届选举"),
        "organisation": _("组织设置"),
        "publication": _("公示和公开"),
        "publicity": _("公示和公开"),
        "assessment": _("述职评议考核"),
        "card": _("信息卡"),
        "identity": _("信息卡"),
        "reminder": _("提醒"),
        "redline": _("红线"),
    }
    found: dict[str, list[Norm]] = {title: [] for title in titles.values()}
    for norm in in_force(today):
        found.setdefault(titles.get(norm.key.partition(".")[0], _("其他")), []).append(norm)
    return [(title, norms) for title, norms in found.items() if norms]
