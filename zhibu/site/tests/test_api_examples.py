"""What the help says of the API can be copied: each example is run as it stands against the house."""

from __future__ import annotations

import io
import json
import re
import shlex
import urllib.request

import pytest

from zhibu.guard.models import Token
from zhibu.guard.secrets import digest
from zhibu.kernel import clock
from zhibu.site.api import api
from zhibu.site.api.examples import examples, preamble, root
from zhibu.site.help_pages import body
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

WHOLE = {  # what is read without naming anything is answered with what is there
    "/orgs", "/members", "/me", "/reviews", "/quality", "/me/attendances", "/me/study", "/me/messages",
    "/voice/places", "/statistics",
}  # fmt: skip


@pytest.fixture
def token(world, monkeypatch):
    with inside(whole_house()):
        Token.objects.create(
            person=world.people["secretary"],
            digest=digest("zb_example"),
            version=1,
            appointment=database.scope_of("secretary").appointment,
        )
    monkeypatch.setenv("ZHIBU_TOKEN", "zb_example")


@pytest.fixture
def asked(client, token, monkeypatch):
    """Python's own way to ask leads to the house; what it answered is kept."""
    answers = []

    def urlopen(request):
        answer = client.generic(
            request.get_method(),
            request.full_url.removeprefix(root().removesuffix("/api/v1")),
            request.data or b"",
            content_type="application/json",
            headers={"Authorization": request.get_header("Authorization")},
        )
        answers.append(answer)
        return io.BytesIO(answer.content if "json" in answer["Content-Type"] else b"{}")

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    return answers


def test_every_address_has_an_example_that_names_all_it_needs(world):
    told = [method for methods in api.get_openapi_schema()["paths"].values() for method in methods]
    found = list(examples())
    assert len(found) == len(told) > 70
    for one in found:
        assert "{" not in one.path and one.says, one
        assert one.python or "-F file=@" in one.curl
    text = body("api", clock.today())
    assert all(shown in text for shown in ("ZHIBU_TOKEN", "Idempotency-Key", "/api/v1/orgs"))


def test_the_python_examples_run_and_are_understood(asked):
    house: dict = {}
    exec(preamble(), house)
    refused = []
    for one in examples():
        if not one.python:
            continue
        eval(one.python, house)
        answer = asked[-1]
        said = answer.content.decode()
        shape = answer.status_code == 422 and re.search(r"缺少|必填|Field required|missing", said)
        if answer.status_code >= 500 or answer.status_code in {400, 401, 405, 415} or shape:
            refused.append((one.method, one.path, answer.status_code, said[:200]))
        if one.method == "GET" and one.path in WHOLE and answer.status_code != 200:
            refused.append((one.path, answer.status_code))
    assert refused == []


def test_the_curl_examples_say_the_same_as_the_python_ones(world):
    for one in examples():
        words = shlex.split(one.curl)
        assert words[0] == "curl" and words[-1] == root() + one.path
        assert "Authorization: Bearer $ZHIBU_TOKEN" in words
        assert ("-X" in words) == (one.method != "GET")
        if "-d" in words:
            sent = json.loads(words[words.index("-d") + 1])
            assert repr(sent) in one.python
