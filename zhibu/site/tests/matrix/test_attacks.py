"""What somebody tries who means ill: nothing is gained, and nothing ever breaks (no 5xx)."""

from __future__ import annotations

import json
from contextlib import contextmanager
from urllib.parse import quote, urljoin

import pytest
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from zhibu.guard.models import Session, Token
from zhibu.kernel.models import Reply
from zhibu.kernel.scope import DOOR, wear
from zhibu.members.models import Change, Member
from zhibu.site.testing.world import inside, whole_house

from .actors import ACTORS
from .cells import holds, quick_door
from .crawl import tags
from .routes import everything
from .table import TABLE
from .things import NO_NUMBER

pytestmark = pytest.mark.story

NASTY = (
    "a\0b",
    "9" * 40,
    "-1",
    "\ud800",
    "0001-01-01",
    "' OR 1=1 --\r\nSet-Cookie: a=b\u202e" + "x" * 3000,
)
NAMES = (
    "q",
    "org",
    "branch",
    "under",
    "year",
    "on",
    "after",
    "before",
    "cursor",
    "day",
    "action",
    "outcome",
    "words",
    "list",
    "said",
    "done",
    "next",
    "to",
    "category",
    "unreviewed",
    "since",
    "until",
    "from",
    "page",
    "size",
)
DOORS = (
    "secretary",
    "officer",
    "system_admin",
    "security_admin",
    "audit_admin",
    "leader",
    "member",
    "anonymous",
)


def open_pages(stage, actor):
    """(name, address) of each page that the table opens to this actor and to nobody before him in DOORS.

    With the first thing that it opens. The home is another one for everybody.
    """
    for name, route in everything().items():
        if route.is_api or name == "static":
            continue
        for who in DOORS[: DOORS.index(actor) + 1] if name != "home" else (actor,):
            found = _first_open(stage, TABLE[name], who)
            if found is not None:
                break
        if found is not None and who == actor:
            yield name, reverse(name, kwargs=found.address)


def _first_open(stage, row, actor):
    for thing in row.of(stage):
        if any(may(ACTORS[actor], thing) for status, may in row.get.items() if status == 200):
            return thing
    return None


@pytest.fixture(autouse=True)
def _rolled_back(stage):
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client, method, url, **more):
    """In a savepoint, so that a broken statement shows as its status and not in the next request."""
    with transaction.atomic():
        answer = client.generic(method, url, **more)
        transaction.set_rollback(True)
    return answer


def whoever_may(stage, route, *actors):
    """The first of them who gets past the door: behind it a body is read in the same way for all."""
    return [actor for actor in actors if holds(stage, ACTORS[actor], route.duty)][:1]


@contextmanager
def read_of_addresses():
    """What the house reads of its questions while the block runs: names, or "*" where it takes all."""
    read, real = set(), {}

    def noted(method):
        def call(self, *args):
            if not self._mutable:  # what came with the request, not a copy that is being changed
                read.add(str(args[0]) if args else "*")
            return real[method](self, *args)

        return call

    for method in (
        "__getitem__",
        "__contains__",
        "get",
        "getlist",
        "items",
        "lists",
        "urlencode",
        "__iter__",
    ):
        real[method] = getattr(QueryDict, method)
        setattr(QueryDict, method, noted(method))
    try:
        yield read
    finally:
        for method, own in real.items():
            setattr(QueryDict, method, own)


@pytest.mark.parametrize("actor", DOORS)
def test_nonsense_in_addresses_never_breaks(stage, actor):
    """Each nonsense at each page that reads more of its address than all do; at the others one of them."""
    client, broken, reads = stage.client(actor, raise_request_exception=False), [], {}

    def tried(name, url, nasty):  # under all names at once: whichever chokes shows
        word = quote(nasty.encode("utf-8", "surrogatepass"), safe="")
        with read_of_addresses() as read:
            answer = ask(client, "GET", f"{url}?{'&'.join(f'{key}={word}' for key in NAMES)}")
        if answer.status_code >= 500:
            broken.append(f"{name} {nasty[:20]!r} as {actor}: {answer.status_code}")
        return read

    with quick_door():
        for name, url in open_pages(stage, actor):
            reads[name, url] = tried(name, url, "1")
        frame = set.intersection(*reads.values()) if len(reads) > 9 else set()
        for (name, url), read in reads.items():
            for nasty in NASTY if read - frame else NASTY[-1:]:
                tried(name, url, nasty)
    assert broken == [], "\n".join(broken)
    assert len(reads) < 10 or any(read - frame for read in reads.values())


@pytest.mark.parametrize("actor", DOORS)
def test_nonsense_in_forms_never_breaks(stage, actor):
    """Every field of every form, filled with the same nonsense."""
    client, broken, posted = stage.client(actor, raise_request_exception=False), [], 0
    with quick_door():
        for name, url in open_pages(stage, actor):
            page = ask(client, "GET", url)
            if not page.get("Content-Type", "").startswith("text/html"):
                continue
            found = [
                a for t, a in tags(page.content.decode()) if t in {"input", "select", "textarea", "button"}
            ]
            fields = {a["name"] for a in found if "name" in a} - {"csrfmiddlewaretoken"}
            for nasty in NASTY if fields else ():
                word = quote(nasty.encode("utf-8", "surrogatepass"), safe="")
                body = "&".join(f"{key}={word}" for key in fields)
                answer = ask(client, "POST", url, data=body, content_type="application/x-www-form-urlencoded")
                if answer.status_code == 405:  # its forms go elsewhere
                    break
                posted += 1
                if answer.status_code >= 500:
                    broken.append(f"{name} {nasty[:20]!r} as {actor}: {answer.status_code}")
    assert broken == [], "\n".join(broken)
    assert posted > 10 or actor not in {"secretary", "officer", "security_admin"}


def test_nonsense_in_bodies_of_the_api_never_breaks(stage):
    bodies = (
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'"\\ud800"',
        b'{"a":' * 2000,
        json.dumps({"x": "\0"}).encode(),
        b'{"text":"\\u0000"}',
        b'{"text":"a\\u0000b","about":99999999999999999999}',
        b"\0" * 10,
    )
    kinds = ("application/json", "multipart/form-data; boundary=x")
    broken = []
    with quick_door():
        for name, route in everything().items():
            if not route.is_api:
                continue
            method = name.split()[0]
            for actor in whoever_may(stage, route, "secretary", "officer"):
                client = stage.client(actor, raise_request_exception=False)
                for thing in TABLE[name].of(stage)[:1]:
                    url = route.pattern.format(**thing.address)
                    for body in bodies if method == "POST" else ():
                        for kind in kinds:
                            answer = ask(
                                client, method, url, data=body, content_type=kind, headers=stage.bearer(actor)
                            )
                            if answer.status_code >= 500:
                                broken.append(f"{name} {body[:20]!r} {kind} as {actor}: {answer.status_code}")
                    for nasty in NASTY:
                        word = quote(nasty.encode("utf-8", "surrogatepass"), safe="")
                        query = "&".join(f"{key}={word}" for key in NAMES)
                        answer = ask(client, method, f"{url}?{query}", headers=stage.bearer(actor))
                        if answer.status_code >= 500:
                            broken.append(f"{name}?{nasty[:20]!r} as {actor}: {answer.status_code}")
    assert broken == [], "\n".join(broken)


def test_every_text_of_a_body_may_carry_a_null_byte(stage):
    """Right in shape, wrong in every text."""
    broken = []
    with quick_door():
        for name, route in everything().items():
            row = TABLE[name]
            if not route.is_api or not name.startswith("POST"):
                continue
            for thing in row.of(stage)[:2]:
                body = row.body(stage)
                for key, value in body.items():
                    if not isinstance(value, str):
                        continue
                    for nasty in ("a\0b", "x" * 30000, "\ud800", "‮"):
                        sent = json.dumps(body | {key: nasty}).encode()
                        client = stage.client("secretary", raise_request_exception=False)
                        url = route.pattern.format(**thing.address)
                        answer = ask(
                            client,
                            "POST",
                            url,
                            data=sent,
                            content_type="application/json",
                            headers=stage.bearer("secretary"),
                        )
                        if answer.status_code >= 500:
                            broken.append(f"{name} {key}={nasty[:5]!r}: {answer.status_code}")
    assert broken == [], "\n".join(broken)


def test_oversized_bodies_are_turned_away(stage):
    big = b"x=" + b"a" * (13 * 1024 * 1024)
    for name in ("voice.say", "guard.sign_in"):
        client = stage.client("anonymous", raise_request_exception=False)
        answer = client.post(reverse(name), big, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {400, 413}, name
    many = {f"f{n}": "1" for n in range(6000)}
    answer = stage.client("anonymous", raise_request_exception=False).post(reverse("voice.say"), many)
    assert answer.status_code in {400, 413}
    answer = stage.client("secretary", raise_request_exception=False).post(
        "/api/v1/voice", b"[" + b"1," * (7 * 1024 * 1024), content_type="application/json"
    )
    assert answer.status_code in {400, 413, 422}


def test_a_form_without_its_token_is_refused_everywhere(stage):
    """Also a token of somebody else's browser, and one in the wrong place."""
    accepted = []
    for name, route in everything().items():
        if route.is_api or name in {"size", "static"}:
            continue
        url = reverse(name, kwargs=TABLE[name].of(stage)[0].address)
        client = stage.client("secretary", enforce_csrf_checks=True, raise_request_exception=False)
        for sent in ({}, {"csrfmiddlewaretoken": "a" * 64}):
            if ask_post(client, url, sent).status_code not in {403, 405}:
                accepted.append(name)
    assert accepted == []


def ask_post(client, url, sent, **more):
    with transaction.atomic():
        answer = client.post(url, sent, **more)
        transaction.set_rollback(True)
    return answer


def test_a_token_of_another_origin_is_refused(stage):
    client = stage.client("secretary", enforce_csrf_checks=True, raise_request_exception=False)
    client.get(reverse("voice.say"))
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    sent = {"csrfmiddlewaretoken": token}
    assert (
        ask_post(
            client, reverse("guard.devices.others"), sent, headers={"Origin": "https://evil.example"}
        ).status_code
        == 403
    )
    assert (
        ask_post(
            client, reverse("guard.devices.others"), sent, headers={"Origin": "http://testserver"}
        ).status_code
        == 303
    )


def test_the_session_is_new_after_signing_in(stage):
    """A cookie planted before is not the session afterwards, and opens nothing."""
    client = stage.client("anonymous")
    client.cookies[settings.SESSION_COOKIE] = "planted"
    answer = client.post(reverse("guard.sign_in"), {"way": "code", "code": "x"})
    assert client.cookies[settings.SESSION_COOKIE].value in {"planted", ""} and answer.status_code == 422
    assert client.get(reverse("members.me")).status_code == 302
    with inside(whole_house()):
        assert not Session.objects.filter(device__contains="planted").exists()


def test_methods_are_not_overridden(stage):
    client = stage.client("secretary")
    url = reverse("guard.devices.others")
    for headers in (
        {"X-HTTP-Method-Override": "POST"},
        {"X-Method-Override": "POST"},
        {"X-HTTP-Method": "POST"},
    ):
        assert ask(client, "GET", url, headers=headers).status_code == 405
    assert ask(client, "GET", f"{url}?_method=POST").status_code == 405


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/\t/evil.example",
        "%2F%2Fevil.example",
        "/\n/evil.example",
        "https:/evil.example",
        "////evil.example/x",
    ],
)
def test_no_way_back_leads_to_another_house(stage, evil):
    for actor, url, data in (
        ("secretary", reverse("guard.sign_in"), None),
        ("anonymous", reverse("size"), None),
        ("anonymous", reverse("language"), None),
    ):
        client = stage.client(actor)
        answer = ask(client, "GET", f"{url}?to=en&size=1&next={quote(evil, safe='')}")
        place = answer.get("Location", "/")
        whole = urljoin("http://testserver/", place.replace("\\", "/"))
        assert whole.startswith("http://testserver/"), (url, place)
        assert "\n" not in place and "\t" not in place and data is None


@pytest.mark.parametrize(
    "path",
    [
        "../settings.py",
        "..%2fsettings.py",
        "%2e%2e/settings.py",
        "....//settings.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "zhibu.css/../../settings.py",
        "\\..\\settings.py",
        "a%00.css",
        "img/../../site/settings.py",
    ],
)
def test_no_path_leads_out_of_the_static_files(stage, path):
    answer = ask(stage.client("anonymous", raise_request_exception=False), "GET", f"/static/{path}")
    assert answer.status_code in {404, 301} and b"SECRET_KEY" not in answer.content


def test_no_number_is_guessed(stage):
    """Neighbours of known numbers, and numbers beyond every column, look like what does not exist."""
    client = stage.client("member", raise_request_exception=False)
    for pattern in (
        "/orgs/{}/",
        "/meetings/{}/",
        "/members/corrections/{}/",
        "/devices/{}/end/",
        "/orgs/confirmations/{}/",
    ):
        for number in (0, *range(1, 12), 2**31, 2**63 - 1, 2**63, 10**30, NO_NUMBER):
            method = "POST" if "devices" in pattern else "GET"
            answer = ask(client, method, pattern.format(number))
            assert answer.status_code in {404, 200, 303}, (pattern, number, answer.status_code)
            heard = stage.birds.heard(answer.content.decode())
            assert not [c for c in heard if not ACTORS["member"].may_hear(c, stage.holders)]
    for word in ("x", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"):
        assert ask(client, "GET", f"/members/{word}/").status_code == 404


def test_no_header_is_written_through_a_file_name(stage):
    with inside(whole_house()):
        org = stage.world.orgs["willow"]
        type(org).objects.filter(pk=org.pk).update(short_name='x"\r\nSet-Cookie: a=b;"')
    answer = ask(
        stage.client("secretary", raise_request_exception=False),
        "GET",
        f"{reverse('statistics.index')}?as=csv",
    )
    assert answer.status_code == 200 and "a" not in answer.cookies
    assert "\r" not in answer["Content-Disposition"] and "\n" not in answer["Content-Disposition"]


def test_fields_beyond_the_form_change_nothing(stage):
    """path, branch, demo, reviewed_at, made_by … in forms and bodies are not taken."""
    extra = {
        "path": stage.world.orgs["county"].path, "branch": stage.world.orgs["pine"].pk, "branch_id": stage.world.orgs["pine"].pk,
        "demo": "", "reviewed_at": "2026-01-01", "reviewed_by": str(stage.world.people["secretary"].pk), "id": 1, "pk": 1,
        "made_by": str(stage.world.people["officer"].pk), "person": str(stage.world.people["officer"].pk), "code": "M1",
        "state": "done", "decided_by": str(stage.world.people["officer"].pk),
    }  # fmt: skip
    card = stage.world.members["elder"].pk
    before = _row(card)
    client = stage.client("secretary")
    answer = client.post(
        reverse("members.correct", kwargs={"pk": card, "field": "landline"}),
        {"value": "0571-1", "why": "核对", **extra},
    )
    assert answer.status_code == 303
    body = {"field": "landline", "value": "0571-2", "why": "核对", **extra}
    answer = client.post(
        f"/api/v1/members/{card}/corrections",
        body,
        content_type="application/json",
        headers=stage.bearer("secretary"),
    )
    assert answer.status_code == 200
    after = _row(card)
    assert {k for k in before if before[k] != after[k]} <= {
        "landline",
        "reviewed_at",
        "reviewed_by_id",
        "reviewed_by",
    }
    assert after["landline"] == "0571-2" and after["reviewed_at"] is None
    with inside(whole_house()):
        made = Change.objects.filter(member_id=card, field="landline").latest("pk")
        assert made.state == "entered" and str(made.made_by) == str(stage.world.people["secretary"].pk)


def _row(pk):
    with inside(whole_house()):
        return Member.objects.filter(pk=pk).values().get()


def test_a_key_of_another_person_answers_nothing(stage):
    """The same Idempotency-Key of two people are two keys."""
    body = {"why": "写错了"}
    url = f"/api/v1/meetings/{stage.meetings['elm'].pk}/withdrawal"
    key = {"Idempotency-Key": "same"}
    first = stage.client("elm_secretary").post(
        url,
        body,
        content_type="application/json",
        headers=stage.bearer("elm_secretary") | {"Idempotency-Key": "k1"},
    )
    assert first.status_code == 201
    for actor in ("secretary", "pine_secretary", "member"):
        answer = stage.client(actor).post(
            url,
            body,
            content_type="application/json",
            headers=stage.bearer(actor) | {"Idempotency-Key": "k1"},
        )
        assert answer.status_code == 404, actor
        assert not stage.birds.heard(answer.content.decode())
    with transaction.atomic():
        wear(DOOR)
        assert not Reply.objects.filter(key=key["Idempotency-Key"]).exists()


def test_a_token_opens_nothing_beside_its_grant(stage):
    """The member's own token of somebody who also holds an office; an ended one; one in the address."""
    with inside(whole_house()):
        Token.objects.filter(pk=stage.extra["token:secretary"].pk).update(appointment=None)
    client = stage.client("anonymous")
    card = f"/api/v1/members/{stage.world.people['member'].pk}"
    assert client.get(card, headers=stage.bearer("secretary")).status_code == 404
    with inside(whole_house()):
        Token.objects.filter(pk=stage.extra["token:secretary"].pk).update(ended_at="2026-01-01T00:00:00Z")
    assert client.get(card, headers=stage.bearer("secretary")).status_code == 401
    assert (
        client.get(
            f"{card}?token={stage.tokens['officer']}&access_token={stage.tokens['officer']}"
        ).status_code
        == 401
    )
    for words in ("Basic eDp5", "Bearer", "Bearer ", "bearer x y", "Bearer \u00e9", "Token zb_x"):
        assert client.get(card, headers={"Authorization": words}).status_code == 401
    cookie = stage.client("officer")
    assert cookie.get(card).status_code == 401  # a session opens no API, so no form of another site can


def test_pages_take_no_token(stage):
    client = stage.client("anonymous")
    assert client.get(reverse("members.me"), headers=stage.bearer("officer")).status_code == 302


def test_hosts_that_are_not_ours_are_refused(stage):
    answer = stage.client("anonymous", raise_request_exception=False).get(
        "/", headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400 and b"evil" not in answer.content


def test_nothing_breaks_in_the_matrix_with_texts_for_forms(stage):
    """Bodies of another kind at every page that takes a POST."""
    broken = []
    bodies = (
        (b"\xff\xfe\0", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--x--", "multipart/form-data; boundary=x"),
        (b"x", "multipart/form-data"),
        (b"a=%ff%fe&b=%00", "application/x-www-form-urlencoded"),
        (b"a=1", "text/plain; charset=nonsense"),
    )
    with quick_door():
        for name, route in everything().items():
            if route.is_api:
                continue
            for actor in whoever_may(stage, route, "officer", "system_admin"):
                client = stage.client(actor, raise_request_exception=False)
                for body, kind in bodies:
                    answer = ask(
                        client,
                        "POST",
                        reverse(name, kwargs=TABLE[name].of(stage)[0].address),
                        data=body,
                        content_type=kind,
                    )
                    if answer.status_code >= 500:
                        broken.append(f"{name} {kind} {body[:10]!r} as {actor}: {answer.status_code}")
                    if answer.status_code == 405:
                        break
    assert broken == [], "\n".join(broken)
