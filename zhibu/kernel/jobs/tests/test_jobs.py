"""Jobs with real commits: progress before the commit, stopping, crashes, two workers, whose grant it is."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from zhibu.kernel import drafts, jobs, undoing
from zhibu.kernel.events.days import clock
from zhibu.kernel.jobs import running
from zhibu.kernel.models import Audit, Draft, Fact, Job, Undo
from zhibu.kernel.scope import HOUSE
from zhibu.orgs.models import Appointment
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from . import work as work  # the jobs of this suite, learned by importing them
from .workers import worker

pytestmark = pytest.mark.story


def asked(who: str, kind: str, **arguments: object) -> Job:
    with inside(database.scope_of(who)) as scope:
        return jobs.ask(scope, kind, arguments)


def now(job: Job) -> Job:
    with inside(HOUSE):
        found = jobs.find(job.pk)
    assert found is not None
    return found


def steps() -> int:
    with inside(HOUSE):
        return Audit.objects.filter(action="suite.step").count()


@pytest.fixture
def working(committed):
    """The committed world; this connection is that of a worker."""
    database.use(settings.DATABASES["default"]["NAME"], "work")
    return committed


def test_a_job_is_done_under_the_grant_of_whoever_asked(working):
    job = asked("secretary", "suite.see")
    other = asked("officer", "suite.see")
    assert jobs.work_off() == 2
    done = now(job)
    assert done.state == Job.State.DONE
    assert done.result == {
        "cards": 6,
        "office": "secretary",
        "actor": str(working.people["secretary"].pk),
    }
    assert now(other).result["cards"] == len(working.members)
    assert done.ended_at and done.began_at and done.tries == 1


def test_what_was_asked_for_in_an_office_that_has_ended_is_not_done(working):
    job = asked("secretary", "suite.count", steps=3, pause=0)
    with inside(whole_house()):
        Appointment.objects.filter(person=working.people["secretary"], office="secretary").update(
            until=clock.today()
        )
    jobs.work_off()
    ended = now(job)
    assert ended.state == Job.State.REFUSED
    assert "任职" in ended.said
    assert steps() == 0


def test_a_closed_account_has_nothing_done_for_it(working):
    job = asked("secretary", "suite.count", steps=3, pause=0)
    with inside(whole_house()), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE guard_account SET closed_at = now() WHERE person_id = %s",
            [working.people["secretary"].pk],
        )
    jobs.work_off()
    assert now(job).state == Job.State.REFUSED


def test_a_refusal_is_told_in_its_own_words_and_nothing_half_done_stays(working):
    job = asked("secretary", "suite.refuse")
    jobs.work_off()
    assert (now(job).state, now(job).said) == (Job.State.REFUSED, "这批已经导入。")
    assert steps() == 0


def test_a_failure_tells_its_kind_and_no_person(working):
    job = asked("secretary", "suite.break")
    jobs.work_off()
    ended = now(job)
    assert ended.state == Job.State.FAILED
    assert "ZeroDivisionError" in ended.said and "张小明" not in ended.said
    assert steps() == 0
    with inside(HOUSE):
        assert [one.pk for one in jobs.broken()] == [job.pk]
        said = Fact.objects.get(kind="kernel.JobEnded").body
        assert (said["job"], said["person"]) == (str(job.pk), str(job.actor))


def test_unknown_work_is_refused_at_once(world, scope_of):
    with pytest.raises(KeyError):
        jobs.ask(scope_of("secretary"), "suite.unheard", {})


def test_jobs_are_seen_by_whoever_asked_and_by_the_keepers(working):
    job = asked("secretary", "suite.see")
    seen = {}
    for who in ("secretary", "deputy", "elm_secretary", "officer", "member", "auditor", "system_admin"):
        with inside(database.scope_of(who)):
            seen[who] = jobs.find(job.pk) is not None
    assert {who for who, sees in seen.items() if sees} == {"secretary", "system_admin"}
    with inside(database.scope_of("system_admin")):
        jobs.stop(job)  # keepers look
    assert now(job).state == Job.State.WAITING


def test_ended_jobs_are_forgotten_after_thirty_days(working):
    old, young = asked("secretary", "suite.see"), asked("secretary", "suite.see")
    jobs.work_off()
    with inside(HOUSE):
        Job.objects.filter(pk=old.pk).update(ended_at=clock.now() - timedelta(days=31))
        assert jobs.prune() == 1
        assert jobs.find(old.pk) is None
        assert jobs.find(young.pk) is not None


def test_what_might_be_taken_back_is_forgotten_the_day_after(working):
    with inside(HOUSE):
        for hours in (1, 25):
            at = clock.now() - timedelta(hours=hours)
            Undo.objects.create(actor=UUID(int=hours), kind="suite.see", at=at)
        assert undoing.prune() == 1
        assert Undo.objects.get().actor == UUID(int=1)


def test_what_was_typed_and_never_sent_is_forgotten_after_a_month(working):
    with psycopg.connect(database.url("owner"), autocommit=True) as owner:
        for number, (sealed, days) in enumerate(((b"x", 1), (b"x", 31), (b"", 1))):  # the last one was sent
            owner.execute(
                "INSERT INTO kernel_draft (id, actor, of, sealed, at) "
                "VALUES (%s, %s, '/voice/', %s, now() - make_interval(days => %s))",
                [UUID(int=number), UUID(int=9), sealed, days],
            )
    with inside(HOUSE):
        assert drafts.prune() == 2
        assert Draft.objects.get().pk == UUID(int=0)


def test_stopped_before_it_began_it_never_begins(working):
    job = asked("secretary", "suite.count", steps=3, pause=0)
    with inside(database.scope_of("secretary")):
        jobs.stop(job)
    assert jobs.work_off() == 0
    assert now(job).state == Job.State.STOPPED


def test_whoever_has_lost_the_job_to_another_hand_writes_nothing(working):
    job = asked("secretary", "suite.count", steps=2, pause=0)
    taken = running._take()
    assert taken is not None
    with inside(HOUSE):
        Job.objects.filter(pk=job.pk).update(claim=job.pk)  # another hand
    running.Runner()._perform(taken)
    assert now(job).state == Job.State.RUNNING
    assert steps() == 0


# ---- with processes


@pytest.mark.slow
def test_progress_is_seen_before_the_commit_and_the_button_stops_it(committed):
    job = asked("secretary", "suite.count", steps=600, pause=0.02)
    with worker() as one:
        one.until(lambda: now(job).done > 20)
        assert steps() == 0  # seen, and not yet true
        with inside(database.scope_of("secretary")):
            jobs.stop(job)
        one.until(lambda: not now(job).live)
    assert now(job).state == Job.State.STOPPED
    assert 0 < now(job).done < 600
    assert steps() == 0


@pytest.mark.slow
def test_a_knock_at_the_door_is_heard_at_once(committed):
    first = asked("secretary", "suite.see")
    with worker() as one:
        one.until(lambda: not now(first).live)
        time.sleep(1.0)
        began = time.monotonic()
        job = asked("secretary", "suite.see")
        one.until(lambda: not now(job).live)
        assert time.monotonic() - began < 2.0


@pytest.mark.slow
def test_killed_in_the_middle_it_is_taken_up_again_and_done_once(committed):
    job = asked("secretary", "suite.count", steps=60, pause=0.02)
    with worker() as victim:
        victim.until(lambda: now(job).done > 5)
        victim.kill()
    assert now(job).live
    assert steps() == 0
    with worker() as next_one:
        next_one.until(lambda: not now(job).live)
    assert (now(job).state, now(job).tries, steps()) == (Job.State.DONE, 2, 60)


@pytest.mark.slow
def test_what_kills_three_workers_is_left_alone_and_says_so(committed):
    job = asked("secretary", "suite.crash")
    for _ in range(running.TRIES):
        with worker() as victim:
            victim.process.wait(60)
    with worker() as wary:
        wary.until(lambda: not now(job).live)
    assert (now(job).state, now(job).tries) == (Job.State.INTERRUPTED, 3)
    assert "系统管理员" in now(job).said


@pytest.mark.slow
def test_two_workers_do_each_job_once(committed):
    many = [asked("secretary", "suite.count", steps=3, pause=0.01) for _ in range(20)]
    with worker() as one, worker() as two:
        one.until(lambda: not any(now(job).live for job in many))
        assert two.process.poll() is None
    assert {(now(job).state, now(job).tries) for job in many} == {(Job.State.DONE, 1)}
    assert steps() == 60


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["suite.sleep", "suite.count"])
def test_told_to_end_the_worker_ends_at_once_and_the_job_is_taken_up_again(committed, kind):
    arguments = {"steps": 400, "pause": 0.05} if kind == "suite.count" else {}
    job = asked("secretary", kind, **arguments)
    with worker() as told:
        told.until(lambda: now(job).done > 0)
        assert told.end() < 4.0
    assert (now(job).state, now(job).tries) == (Job.State.WAITING, 0)  # an orderly end is no try
    assert steps() == 0
    with worker() as next_one:
        next_one.until(lambda: now(job).state == Job.State.RUNNING)
        with inside(database.scope_of("secretary")):
            jobs.stop(job)
