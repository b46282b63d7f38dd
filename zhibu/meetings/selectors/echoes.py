"""会后一问: the question of a meeting as one may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Attendance, Echo, EchoMark, Meeting

from .roll import CAME


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, how many have answered, what one may still do; the result once it may be told."""

    echo: Echo
    answered: int
    was_there: bool
    has_answered: bool
    result: tuple[tuple[str, int], ...]  # answer, how many; empty while nothing is told

    @property
    def closed(self) -> bool:
        return self.echo.closed_at is not None

    @property
    def waits(self) -> bool:
        """For this person's own answer."""
        return self.was_there and not self.has_answered and not self.closed


def asked(scope: Scope, of: Meeting) -> Asked | None:
    """The question after a meeting, where there is one and this grant sees it."""
    echo = Echo.objects.within(scope).select_related("branch").filter(meeting=of).first()
    if echo is None:
        return None
    own = {"person_id": scope.actor} if scope.actor else {"pk": None}
    there = not of.withdrawn and Attendance.objects.filter(meeting=of, mark__in=CAME, **own).exists()
    return Asked(
        echo=echo,
        answered=_count(echo),
        was_there=there,
        has_answered=there and EchoMark.objects.filter(echo=echo, **own).exists(),
        result=_told(echo) if echo.closed_at else (),
    )


def own_echoes(scope: Scope) -> list[Echo]:
    """Questions after meetings at which one was, which one has not answered yet."""
    if not scope.actor:
        return []
    rows = Echo.objects.filter(closed_at=None, meeting__withdrawn_at=None)
    there = Attendance.objects.filter(person_id=scope.actor, mark__in=CAME).values("meeting")
    done = EchoMark.objects.filter(person_id=scope.actor).values("echo")
    rows = rows.filter(meeting__in=there).exclude(pk__in=done)
    return list(rows.select_related("meeting").order_by("-pk")[:3])


def _count(echo: Echo) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.echo_count(%s)", [echo.pk])
        return int(cursor.fetchone()[0])


def _told(echo: Echo) -> tuple[tuple[str, int], ...]:
    """What the wall lets through: nothing before it is closed, nothing under five answers."""
    counts = dict(echo.tallies.values_list("choice", "count"))
    return tuple((text, counts[n]) for n, text in enumerate(echo.choices)) if counts else ()
