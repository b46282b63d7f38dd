"""Imports by API: multipart, problems by cursor, commit, undo; the same key is one import."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhibu.exchange.models import Batch
from zhibu.members.models import Member
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .sheets import as_csv, person

URL = "/api/v1/imports"


@pytest.fixture
def bearer(world: Any) -> Any:
    from zhibu.guard.models import Token
    from zhibu.guard.secrets import digest

    def made(who: str) -> dict[str, str]:
        with inside(whole_house()):
            Token.objects.create(
                person=database.world().people[who],
                digest=digest(f"zb_{who}"),
                version=1,
                appointment=database.scope_of(who).appointment,
            )
        return {"Authorization": f"Bearer zb_{who}"}

    return made


def sheet(*people: dict[str, str]) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("名册.csv", as_csv(people))}


def test_a_sheet_comes_in_is_committed_and_taken_back(client, bearer):
    headers = bearer("secretary")
    answer = client.post(URL, sheet(person(1), person(2), person(3, 学历="小小学")), headers=headers)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["state"], body["rows"], body["new"], body["wrong"]) == ("checked", 3, 2, 1)
    assert body["columns"]["入党时间"] == "joined_on"
    here = f"{URL}/{body['id']}"
    problems = client.get(f"{here}/problems", headers=headers).json()
    assert [(row["row"], row["problems"][0]["column"]) for row in problems["items"]] == [(4, "学历")]
    assert problems["next"] is None
    refused = client.post(f"{here}/commit", {"new": 3}, content_type="application/json", headers=headers)
    assert refused.status_code == 422
    done = client.post(f"{here}/commit", {"new": 2}, content_type="application/json", headers=headers)
    assert (done.status_code, done.json()["state"], done.json()["result"]["new"]) == (200, "done", 2)
    assert client.get(here, headers=headers).json()["committed_at"]
    undone = client.post(f"{here}/undo", headers=headers)
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    with inside(whole_house()):
        assert not Member.objects.here().filter(name=person(1)["姓名"]).exists()


def test_the_same_key_is_one_import_and_another_file_is_refused(client, bearer):
    headers = bearer("secretary") | {"Idempotency-Key": "evening-1"}
    first = client.post(URL, sheet(person(1)), headers=headers)
    again = client.post(URL, sheet(person(1)), headers=headers)
    assert first.json()["id"] == again.json()["id"]
    assert client.post(URL, sheet(person(2)), headers=headers).status_code == 422
    with inside(whole_house()):
        assert Batch.objects.count() == 1


def test_problems_come_page_by_page(client, bearer):
    headers = bearer("secretary")
    here = client.post(URL, sheet(*(person(n, 学历="小小学") for n in range(5))), headers=headers).json()[
        "id"
    ]
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{URL}/{here}/problems?limit=2&cursor={cursor}", headers=headers).json()
        seen += [row["row"] for row in page["items"]]
        cursor = page["next"]
    assert seen == [2, 3, 4, 5, 6]
    for nonsense in ("x", "WyJ4Il0=", "W10="):
        answer = client.get(f"{URL}/{here}/problems?cursor={nonsense}", headers=headers)
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"


def test_a_file_that_cannot_be_read_is_a_problem_with_a_sentence(client, bearer):
    answer = client.post(
        URL, {"file": SimpleUploadedFile("x.xlsx", b"nonsense")}, headers=bearer("secretary")
    )
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert "。" in answer.json()["errors"][0]["reason"]


def test_another_branch_is_absent(client, bearer):
    headers, other = bearer("secretary"), bearer("elm_secretary")
    here = client.post(URL, sheet(person(1)), headers=headers).json()["id"]
    for address in (f"{URL}/{here}", f"{URL}/{here}/problems"):
        assert client.get(address, headers=other).status_code == 404
    assert client.post(f"{URL}?org=pine", sheet(person(2)), headers=headers).status_code == 404
