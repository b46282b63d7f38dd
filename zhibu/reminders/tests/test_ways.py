"""The way out, against a gateway that verifies: signed, tried again, and with nothing of the matter in it."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from zhibu.kernel import clock
from zhibu.reminders import ways
from zhibu.reminders.events import PersonReminded
from zhibu.reminders.handlers import send_outside
from zhibu.reminders.services import wish_for
from zhibu.reminders.ways import Parcel, Undelivered, Webhook
from zhibu.reminders.ways.webhook import signature
from zhibu.site.testing.world import inside, whole_house

from .gateway import gateway

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
PARCEL = Parcel(id="msg_1", to="secretary", on="2026-11-23")


def test_the_signature_is_that_of_the_standard():
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    assert signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == (
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_it_arrives_signed_and_says_nothing_of_the_matter():
    with gateway(KEY) as gate:
        Webhook(gate.url, KEY).send(PARCEL)
        Webhook(gate.url, KEY).send(PARCEL)
    assert list(gate.delivered) == ["msg_1"] and gate.attempts == [204, 204]
    said = gate.delivered["msg_1"]
    assert said["data"] == {"to": "secretary", "text": "支部里有要办的事，请登录查看。", "on": "2026-11-23"}


@pytest.mark.parametrize("status", [302, 410, 429, 500])
def test_what_is_not_taken_is_not_delivered(status):
    with gateway(KEY, status) as gate:
        with pytest.raises(Undelivered, match=str(status)):
            Webhook(gate.url, KEY).send(PARCEL)
        Webhook(gate.url, KEY).send(PARCEL)
    assert gate.attempts == [status, 204]


def test_a_wrong_secret_is_noticed_and_a_closed_door_too():
    with gateway(KEY) as gate, pytest.raises(Undelivered, match="401"):
        Webhook(gate.url, KEY[::-1]).send(PARCEL)
    with pytest.raises(Undelivered):
        Webhook(gate.url, KEY).send(PARCEL)


@pytest.mark.parametrize(
    ("url", "secret"),
    [("http://sms.example/", SECRET), ("ftp://127.0.0.1/", SECRET), ("https://sms.example/", "whsec_AAAA"),
     ("https://sms.example/", "whsec_***")],
)  # fmt: skip
def test_an_unsafe_way_is_refused(url, secret, monkeypatch):
    monkeypatch.setenv("ZHIBU_REMINDERS_URL", url)
    monkeypatch.setenv("ZHIBU_REMINDERS_SECRET", secret)
    with pytest.raises(ImproperlyConfigured):
        ways.configured()


def test_it_goes_only_to_whoever_asked_and_only_that_day(world, scope_of, monkeypatch):
    monkeypatch.setenv("ZHIBU_REMINDERS_SECRET", SECRET)
    today = clock.today().isoformat()

    def announce(key, day=today):
        with inside(whole_house()):
            person = str(world.people[key].pk)
            send_outside(PersonReminded(person=person, message=f"m-{key}", day=day))

    with gateway(KEY, 500) as gate:
        monkeypatch.setenv("ZHIBU_REMINDERS_URL", gate.url)
        announce("secretary")
        assert gate.attempts == []
        with inside(scope_of("secretary")) as scope:
            wish_for(scope, outside=True)
        announce("secretary", day="2026-01-05")
        assert gate.attempts == []
        with pytest.raises(Undelivered):  # the outbox tries again
            announce("secretary")
        announce("secretary")
    assert (
        list(gate.delivered) == ["m-secretary"] and gate.delivered["m-secretary"]["data"]["to"] == "secretary"
    )
