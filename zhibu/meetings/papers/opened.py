"""The records opened to an examiner as he looks through them: by branch and year, sought, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Meeting
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

PAGE = 50


class SeekForm(forms.Form):
    """Which of them: one branch, one kind, words of the topic. All may be left open."""

    branch = forms.ChoiceField(label=_("支部"), required=False)
    kind = forms.ChoiceField(
        label=_("会议类型"), required=False, choices=[("", _("各种会议")), *Meeting.Kind.choices]
    )
    q = forms.CharField(label=_("议题里的字"), required=False, max_length=60)

    def __init__(self, *args: Any, branches: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = [("", _("各个支部")), *branches.items()]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one branch, its party groups included, held in one year."""

    branch: str
    year: int
    meetings: tuple[Meeting, ...]


def shelves(scope: Scope, found: Sequence[Meeting], given: QueryDict) -> dict[str, Any]:
    """One page of what fits, under the headings of branch and year; the ways to the pages beside it."""
    names = _names(scope, found)
    form = SeekForm(given, branches=names)
    sought = form.cleaned_data if form.is_valid() else {}
    fitting = [
        m
        for m in found
        if sought.get("branch", "") in {"", _home(m)}
        and sought.get("kind", "") in {"", m.kind}
        and sought.get("q", "").lower() in m.topic.lower()
    ]
    fitting.sort(key=lambda m: (_home(m), m.held_on, m.pk))
    pages = max(1, -(-len(fitting) // PAGE))
    number = min(max(_number(given.get("page", "")), 1), pages)
    shown = fitting[(number - 1) * PAGE : number * PAGE]
    return {
        "form": form,
        "all": len(found),
        "count": len(fitting),
        "shelves": [
            Shelf(names[home], year, tuple(rows))
            for (home, year), rows in groupby(shown, lambda m: (_home(m), m.held_on.year))
        ],
        "number": number,
        "pages": pages,
        "previous_url": _page(given, number - 1) if number > 1 else "",
        "next_url": _page(given, number + 1) if number < pages else "",
    }


def _home(meeting: Meeting) -> str:
    """The path of the branch, also where one of its party groups met."""
    path = meeting.branch.path
    return path[:-3] if meeting.branch.kind == Org.Kind.GROUP else path


def _names(scope: Scope, found: Sequence[Meeting]) -> dict[str, str]:
    """The branches of these records by path, in the order of the tree."""
    known = {org.path: org.name for org in orgs.under(scope, orgs.own_org(scope))}
    said = {_home(m): m.branch.name for m in found}
    return {path: known.get(path, said[path]) for path in sorted(said)}


def _page(given: QueryDict, number: int) -> str:
    copy = given.copy()
    copy["page"] = str(number)
    return f"?{copy.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
