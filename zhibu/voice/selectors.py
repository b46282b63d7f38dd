"""Reading suggestions: by those who answer them, and by who holds a number and its word."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhibu.guard.offices import SYSTEM_ADMIN
from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.cursor import cursor_page
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.orgs.offices import COMMITTEE_DESK

from .models import Step, Suggestion, SuggestionQuerySet
from .secrets import daily, digest, tidy_number

FEW = 60  # so many branches are offered as a list; of more, one types the name
WRONG_A_DAY = 20  # wrong words by one sender, and for one number
DONE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Said:
    """One step as the writer sees it: which office acted, never who."""

    what: str
    label: str
    at: datetime
    words: str
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Told:
    """A suggestion as its writer sees it."""

    number: str
    about: str
    text: str
    at: datetime
    closed: bool
    steps: tuple[Said, ...]


def places(words: str = "", *, most: int = FEW) -> list[tuple[int, str]]:
    """(number, name) of standing branches whose name has these words, in the order of the tree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM zhibu.voice_places(%s, %s)", [words, most])
        return [(int(pk), str(name)) for pk, name in cursor.fetchall()]


def told(scope: Scope, *, number: str, word: str, address: str) -> Told | None:
    """What was done about a suggestion; None if number and word do not belong together.

    Raises ValidationError after too many wrong words from this address or for this number today.
    """
    today = clock.today()
    asked = (tidy_number(number), digest(word), daily("find", address, today), today, WRONG_A_DAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.voice_find(%s, %s, %s, %s, %s)", asked)
        found = cursor.fetchone()[0]
    found = json.loads(found) if isinstance(found, str) else found
    if found == "enough":
        raise ValidationError({"word": _("今天输错的次数太多，请明天再查。")})
    return _told(found) if found else None


def _told(found: dict[str, Any]) -> Told:
    return Told(
        number=found["number"],
        about=found["about"],
        text=found["text"],
        at=datetime.fromisoformat(found["at"]),
        closed=found["closed"],
        steps=tuple(
            Said(
                step["what"],
                str(Step.What(step["what"]).label),
                datetime.fromisoformat(step["at"]),
                step["words"],
                step["by"],
                step["to"],
            )
            for step in found["steps"]
        ),
    )


def inside(scope: Scope) -> SuggestionQuerySet:
    """What this grant may read: its range as written to or handed to; for administrators, the platform's."""
    if scope.office == SYSTEM_ADMIN:
        return Suggestion.objects.filter(Q(org=None) | Q(desk=None))
    ours = Org.objects.within(scope).values("pk")
    return Suggestion.objects.filter(Q(org__in=ours) | Q(desk__in=ours))


def open_page(scope: Scope, cursor: str = "", limit: int = 50) -> tuple[list[Suggestion], str | None]:
    """What is not closed yet, the oldest first, and the cursor of the next page. Raises ValidationError."""
    rows = inside(scope).open().with_steps()
    return cursor_page(rows, by=("at", "pk"), cursor=cursor, limit=limit, largest=limit)


def sees(scope: Scope, pk: UUID) -> bool:
    return inside(scope).filter(pk=pk).exists()


def done(scope: Scope, limit: int = DONE_SHOWN) -> list[Suggestion]:
    """What was closed last, newest first."""
    return list(inside(scope).closed().with_steps().order_by("-closed_at")[:limit])


def counts(scope: Scope) -> tuple[int, int]:
    """How many are open, how many closed."""
    return inside(scope).open().count(), inside(scope).closed().count()


def waiting(scope: Scope) -> int:
    """How many wait for an answer by this very office. For the home page."""
    mine = inside(scope).open().exclude(steps__what=Step.What.ANSWERED)
    return mine.filter(desk=None if scope.office == SYSTEM_ADMIN else scope.org).count()


def suggestion(scope: Scope, pk: UUID) -> Suggestion:
    """One of them. Raises Http404."""
    return get_object_or_404(inside(scope).with_steps(), pk=pk)


def answers(scope: Scope, one: Suggestion) -> bool:
    """Whether it lies on the desk of this very office: who is above reads, and answers what is handed up."""
    if not scope.may("voice.answer"):
        return False
    if one.desk_id is None:
        return scope.office == SYSTEM_ADMIN
    return scope.office != SYSTEM_ADMIN and one.desk_id == scope.org


def may_hand(scope: Scope, one: Suggestion) -> bool:
    """Whoever has it on the desk hands it on; a committee also moves what lies below it."""
    return scope.may("voice.answer") and (answers(scope, one) or scope.office in COMMITTEE_DESK)


def desks(scope: Scope, one: Suggestion) -> list[tuple[str, str]]:
    """(value, name) of the desks it can be handed to: above, below, and the platform's own."""
    own = orgs.own_org(scope)
    found = [*reversed(orgs.trail(scope, own))][:1]
    if own.above_branch:
        found += [org for org in orgs.under(scope, own) if org.kind != Org.Kind.GROUP]
    names = [(str(org.pk), org.name) for org in found if org.pk != one.desk_id]
    return names + ([("0", _("平台管理员"))] if one.desk_id is not None else [])
