"""By SMS, against a provider that verifies each signature; what holds for every reminder holds for it too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from zhibu.kernel import clock
from zhibu.kernel.fields import seal
from zhibu.kernel.models import Audit, Finding
from zhibu.reminders import ways
from zhibu.reminders.events import PersonReminded
from zhibu.reminders.handlers import send_outside
from zhibu.reminders.models import Message
from zhibu.reminders.services import remind_desk, wish_for
from zhibu.reminders.ways import Parcel, Sms, Undelivered
from zhibu.reminders.ways.sms import EMPTY, NEEDED, authorization
from zhibu.site.testing.world import inside, whole_house

from .provider import provider

KEYS = {"LTAI-test": b"a secret of the test"}
NUMBER = "13900000001"
PARCEL = Parcel(id="m-1", to="secretary", on="2026-11-23", phone=NUMBER)
SETTINGS = {
    "ZHIBU_SMS_KEY_ID": "LTAI-test",
    "ZHIBU_SMS_KEY_SECRET": "a secret of the test",
    "ZHIBU_SMS_SIGN": "柳河党建",
    "ZHIBU_SMS_TEMPLATE": "SMS_100001",
}


def test_the_signature_is_that_of_the_published_example():
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
    asked = {"RegionId": "cn-shanghai", "ImageId": image}
    made = authorization("YourAccessKeyId", b"YourAccessKeySecret", "POST", "/", asked, headers)
    assert made.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


@pytest.fixture
def account():
    with provider(KEYS) as found:
        yield found, Sms("LTAI-test", KEYS["LTAI-test"], "柳河党建", "SMS_100001", found.url)


def test_one_message_to_one_number_and_nothing_of_the_matter(account):
    found, sms = account
    sms.send(PARCEL)
    sms.send(PARCEL)  # a nonce is never used twice
    assert found.said == ["OK", "OK"]
    assert found.sent[0] == {
        "PhoneNumbers": NUMBER,
        "SignName": "柳河党建",
        "TemplateCode": "SMS_100001",
        "OutId": "m-1",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key_secret": b"another"}, "SignatureDoesNotMatch"),
        ({"key_id": "nobody"}, "InvalidAccessKeyId.NotFound"),
        ({"sign": "没有审核的"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"template": "SMS_0"}, "isv.SMS_TEMPLATE_ILLEGAL"),
    ],
)
def test_what_the_provider_refuses_is_not_delivered_and_says_its_code(changes, code, account):
    found, sms = account
    with pytest.raises(Undelivered, match=code):
        replace(sms, **changes).send(PARCEL)
    assert found.sent == []


@pytest.mark.parametrize("code", ["isv.BUSINESS_LIMIT_CONTROL", "InternalError"])
def test_what_fails_once_is_sent_when_it_is_tried_again(code, account):
    found, sms = account
    found.answers = [code]
    with pytest.raises(Undelivered, match=code):
        sms.send(PARCEL)
    sms.send(PARCEL)
    assert len(found.sent) == 1


def test_a_closed_door_is_noticed():
    with provider(KEYS) as found:
        pass
    with pytest.raises(Undelivered):
        Sms("LTAI-test", KEYS["LTAI-test"], "柳河党建", "SMS_100001", found.url).send(PARCEL)


@pytest.fixture
def given(monkeypatch):
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.parametrize("name", NEEDED)
def test_what_lacks_is_named(name, given):
    assert isinstance(ways.configured(), Sms)
    given.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=name):
        ways.configured()
    assert name in ways.wrong() and not ways.reachable()
    assert not any(value in ways.wrong() for value in SETTINGS.values())


def test_there_is_one_way_and_it_is_safe(given):
    given.setenv("ZHIBU_SMS_URL", "http://sms.example")
    assert "ZHIBU_SMS_URL" in ways.wrong()
    given.delenv("ZHIBU_SMS_URL")
    given.setenv("ZHIBU_REMINDERS_URL", "https://gate.example/")
    given.setenv("ZHIBU_REMINDERS_SECRET", "whsec_" + "A" * 32)
    assert "只能用一样" in ways.wrong()


def test_it_keeps_the_rules_of_every_reminder(world, scope_of, given):
    """Only who asked, to the number on the own card, once a day, on no quiet day; the reading is audited."""
    willow, monday = world.orgs["willow"].pk, date(2026, 11, 23)
    keys = ("secretary", "deputy")

    def noticed(subject):
        Finding.objects.create(
            norm="life.frequency",
            branch_id=willow,
            subject=subject,
            level="warned",
            verdict={"because": "x", "source": {"document": "x", "article": ""}},
            noticed_on="2026-11-20",
        )

    def morning(day):
        """The desk is told, and what was announced goes out."""
        with clock.stopped_at(day), inside(whole_house()):
            before = set(Message.objects.values_list("pk", flat=True))
            remind_desk(willow, today=day)
            for message in Message.objects.exclude(pk__in=before):
                said = PersonReminded(person=str(message.person_id), message=str(message.pk), day=str(day))
                send_outside(said)

    with provider(KEYS) as found:
        given.setenv("ZHIBU_SMS_URL", found.url)
        with inside(whole_house()):
            for number, key in enumerate(keys, 1):
                member = world.members[key]
                member.refresh_from_db()
                seal(member, "mobile", f"1390000000{number}")
                member.save()
            noticed("theme_day:2026-11")
        with inside(scope_of("secretary")) as scope:
            wish_for(scope, outside=True)
        morning(date(2026, 11, 22))  # a Sunday
        assert found.sent == []
        morning(monday)
        morning(monday)
        with inside(whole_house()):
            noticed("lesson:2026Q4")
        morning(monday)
        assert [each["PhoneNumbers"] for each in found.sent] == [NUMBER]
        with inside(whole_house()):
            assert Audit.objects.filter(action="reminders.sms").count() == 1
            member = world.members["secretary"]
            member.refresh_from_db()
            seal(member, "mobile", None)
            member.save()
        morning(date(2026, 11, 24))
        assert len(found.sent) == 1
