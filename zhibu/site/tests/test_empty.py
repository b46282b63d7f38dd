"""Where nothing is yet, a marked example shows what will be there; it goes with the first of its kind."""

from __future__ import annotations

import pytest

from zhibu.site.testing.world import inside
from zhibu.voice import services as voice

EMPTY = (
    "/exchange/",
    "/exchange/reconciliations/",
    "/members/corrections/",
    "/meetings/matters/",
    "/voice/box/",
    "/me/viewings/",
    "/me/messages/",
)


@pytest.mark.parametrize("address", EMPTY)
def test_an_example_is_marked(sign_in, address):
    page = sign_in("secretary").get(address).content.decode()
    assert page.count('class="row sample"') == 1
    example = page.split('class="row sample"')[1].split("</div>")[0]
    assert "示例" in example and "以后这里是这个样子，现在没有" in example
    assert "<a " not in example and "<button" not in example


def test_it_goes_with_the_first_of_its_kind(world, scope_of, sign_in):
    with inside(scope_of("member")) as scope:
        voice.send_suggestion(
            scope,
            about=world.orgs["willow"].pk,
            text="桥断了",
            name="",
            contact="",
            once="1",
            address="192.0.2.1",
        )
    page = sign_in("secretary").get("/voice/box/").content.decode()
    assert "桥断了" in page and 'class="row sample"' not in page
