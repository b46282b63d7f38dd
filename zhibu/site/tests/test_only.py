"""One context as a process of its own: same code, same database, its own addresses and listeners."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from zhibu.site.testing import database

pytestmark = pytest.mark.story

ASK = """
import json, os, django
django.setup()
from django.conf import settings
from django.test import Client
from zhibu.kernel import events
client = Client(headers={"host": "localhost"})
client.cookies[settings.SESSION_COOKIE] = os.environ["SECRET"]
asked = {}
for path in ("/meetings/", "/members/", "/orgs/", "/", "/statistics/", "/healthz"):
    answer = client.get(path)
    asked[path] = [answer.status_code, answer.content.decode()[:60000]]
anonymous = Client(headers={"host": "localhost"}).get("/meetings/")
print(json.dumps({"pages": asked, "sign_in": anonymous.get("Location", ""),
                  "listeners": sorted(events.listeners()), "apps": settings.INSTALLED_APPS}))
"""


def ask(only: str, secret: str) -> dict:
    environment = os.environ | {
        "ZHIBU_ONLY": only,
        "ZHIBU_LOGIN": "web",
        "SECRET": secret,
        "DJANGO_SETTINGS_MODULE": "zhibu.site.settings",
        "ZHIBU_DATABASE_URL": database.url("web"),
    }
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_process_for_one_context_serves_only_that(committed):
    secret = database.signer("secretary").cookies["zb"].value
    found = ask("meetings", secret)
    status, body = found["pages"]["/meetings/"]
    assert status == 200
    assert "柳河村党支部" in body
    assert 'href="/members/"' not in body and 'href="/statistics/"' not in body
    assert {path: found["pages"][path][0] for path in ("/members/", "/orgs/", "/", "/statistics/")} == {
        "/members/": 404,
        "/orgs/": 404,
        "/": 404,
        "/statistics/": 404,
    }
    assert found["pages"]["/healthz"][0] == 200
    assert found["sign_in"].startswith("/sign-in/?next=")
    assert {name.split(".")[0] for name in found["listeners"]} == {"meetings"}
    assert "zhibu.statistics" not in found["apps"]
    assert "zhibu.voice" not in found["apps"]


def test_a_context_beside_the_members_runs_too(committed):
    secret = database.signer("secretary").cookies["zb"].value
    found = ask("voice", secret)
    assert found["pages"]["/meetings/"][0] == 404
    assert "zhibu.meetings" not in found["apps"]
