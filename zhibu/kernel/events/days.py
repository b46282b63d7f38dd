"""The clock as second trigger: silence announces nothing, so each day is announced once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from zhibu.kernel import clock
from zhibu.kernel.models import Day

from .fact import DayTurned
from .outbox import publish

CATCH_UP = 400  # a machine that was off longer than that starts anew from today


def turn() -> int:
    """Announce every day that has begun since the last one announced. Returns how many."""
    today = clock.today()
    last = Day.objects.order_by("-day").values_list("day", flat=True).first()
    start = today if last is None or (today - last).days > CATCH_UP else last + timedelta(days=1)
    turned = 0
    while start <= today:
        turned += _announce(start.isoformat())
        start += timedelta(days=1)
    return turned


@transaction.atomic
def _announce(day: str) -> int:
    _, first = Day.objects.get_or_create(day=day)  # two clocks: the unique day decides
    if first:
        publish(DayTurned(day=day))
    return int(first)
