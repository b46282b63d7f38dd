"""Everybody walks through the whole site: own canaries, none of elsewhere, no red line, all headers."""

from __future__ import annotations

import json

import pytest

from zhibu.kernel.web.assets import assets

from .actors import ACTORS
from .cells import holds, quick_door
from .crawl import walk
from .red_lines import RED_SCRIPT, offences
from .routes import everything
from .table import TABLE

pytestmark = pytest.mark.story

# (kind, organisation): what somebody must come across on the way, besides the own name
MUST_HEAR = {
    "member": "topic willow, name willow",
    "elm_member": "topic elm",
    "mover": "topic willow, topic pine",
    "leader": "topic willow1, org willow1",
    "secretary": "name willow, topic willow, card willow, finding willow, excuse willow, desk willow, talk willow, "
    "life willow, sheet willow",
    "elm_secretary": "name elm, topic elm, card elm, talk elm, finding elm",
    "pine_secretary": "name pine, topic pine, card pine, talk pine, finding pine",
    "east_officer": "org willow, org elm, name willow, name elm, talk willow, card elm",
    "west_officer": "org pine, name pine, talk pine",
    "officer": "org east, org west, name willow, name pine",
    "auditor": "org east, org west, name willow, card willow",
    "system_admin": "talk platform, login county, org county",
    "security_admin": "name east",
    "audit_admin": "trace willow, trace pine",
}
OWN_NAME = set(ACTORS) - {"anonymous"}


@pytest.mark.parametrize("actor", sorted(ACTORS))
def test_walk(stage, actor):
    wrong, heard, pages = [], set(), 0
    with quick_door():
        for page in walk(stage, actor):
            pages += 1
            # help speaks of all pages to everybody; elsewhere no link leads to a shut door
            asked = page.status == 404 and not page.found_on and "?" in page.url  # by us, not by a link
            if (
                page.status >= 400
                and not asked
                and not (page.status == 404 and page.found_on.startswith("/help/"))
            ):
                wrong.append(f"{page}: {page.status}")
            found = stage.birds.heard(page.text)
            heard |= {(c.kind, c.org) for c in found} | {
                ("own name", c.owner) for c in found if c.kind == "name"
            }
            wrong += [f"{page}: carries {c}" for c in found if not ACTORS[actor].may_hear(c, stage.holders)]
            wrong += [f"{page}: {offence}" for offence in offences(page)]
    must = {tuple(one.split()) for one in MUST_HEAR.get(actor, "").split(", ") if one}
    must |= {("own name", actor)} if actor in OWN_NAME else set()
    wrong += [f"never came across {one}" for one in sorted(must - heard)]
    assert wrong == [], "\n".join(wrong)
    assert pages >= 8


def test_the_lists_of_the_api_carry_nothing_of_elsewhere(stage):
    """Every list that takes no object, page by page, with every question one can ask of it."""
    wrong, asked = [], 0
    queries = (
        "",
        "limit=1",
        "q=kq",
        "org=willow",
        "org=pine",
        "limit=200&cursor=x",
        "year=2026",
        "on=2020-01-01",
    )
    with quick_door():
        for name, route in everything().items():
            if not route.is_api or not name.startswith("GET") or route.arguments:
                continue
            for number, actor in enumerate(ACTORS):
                client = stage.client(actor, raise_request_exception=False)
                # the door turns away who lacks the duty before it looks at the question: one each, in turn
                let_in = holds(stage, ACTORS[actor], route.duty)
                for query in queries if let_in else [queries[number % len(queries)]]:
                    answer = client.get(f"{route.pattern}?{query}", headers=stage.bearer(actor))
                    asked += 1
                    text = answer.content.decode()
                    if answer.status_code >= 500:
                        wrong.append(f"{name}?{query} as {actor}: {answer.status_code}")
                    for canary in stage.birds.heard(text):
                        if not ACTORS[actor].may_hear(canary, stage.holders):
                            wrong.append(f"{name}?{query} as {actor}: carries {canary}")
                    if answer.status_code == 200 and "json" in answer["Content-Type"]:
                        json.loads(text)
                        assert answer["Cache-Control"] == "private, no-store", name
    assert wrong == [], "\n".join(wrong)
    assert asked > 300 and TABLE


def test_no_script_asks_for_place_camera_or_presence():
    for asset in assets():
        if asset.name.endswith(".js"):
            found = RED_SCRIPT.search(asset.body.decode())
            assert not found, (asset.name, found)
