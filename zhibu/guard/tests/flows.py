"""What the tests of this context do as a person with a browser without script would do it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.test import Client

from zhibu.guard.services import make_codes
from zhibu.site.testing.world import PASSWORD, inside, whole_house

ADDRESS = "198.51.100.7"


class Browser(Client):
    """Sends only what stands in the page it has before it, with CSRF enforced."""

    def __init__(self, **more: Any) -> None:
        super().__init__(enforce_csrf_checks=True, **more)

    def submit(
        self, page: str, action: str = "", *, to: str = "", address: str = ADDRESS, **fields: str
    ) -> Any:
        """Open a page and send one of its forms: the one that goes to `action`, or any."""
        shown = self.get(page)
        assert shown.status_code == 200, (page, shown.status_code)
        body = {"csrfmiddlewaretoken": csrf(shown), **fields}
        return self.post(to or action or page.partition("?")[0], body, REMOTE_ADDR=address)

    def by_password(self, login: str, password: str = PASSWORD, *, onward: str = "", **more: str) -> Any:
        where = f"/sign-in/?next={quote(onward)}"
        return self.submit(where, way="password", login=login, password=password, next=onward, **more)

    def by_code(self, code: str, **more: str) -> Any:
        return self.submit("/sign-in/", way="code", code=code, **more)

    @property
    def secret(self) -> str:
        found = self.cookies.get(settings.SESSION_COOKIE)
        return found.value if found else ""

    def is_in(self) -> bool:
        """Whether this browser is somebody."""
        return self.get("/sign-in/").status_code == 303


def csrf(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:500]
    return found[1]


def slip_for(world: Any, key: str, **more: Any) -> str:
    with inside(whole_house()) as scope:
        return make_codes(scope, [world.people[key].pk], **more)[0].code


def rows(model: Any, **wanted: Any) -> list[Any]:
    with inside(whole_house()):
        return list(model.objects.filter(**wanted).order_by("pk"))


def change(world: Any, key: str, **values: Any) -> None:
    """Set columns of somebody's account."""
    with inside(whole_house()):
        world.people[key].account.__class__.objects.filter(pk=world.people[key].pk).update(**values)
