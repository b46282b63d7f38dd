"""Which page of the gallery is shown with what: every frame and part, full, empty, wrong, with long names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from zhibu.kernel.web.jinja import environment

from . import fields, samples
from .samples import DESK, LONG_NAME, LONG_PLACE, MEMBER, PLAIN

HERE = Path(__file__).parent
SHARED = {
    "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">'),
    "todos": samples.MEMBER_TODOS,
    "feed": samples.FEED,
    "shortcuts": samples.SHORTCUTS,
    "crumbs": samples.CRUMBS,
    "facts": samples.FACTS,
    "moments": samples.MOMENTS,
    "presence": samples.PRESENCE,
    "checks": samples.CHECKS,
    "verdicts": samples.VERDICTS,
    "months": samples.MONTHS,
    "year": samples.YEAR,
    "year_key": samples.YEAR_KEY,
    "stages": samples.STAGES,
    "tabs": samples.TABS,
    "columns": samples.ROSTER_COLUMNS,
    "roster": samples.ROSTER,
    "tree": samples.TREE,
    "attendees": samples.ATTENDEES,
    "marks": samples.MARKS,
}
LONG_DESK = replace(DESK, place=LONG_PLACE, person_name=LONG_NAME, office="支部副书记兼组织委员、纪检委员")
LONG_MEMBER = replace(MEMBER, place=LONG_PLACE, person_name=LONG_NAME, hats=samples.HATS)

# name of the page: (template, what differs from SHARED)
PAGES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "member-home": ("member-home", lambda: {"shell": MEMBER}),
    "member-home-long": ("member-home", lambda: {"shell": LONG_MEMBER}),
    "member-empty": ("member-empty", lambda: {"shell": replace(MEMBER, unread=0, demo=False)}),
    "member-card": ("member-card", lambda: {"shell": MEMBER}),
    "desk-home": ("desk-home", lambda: {"shell": DESK, "todos": samples.DESK_TODOS}),
    "desk-home-long": ("desk-home", lambda: {"shell": LONG_DESK, "todos": samples.DESK_TODOS}),
    "desk-empty": ("desk-empty", lambda: {"shell": replace(DESK, demo=True)}),
    "desk-roster": ("desk-roster", lambda: {"shell": DESK}),
    "desk-form": ("desk-form", lambda: {"shell": DESK, "form": fields.fresh()}),
    "desk-form-wrong": ("desk-form", lambda: {"shell": DESK, "form": fields.wrong()}),
    "desk-parts": ("desk-parts", lambda: {"shell": DESK}),
    "plain-signin": ("plain-signin", lambda: {"shell": PLAIN, "form": fields.fresh()}),
    "plain-guest": ("plain-guest", lambda: {"shell": replace(PLAIN, place=LONG_PLACE)}),
    "plain-missing": ("plain-missing", lambda: {"shell": PLAIN}),
}


@cache
def env() -> Environment:
    """The environment of the product, with the gallery's pages besides its own."""
    ours = Path(__file__).parents[3] / "jinja2"
    return environment(
        autoescape=True, loader=ChoiceLoader([FileSystemLoader(ours), FileSystemLoader(HERE / "pages")])
    )


def render(name: str, *, size: int = 0, path: str = "/") -> str:
    """One page of the gallery as HTML, in letters of `size`."""
    template, different = PAGES[name]
    context = {**SHARED, **different()}
    context["shell"] = replace(context["shell"], size=size, path=path)
    return env().get_template(f"{template}.html").render(context)
