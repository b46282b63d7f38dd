"""Every address × method × actor × relation gets exactly the answer that the table declares."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import escape

from zhibu.kernel.cards import all_duties

from . import questions, routes
from .cells import cells, knock, quick_door, text_of, without_changing
from .table import TABLE

pytestmark = pytest.mark.story
TELLS_NOTHING = {"GET /voice/{number}"}  # answers "absent" itself, so that the count of wrong words stays
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


@pytest.fixture(scope="module")
def budget(request):
    """Page → how often it may ask; what was found is written in its place if that was asked for."""
    found: dict[str, int] = {}
    if not request.config.getoption("--write-questions"):
        yield questions.written(), found
        return
    yield found, found
    questions.write(found)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_cells(stage, name, budget):
    row, route = TABLE[name], routes.everything()[name]
    most, asked = budget
    with quick_door() as refusals:
        refused: dict[tuple[str, str], dict[str, str]] = {}
        wrong = [
            words
            for cell in cells(stage, row, route)
            for words in offences(stage, cell, refusals, refused, asked)
        ]
    for who, bodies in refused.items():  # byte for byte, whatever is behind the address or nothing
        if len(set(bodies.values())) > 1:
            wrong.append(f"{name} for {who}: {sorted(bodies)} are told apart")
    if asked.get(name) != most.get(name):
        wrong.append(f"{name} asks {asked.get(name)} times; {most.get(name)} is written in questions.toml")
    assert wrong == [], "\n".join(wrong)


def offences(stage, cell, refusals, refused, asked):
    """What is wrong with the answer of one cell; what a page asked is noted."""
    refusals.clear()
    with questions.counted() as heard:
        answer = knock(stage, cell)
    if cell.method == "GET" and answer.status_code == 200:
        asked[cell.row.name] = max(asked.get(cell.row.name, 0), len(heard))
    COUNTED[cell.row.name] = COUNTED.get(cell.row.name, 0) + 1
    text = text_of(answer)
    if answer.status_code != cell.expected:
        yield f"{cell}: {answer.status_code} instead of {cell.expected}"
        return
    for canary in stage.birds.heard(text):
        if not cell.actor.may_hear(canary, stage.holders):
            yield f"{cell}: carries {canary}"
    if answer.status_code in {200, 201} and cell.method == "GET":
        must = (*(() if cell.row.plain else cell.thing.says), *cell.row.shows(stage, cell.actor))
        yield from (f"{cell}: does not show {word}" for word in must if not _shown(word, text))
    place, kind = answer.get("Location", ""), answer.get("Content-Type", "")
    if (
        answer.status_code == 302
        and cell.row.name != "language"
        and not place.startswith(reverse("guard.sign_in"))
    ):
        yield f"{cell}: led to {place}"
    if cell.route.is_api and answer.status_code >= 400 and kind != "application/problem+json":
        yield f"{cell}: {answer.status_code} as {kind}"
    if answer.status_code == 404 and cell.thing.address:
        said = without_changing(answer).replace(cell.url, "here")
        refused.setdefault((cell.actor.key, cell.method), {})[cell.thing.name] = said
    watched = (
        cell.actor.key != "anonymous" and cell.route.duty != "guest" and cell.row.name not in TELLS_NOTHING
    )
    if answer.status_code == 404 and watched and not refusals:
        yield f"{cell}: the refusal is not in the audit"


def _shown(word: str, text: str) -> bool:
    """Words with a bar between them say the same; in pages they stand escaped."""
    return any(one in text or escape(one) in text for one in word.split("|"))


def test_no_page_asks_very_often():
    assert {name: asked for name, asked in questions.written().items() if asked > questions.MOST} == {}


def test_other_verbs_are_not_understood(stage):
    for name, route in routes.everything().items():
        if route.is_api:
            continue
        thing = TABLE[name].of(stage)[0]
        for verb in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            answer = stage.client("secretary").generic(verb, reverse(name, kwargs=thing.address))
            assert answer.status_code == 405, (verb, name, answer.status_code)
