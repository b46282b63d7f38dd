"""Selectors asked, with row-level security switched off, by somebody to whom nothing of the answer belongs.

The arguments are found by name and kind, so that a new selector is asked as soon as it is written.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, get_type_hints
from unittest.mock import patch
from uuid import UUID

from django.db import models
from django.http import Http404

from zhibu.exchange.laying import Laid
from zhibu.exchange.models import Batch, Reconciliation, WeekList
from zhibu.kernel.ids import uuid7
from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Meeting
from zhibu.members.models import Grouping, Member
from zhibu.members.services.enrolling import Entry
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.selectors import Count, Twig
from zhibu.statistics.models import BranchMonth
from zhibu.statistics.selectors import Child

from .canaries import BY_BRANCHES, BY_PERSONS, ECHO, SHEET, TALK
from .sites import Site
from .world import Stage

BOUND = BY_BRANCHES | BY_PERSONS | TALK | SHEET | ECHO
DAY = date(2026, 10, 1)


TRAINED: dict[str, Any] = {  # what a township held, and who of it is meant
    "org": lambda stage: stage.world.orgs["east"],
    "pk": lambda stage: stage.extra["training:east"].pk,
    "people": lambda stage: [stage.world.people["member"].pk],
    "lines": lambda stage: [stage.world.people["member"].name],
}


class CannotAsk(Exception):
    """No argument is known for a parameter: say below what to ask with."""


def ask(site: Site, scope: Scope, stage: Stage) -> tuple[str, str]:
    """The whole answer as text, and what became of the arguments; what is absent is an answer too."""
    function = getattr(import_module(site.module), site.function)
    arguments, named = _arguments(site, function, scope, stage)
    everywhere = {
        org.pk: Count(7, 5) for org in stage.world.orgs.values()
    }  # as if nobody bounded the numbers
    try:
        with patch("zhibu.orgs.selectors.tree.counts", lambda scope: everywhere):
            answer = function(*arguments, **named)
            return flat(answer if answer is not None else _written(site)), flat(arguments)
    except (Http404, KeyError) as absent:  # a tree whose top is not in it
        return type(absent).__name__, ""


def _written(site: Site) -> Any:
    """What a service that answers nothing has left behind."""
    return list(WeekList.objects.order_by("pk").values()) if site.function == "remake_lists" else None


def _arguments(site: Site, function: Any, scope: Scope, stage: Stage) -> tuple[list[Any], dict[str, Any]]:
    found, named = [], {}
    hints = get_type_hints(function)
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is not parameter.empty:
            continue
        value = scope if hints.get(name) is Scope else _argument(site, name, hints.get(name), stage)
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[name] = value
        else:
            found.append(value)
    return found, named


def _argument(site: Site, name: str, kind: Any, stage: Stage) -> Any:
    """Something of the branch at the willows, which is not the asker's."""
    w = stage.world
    people = [person.pk for person in w.people.values()]
    if site.function == "explanation":
        return stage.extra["unheld:willow"].pk
    if site.function == "needing_help" and name == "today":
        return date(2026, 12, 31)  # the branch has had its days
    if site.module.startswith("zhibu.learning") and name in TRAINED:
        return TRAINED[name](stage)
    if site.function == "cases" and name == "key":
        return "organisation.term"
    if name == "limit":
        return 100
    if site.function == "matter":
        return stage.extra["matter:willow"].pk
    if site.function == "tallies":  # whose week is done is seen in this list alone
        WeekList.objects.filter(branch=w.orgs["willow"]).update(done_at=datetime(2026, 10, 1, tzinfo=UTC))
    if site.function == "_of_the_dissolved" and kind is date:
        return _period_of_the_dissolved(name, stage)
    if site.function in {"settle", "left_out"}:
        return _export_that_settles(name, stage)
    if site.function in {"plan", "invitation"}:
        return (stage.plans["willow"] if site.function == "plan" else stage.extra["invitation:willow"]).pk
    by_kind = {
        Org: w.orgs["willow"],
        Meeting: stage.meetings["willow"],
        Member: w.members["member"],
        Appointment: stage.posts["secretary@willow"],
        Batch: stage.batches["willow"],
    }
    if kind in by_kind:
        return by_kind[kind]
    context = site.module.split(".")[1]
    by_name = {
        ("orgs", "pk"): stage.posts["waiting@east"].pk if "offices" in site.module else w.orgs["willow"].pk,
        ("members", "pk"): stage.changes["newcomer:asked"].pk if kind is int else w.people["member"].pk,
        ("meetings", "pk"): stage.meetings["willow"].pk,
        ("voice", "pk"): stage.talks["willow"].pk,
        ("exchange", "pk"): stage.batches["willow"].pk,
        ("exchange", "branch"): w.orgs["willow"].pk if kind is int else w.orgs["willow"],
    }
    if (context, name) in by_name:
        if site.function == "appointment":
            return stage.posts["secretary@willow"].pk
        if site.function == "waiting_change":
            return stage.changes["newcomer:waits"].pk
        if site.function == "kinship":
            return stage.extra["kinship"].pk
        if site.function in {"discrepancy", "_locked"} and context == "exchange":
            return stage.differing["willow"].pk
        if site.function == "reconciliation":
            return stage.laid["willow"].pk
        return by_name[context, name]
    everything: dict[str, Any] = {
        "code": "willow",
        "words": "张" if context == "members" else "kq",
        "people": people,
        "ids": people,
        "pks": people,
        "but": set(),
        "number": 3,
        "where": [w.orgs["willow"]],
        "since": date(2026, 1, 1) if context == "meetings" else datetime(2000, 1, 1, tzinfo=UTC),
        "until": DAY,
        "branches": [w.orgs["willow"].pk if kind == Sequence[int] else w.orgs["willow"]],
        "chosen": [w.orgs["willow"]],
        "made": stage.laid["willow"],
        "wanted": "person_id = ANY (%s)",
        "any_of": people,
        "entries": [Entry(1, {}, w.orgs["willow"].pk)],
        "batch": stage.changes["newcomer:waits"].batch,
        "year": 2026,
        "day": DAY,
        "today": DAY,
        "on": DAY,
        "orgs": list(w.orgs.values()),
        "leaders": {},
        "children": [Child(w.orgs["willow"].pk, "willow", "", "branch", 1)],
        "twigs": {w.orgs["willow"].path: Twig(w.orgs["willow"])},
    }
    if name in everything:
        return everything[name]
    raise CannotAsk(f"{site}: {name}: {kind}")


def _period_of_the_dissolved(name: str, stage: Stage) -> date:
    """A group at the willows that held a meeting and was dissolved within the asked months."""
    group = stage.world.orgs["willow1"]
    Grouping.objects.filter(group=group, until=None).update(until=DAY)
    Org.objects.filter(pk=group.pk).update(dissolved_on=DAY)
    group.placements.filter(until=None).update(until=DAY)
    BranchMonth.objects.get_or_create(
        branch=group,
        month="2026-09",
        kind="group",
        defaults={"held": 1, "expected": 2, "present": 2, "hours": 1},
    )
    return date(2026, 9, 1) if name == "first" else DAY


def _export_that_settles(name: str, stage: Stage) -> Any:
    """A later export of the willows: it covers nobody yet, and nothing differs any more."""
    if name == "laid":
        return Laid(covered={stage.world.orgs["willow"].pk})
    earlier = Reconciliation.objects.get(pk=stage.laid["willow"].pk)
    earlier.pk = uuid7()
    earlier.save(force_insert=True)
    return earlier


def flat(value: Any, depth: int = 0) -> str:
    """Everything in an answer, as far as a page could show it."""
    if isinstance(value, models.Model):
        row = {f.attname: getattr(value, f.attname, None) for f in value._meta.concrete_fields}
        near = [
            flat(v, depth + 1) for k, v in value._state.fields_cache.items() if depth < 3 and v is not None
        ]
        return f"{type(value).__name__}({row}, {near})"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({[flat(getattr(value, f.name), depth + 1) for f in fields(value)]})"
    if isinstance(value, str | bytes | UUID | int | date) or value is None:
        return str(value)
    if isinstance(value, Mapping):
        return str({flat(k): flat(v, depth + 1) for k, v in value.items()})
    if isinstance(value, Iterable):
        return str([flat(v, depth + 1) for v in value])
    return str(value)
