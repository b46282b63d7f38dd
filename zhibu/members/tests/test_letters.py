"""大字版 is there when an old member signs in for the first time; who has chosen keeps what was chosen."""

from __future__ import annotations

import pytest

from zhibu.guard.models import Person
from zhibu.kernel.scope import Refused
from zhibu.kernel.web.size import COOKIE
from zhibu.members import selectors, services
from zhibu.site.testing.world import inside, whole_house


@pytest.fixture
def slip(world, scope_of):
    """The old member's slip, printed after his secretary has set the size."""
    with inside(scope_of("secretary")) as scope:
        card = selectors.card(scope, world.people["elder"].pk)
        assert services.set_letters(scope, card, 2)
        assert not services.set_letters(scope, card, 2)
        return services.print_slips(scope, [card])[0].code


def enter(client, slip):
    answer = client.post("/sign-in/", {"way": "code", "code": slip})
    assert answer.status_code == 303
    return client.get("/").content.decode()


def test_the_first_page_is_in_large_letters_without_script(client, slip):
    assert 'data-size="2" data-large' in enter(client, slip)
    assert "支部替您设的字号：大字版，字更大" in client.get("/me/").content.decode()


@pytest.mark.parametrize("own", ["0", "1"])
def test_what_was_chosen_on_the_device_goes_before(client, slip, own):
    client.post("/size/", {"size": own, "next": "/"})
    assert f'data-size="{own}"' in enter(client, slip)
    client.post("/size/", {"size": "3", "next": "/"})
    assert client.cookies[COOKIE].value == "3"


def test_it_is_set_on_the_card_and_taken_back(world, sign_in):
    client, elder = sign_in("secretary"), world.people["elder"].pk
    assert "替本人设好的：普通版" in client.get(f"/members/{elder}/").content.decode()
    assert client.post(f"/members/{elder}/letters/", {"letters": "9"}).status_code == 422
    led = client.post(f"/members/{elder}/letters/", {"letters": "1"})["Location"]
    page = client.get(led).content.decode()
    assert "替本人设好的：大字版" in page and "本人下一次登录时起作用" in page
    undo = page.split('action="/undo/')[1].split('"')[0]
    assert client.post(f"/undo/{undo}", {"next": led}).status_code == 303
    with inside(whole_house()):
        assert Person.objects.get(pk=elder).letters == 0


def test_who_only_reads_cards_sets_nothing(world, scope_of):
    with inside(scope_of("auditor")) as scope, pytest.raises(Refused):
        services.set_letters(scope, selectors.card(scope, world.people["elder"].pk), 1)
