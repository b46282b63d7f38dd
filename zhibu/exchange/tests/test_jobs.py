"""Large sheets, done by the worker: progress, stopping, what changed meanwhile, an office that ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from zhibu.exchange import services
from zhibu.exchange.models import Batch
from zhibu.kernel import clock, jobs
from zhibu.kernel.models import Job
from zhibu.kernel.scope import HOUSE
from zhibu.members.models import Member
from zhibu.orgs.models import Appointment
from zhibu.site import scopes
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .sheets import as_csv, person
from .test_pages import text

pytestmark = [pytest.mark.story]
COUNT = 40


@pytest.fixture
def desk(committed: Any, monkeypatch: Any) -> Any:
    """A secretary's browser; what is large begins at thirty rows."""
    assert scopes
    monkeypatch.setattr(services.weighing, "SMALL", 30)
    monkeypatch.setattr(services, "SMALL", 30)
    return database.signer("secretary")


def upload(desk: Any, people: Any) -> str:
    sheet = SimpleUploadedFile("名册.csv", as_csv(people))
    assert desk.post("/exchange/new/", {"sheet": sheet}).status_code == 303
    with inside(whole_house()):
        return f"/exchange/{Batch.objects.order_by('-pk')[0].pk}/"


def work_off() -> int:
    """As the worker does it, under its own login."""
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, "work")
    try:
        return jobs.work_off()
    finally:
        database.use(name, "web")


def entered() -> int:
    with inside(whole_house()):
        return Member.objects.here().filter(mobile_mask__startswith="139****").count()


def last_job() -> Job:
    with inside(HOUSE):
        return Job.objects.order_by("-pk")[0]


def test_a_large_sheet_is_judged_written_and_taken_back_by_the_worker(desk):
    place = upload(desk, [person(n) for n in range(COUNT)])
    page = desk.get(place)
    assert "正在核对" in text(page) and "排队等着" in text(page)
    assert "停下" in text(page) and 'http-equiv="refresh"' in page.content.decode()
    assert "排队等着" in text(desk.get(f"{place}progress/", headers={"HX-Request": "true"}))
    assert desk.get(f"{place}progress/").status_code == 303
    assert desk.post(f"{place}check/").status_code == 422  # one hand at a time
    assert work_off() == 1
    assert f"新录入 {COUNT}" in text(desk.get(place))
    desk.post(f"{place}commit/", {"new": str(COUNT), "changed": "0"})
    assert "正在导入" in text(desk.get(place))
    assert entered() == 0
    assert work_off() == 1
    assert "看结果" in text(desk.get(f"{place}progress/", headers={"HX-Request": "true"}))
    assert "已导入" in text(desk.get(place))
    assert entered() == COUNT
    desk.post(f"{place}undo/")
    assert "正在撤销" in text(desk.get(place))
    work_off()
    assert "已撤销" in text(desk.get(place))
    assert entered() == 0


def test_the_button_stops_it_and_nothing_is_written(desk):
    place = upload(desk, [person(n) for n in range(COUNT)])
    work_off()
    desk.post(f"{place}commit/", {"new": str(COUNT), "changed": "0"})
    assert desk.post(f"{place}stop/").status_code == 303
    assert work_off() == 0
    page = desk.get(place)
    assert "已停下" in text(page) and "下一步：导入" in text(page)
    assert entered() == 0


def test_what_changed_meanwhile_is_judged_anew_and_not_written(desk):
    place = upload(desk, [person(n) for n in range(COUNT)])
    work_off()
    desk.post(f"{place}commit/", {"new": str(COUNT), "changed": "0"})
    with inside(database.scope_of("deputy")) as scope:
        few = services.open_batch(
            scope, database.world().orgs["willow"], as_csv([person(3)]), name="先来的.csv"
        )
        services.commit_batch(scope, services.weigh_batch(scope, few))
    work_off()
    page = text(desk.get(place))
    assert "名册有变动" in page and f"新录入 {COUNT - 1}" in page and "没有变动 1" in page
    assert entered() == 1


def test_in_an_office_that_has_ended_nothing_is_written(desk):
    place = upload(desk, [person(n) for n in range(COUNT)])
    work_off()
    desk.post(f"{place}commit/", {"new": str(COUNT), "changed": "0"})
    with inside(whole_house()):
        Appointment.objects.filter(person=database.world().people["secretary"], office="secretary").update(
            until=clock.today()
        )
    work_off()
    assert last_job().state == Job.State.REFUSED
    assert entered() == 0


def test_a_failure_leaves_the_batch_as_it_was_and_says_so(desk, monkeypatch):
    place = upload(desk, [person(n) for n in range(COUNT)])
    work_off()
    desk.post(f"{place}commit/", {"new": str(COUNT), "changed": "0"})

    def broken(*args: Any, **values: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("zhibu.exchange.services.committing.enrol", broken)
    work_off()
    page = text(desk.get(place))
    assert "没有办成" in page and "ZeroDivisionError" in page and "下一步：导入" in page
    assert entered() == 0
