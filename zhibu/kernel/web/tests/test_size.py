"""大字版 is remembered without script, and leads nobody to another house."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from zhibu.kernel.web.shell import NavItem, Shell
from zhibu.kernel.web.size import COOKIE, set_size, size_of


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_choice_is_kept_and_the_way_leads_back(rf: RequestFactory, method: str) -> None:
    answer = set_size(getattr(rf, method)("/size/", {"size": "2", "next": "/roster/?q=zxm"}))
    assert answer.status_code == 303
    assert answer["Location"] == "/roster/?q=zxm"
    cookie = answer.cookies[COOKIE]
    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("2", "Lax", 31536000)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "\nhttp://x"],
)
def test_the_way_back_never_leaves_the_host(rf: RequestFactory, target: str) -> None:
    assert set_size(rf.post("/size/", {"size": "1", "next": target}))["Location"] == "/"


@pytest.mark.parametrize("sent", ["4", "-1", "", "1 ", "١", "a", "11"])
def test_nonsense_is_the_normal_size(rf: RequestFactory, sent: str) -> None:
    assert set_size(rf.post("/size/", {"size": sent, "next": "/"})).cookies[COOKIE].value == "0"
    request = rf.get("/")
    request.COOKIES[COOKIE] = sent
    assert size_of(request) == 0


@pytest.mark.parametrize("size", range(4))
def test_what_was_chosen_is_read(rf: RequestFactory, size: int) -> None:
    request = rf.get("/")
    request.COOKIES[COOKIE] = str(size)
    assert size_of(request) == size


def test_a_bottom_bar_holds_five() -> None:
    items = tuple(NavItem(label=str(n), url="#", icon="home") for n in range(6))
    assert Shell(nav=items).bottom == items[:5]
    middle = NavItem(label="开会", url="#", icon="plus", middle=True)
    assert Shell(nav=(*items, middle)).bottom == (items[0], items[1], middle, items[2], items[3])
    with pytest.raises(ValueError, match="five"):
        Shell(tabs=items)
    with pytest.raises(ValueError, match="size"):
        Shell(size=4)
