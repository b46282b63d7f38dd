"""In by password and by paper code: what opens, what is refused, and what is said."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client

from zhibu.guard.models import Account, Attempt, Code, Session
from zhibu.guard.services import make_codes
from zhibu.guard.services import lockout
from zhibu.kernel import clock
from zhibu.site.testing.world import PASSWORD, inside, whole_house

pytestmark = pytest.mark.story


def browser(**more: Any) -> Client:
    """A browser without script: only what stands in the page can be sent."""
    return Client(enforce_csrf_checks=True, **more)


def token_in(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:500]
    return found[1]


def enter(client: Client, address: str = "198.51.100.7", next_: str = "", **fields: str) -> Any:
    where = f"/sign-in/?next={quote(next_)}" if next_ else "/sign-in/"
    page = client.get(where)
    body = {"csrfmiddlewaretoken": token_in(page), "next": next_, **fields}
    return client.post("/sign-in/", body, REMOTE_ADDR=address)


def by_password(client: Client, login: str, password: str = PASSWORD, **more: Any) -> Any:
    return enter(client, way="password", login=login, password=password, **more)


def by_code(client: Client, code: str, **more: Any) -> Any:
    return enter(client, way="code", code=code, **more)


def slip_for(world: Any, key: str, **more: Any) -> str:
    with inside(whole_house()) as scope:
        return make_codes(scope, [world.people[key].pk], **more)[0].code


def is_in(client: Client) -> bool:
    return client.get("/devices/").status_code == 200


def rows(model: Any) -> list[Any]:
    with inside(whole_house()):
        return list(model.objects.order_by("pk"))


def test_password_opens_and_the_cookie_is_kept_from_scripts_and_other_sites(committed: Any) -> None:
    client = browser()
    answer = by_password(client, "member")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    cookie = answer.cookies[settings.SESSION_COOKIE]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 86400
    assert cookie["path"] == "/"
    assert is_in(client)


def test_under_https_the_cookie_is_secure(committed: Any, settings: Any) -> None:
    settings.HTTPS = True
    answer = by_password(browser(), "member")
    assert answer.cookies[settings.SESSION_COOKIE]["secure"] is True
