"""An archived record is kept by the database itself: only a correction of the same transaction changes it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from zhibu.meetings import selectors, services
from zhibu.meetings.api.records import whole_meeting
from zhibu.meetings.models import (
    Attendance,
    Confirmation,
    Correction,
    Excuse,
    Meeting,
    Minute,
    Resolution,
)
from zhibu.meetings.papers.reading import records
from zhibu.meetings.services import Said, Tick, Vote
from zhibu.site.testing.world import inside

KEPT = "archived: "


@pytest.fixture
def archived(world, scope_of):
    """An assembly of today with minutes, a vote and an excuse, confirmed by both."""
    with inside(scope_of("secretary")) as scope:
        plan = services.plan_meeting(
            scope,
            world.orgs["willow"],
            kind="assembly",
            topic="讨论清河",
            held_on=services.presence.clock.today(),
            chair="王建国",
            recorder="王建国",
        )
        services.open_meeting(scope, plan)
        ticks = {seat.person_id: Tick("present") for seat in plan.seats.all()}
        ticks[world.people["elder"].pk] = Tick("excused", why="住院")
        services.tick(scope, plan, ticks)
        meeting = services.finish_record(
            scope, plan, minutes=[Said("讨论清河", "同意")], votes=[Vote(text="清河", approve=3)]
        )
        yield scope, meeting


def confirm(scope, meeting):
    services.confirm_record(scope, meeting, part="chair")
    assert Meeting.objects.get(pk=meeting.pk).archived_at is not None


CHANGES = (
    ("who sat in", lambda m: Meeting.objects.filter(pk=m).update(invited="别人")),
    ("the close", lambda m: Meeting.objects.filter(pk=m).update(closing="别的")),
    ("how it was voted", lambda m: Resolution.objects.filter(meeting=m).update(method="oral")),
    ("the place", lambda m: Meeting.objects.filter(pk=m).update(place="别处")),
    ("the day", lambda m: Meeting.objects.filter(pk=m).update(held_on="2026-01-01")),
    ("the branch's name", lambda m: Meeting.objects.filter(pk=m).update(branch_name="别处")),
    ("the number", lambda m: Meeting.objects.filter(pk=m).update(number=9)),
    ("the archive itself", lambda m: Meeting.objects.filter(pk=m).update(archived_at=None)),
    ("a withdrawal without a reason", lambda m: Meeting.objects.filter(pk=m).update(withdrawn_by="x")),
    ("a mark", lambda m: Attendance.objects.filter(meeting=m).update(mark="absent")),
    ("a name", lambda m: Attendance.objects.filter(meeting=m).update(name="别人")),
    ("a count", lambda m: Resolution.objects.filter(meeting=m).update(approve=1)),
    ("whether it passed", lambda m: Resolution.objects.filter(meeting=m).update(passed=False)),
    ("a verdict", lambda m: Resolution.objects.filter(meeting=m).update(verdicts=[])),
    ("what was resolved", lambda m: Resolution.objects.filter(meeting=m).update(text="别的")),
    ("what was said", lambda m: Minute.objects.filter(meeting=m).update(said="别的")),
    ("a reason", lambda m: Excuse.objects.filter(attendance__meeting=m).update(reason="别的")),
    ("one item more", lambda m: Minute.objects.create(meeting_id=m, branch_id=1, title="后加的")),
)


def test_nothing_of_an_archived_record_is_changed_beside_a_correction(archived):
    scope, meeting = archived
    for what, change in CHANGES:  # until it is archived the wall is open: each change is one that can be made
        with transaction.atomic():
            if what not in {"the archive itself", "one item more"}:
                assert change(meeting.pk), what
            transaction.set_rollback(True)
    confirm(scope, meeting)
    for what, change in CHANGES:
        with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
            change(meeting.pk)
            pytest.fail(what)


def test_a_correction_opens_only_what_it_names(archived, world):
    scope, meeting = archived
    confirm(scope, meeting)
    services.correct_field(scope, meeting, "place", "老祠堂", why="漏写了")
    assert Meeting.objects.get(pk=meeting.pk).place == "老祠堂"
    services.correct_field(scope, meeting, "invited", "镇党委李莉", why="漏写了")
    services.correct_field(scope, meeting, "closing", "大家照办。", why="漏写了")
    kept = Vote(text="", approve=3, method="show_of_hands")
    row = services.correct_vote(scope, meeting, meeting.resolutions.get().pk, kept, why="漏写了")
    assert (
        row.after == "赞成 3，反对 0，弃权 0（举手）" and meeting.resolutions.get().method == "show_of_hands"
    )
    person = world.people["member"].pk
    services.correct_mark(scope, meeting, person, "absent", why="没到")
    lines = Attendance.objects.filter(meeting=meeting)
    assert lines.get(person_id=person).mark == "absent"
    for change in (
        lambda: Meeting.objects.filter(pk=meeting.pk).update(chair="别人"),
        lambda: lines.exclude(person_id=person).update(mark="absent"),
        lambda: lines.filter(person_id=person).update(entitled=False),
    ):
        with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
            change()
    services.withdraw_meeting(scope, meeting, why="整份记错")
    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(withdrawn_why="换个说法")


def test_a_correction_of_another_transaction_opens_nothing(db):
    """`written_now` says yes to this transaction and its savepoints alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_or(zhibu.written_now(xmin)), count(*) FROM django_migrations")
        earlier, rows = cursor.fetchone()
        assert rows and not earlier


def test_what_was_confirmed_and_corrected_cannot_be_taken_back(archived):
    scope, meeting = archived
    confirm(scope, meeting)
    services.correct_field(scope, meeting, "place", "老祠堂", why="漏写了")
    for rows in (Confirmation.objects, Correction.objects):
        for act in (
            lambda rows=rows: rows.update(made_by_name="别人"),
            lambda rows=rows: rows.all().delete(),
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                act()


def test_a_number_is_kept_when_an_earlier_one_is_recorded_later(world, scope_of):
    """补录 takes the next number that is free; the page, the paper and the API say the same."""
    willow, today = world.orgs["willow"], services.presence.clock.today()
    first = today.replace(month=1, day=1)
    with inside(scope_of("secretary")) as scope:

        def held(day, topic):
            marks = {e.person_id: "present" for e in selectors.expected_at(willow, "assembly", day)}
            values = {"kind": "assembly", "topic": topic, "held_on": day, "marks": marks, "chair": "王建国"}
            return services.record_meeting(scope, willow, recorder="王建国", **values)

        def said():
            rows = Meeting.objects.filter(branch=willow, kind="assembly").order_by("pk")
            assert {r.meeting.pk: r.number for r in records(list(rows))} == selectors.numbers(rows)
            assert [whole_meeting(row).number for row in rows] == [selectors.number_of(row) for row in rows]
            return [selectors.number_of(row) for row in rows]

        march, june = held(first.replace(month=3), "三月"), held(first.replace(month=6), "六月")
        confirm(scope, march)
        assert said() == [1, 2] and Meeting.objects.get(pk=march.pk).number == 1
        january = held(first.replace(month=1, day=20), "补录的一月")
        assert said() == [1, 3, 2] and january.late  # not archived yet: in the order of the days
        confirm(scope, june)
        assert said() == [1, 3, 2]
        confirm(scope, january)
        assert said() == [1, 3, 2]
        held(first.replace(month=2), "补录的二月")
        assert said() == [1, 3, 2, 4]
        services.withdraw_meeting(scope, january, why="记错了")
        assert said() == [1, 3, 2, 2]  # the withdrawn one keeps its own; its number is free again
