"""Every address × method × actor × relation gets exactly the answer that the table declares."""

from __future__ import annotations

import pytest
from django.urls import reverse

from zhibu.kernel.cards import all_duties

from . import routes
from .actors import ACTORS
from .cells import cells, knock, text_of, without_changing
from .table import TABLE
from .things import NO_NUMBER

pytestmark = pytest.mark.story
COUNTED: dict[str, int] = {}


def test_every_address_is_declared_and_every_declaration_has_an_address():
    found = routes.everything()
    assert sorted(set(found) - set(TABLE)) == [], "addresses that no row declares"
    assert sorted(set(TABLE) - set(found)) == [], "rows without an address"
    assert routes.hidden_operations() == ["api/v1/openapi.json", "api/v1/"]


def test_every_address_asks_for_the_declared_duty():
    found = routes.everything()
    known = {duty.code for duty in all_duties()} | {"guest"}
    asked = {name: route.duty for name, route in found.items()}
    assert asked == {name: TABLE[name].duty for name in asked}
    assert set(asked.values()) <= known


@pytest.mark.parametrize("name", sorted(TABLE))
def test_cells(stage, name):
    row, route = TABLE[name], routes.everything()[name]
    wrong, absent = [], ""
    for cell in cells(stage, row, route):
        answer = knock(stage, cell)
        COUNTED[name] = COUNTED.get(name, 0) + 1
        text = text_of(answer)
        if answer.status_code != cell.expected:
            wrong.append(f"{cell}: {answer.status_code} instead of {cell.expected}")
            continue
        leaked = [c for c in stage.birds.heard(text) if not cell.actor.may_hear(c, stage.holders)]
        wrong += [f"{cell}: carries {canary}" for canary in leaked]
        if answer.status_code in {200, 201} and cell.method == "GET":
            must = (*(() if row.plain else cell.thing.says), *row.shows(stage, cell.actor))
            wrong += [f"{cell}: does not show {word}" for word in must if word not in text]
        if answer.status_code == 302 and cell.actor.key == "anonymous" and name != "language":
            if not answer["Location"].startswith(reverse("guard.sign_in")):
                wrong.append(f"{cell}: led to {answer['Location']}")
        if answer.status_code == 401 and answer["Content-Type"] != "application/problem+json":
            wrong.append(f"{cell}: 401 as {answer['Content-Type']}")
    del absent
    assert wrong == [], "\n".join(wrong)


def test_count():
    assert sum(COUNTED.values()) > 5000, COUNTED
    print(sum(COUNTED.values()), "cells", NO_NUMBER, len(ACTORS), without_changing)
