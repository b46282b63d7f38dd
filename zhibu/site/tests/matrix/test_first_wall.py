"""With row-level security switched off, each call that draws the first wall is taken out and is missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import transaction

from zhibu.kernel.scope import EVERYWHERE, wear
from zhibu.site.testing import database

from .actors import ACTORS
from .asked import BOUND, ask
from .deeds import DEEDS, attempt, idle, stranger
from .sites import noting, sites, without

pytestmark = pytest.mark.story


@contextmanager
def second_wall_off() -> Iterator[None]:
    """The same database under its owner, whom no policy binds."""
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, "owner")
    try:
        yield
    finally:
        database.use(name, "web")


@contextmanager
def trying(scope) -> Iterator[None]:
    with transaction.atomic():
        wear(scope)
        yield
        transaction.set_rollback(True)


def askable():
    return [site for site in sites() if site.word == "within"]


def asking(site, stage) -> tuple[str, str]:
    scope = stranger(stage)
    with trying(scope):
        return ask(site, scope, stage)


def does_something(site, stage) -> bool:
    """Where another call stands before it: whether this one still bounds once all others are gone."""
    others = [one for one in askable() if one != site]
    with without(*others):
        alone = asking(site, stage)
    with without(*others, site):
        return asking(site, stage) != alone


def test_every_within_is_missed(stage):
    unnoticed, leaking = [], []
    pine = ACTORS["pine_secretary"]
    with second_wall_off():
        for site in askable():
            whole = asking(site, stage)
            handed_in = set(stage.birds.heard(whole[1]))
            heard = [
                c
                for c in stage.birds.heard(whole[0])
                if c.kind in BOUND and not pine.may_hear(c, stage.holders) and c not in handed_in
            ]
            if heard:
                leaking.append(f"{site}: {heard[0]}")
            with without(site):
                noticed = asking(site, stage) != whole
            if not noticed and not does_something(site, stage):
                unnoticed.append(str(site))
    assert leaking == [], "\n".join(leaking)
    assert unnoticed == [], "\n".join(unnoticed)


def attempts(stage):
    """Who tries what: (words, deed, scope). All of them must be refused."""
    for deed in DEEDS:
        yield f"{deed.name}, by a stranger", deed, stranger(stage)
        yield f"{deed.name}, by one without the duty", deed, idle(stage)


def tried(deed, scope, stage) -> str:
    with trying(replace(scope, branches=EVERYWHERE, persons=EVERYWHERE, purpose="house")):
        return attempt(deed, scope, stage)


def test_every_deed_is_refused_and_every_question_is_missed(stage):
    asks = [site for site in sites() if site.word != "within"]
    asked = {site: [] for site in asks}  # only who comes to a question can get past it
    with second_wall_off():
        passed = []
        for words, deed, scope in attempts(stage):
            called = set()
            with noting(called):
                answer = tried(deed, scope, stage)
            if answer != "refused":
                passed.append(f"{words}: {answer}")
            for site in called & asked.keys():
                asked[site].append((deed, scope))
        assert passed == [], "\n".join(passed)
        unnoticed = []
        for site in asks:
            with without(site):
                if all(tried(deed, scope, stage) == "refused" for deed, scope in asked[site]):
                    unnoticed.append(str(site))
    assert unnoticed == [], "\n".join(unnoticed)
