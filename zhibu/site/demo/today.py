"""What lies on the desk of the demonstration's branch today: a meeting that has begun, one to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from zhibu.guard.models import Account
from zhibu.kernel import clock
from zhibu.kernel.ids import uuid7
from zhibu.meetings.models import Invitation, Leave, Meeting, Plan, Seat
from zhibu.meetings.services.planning import call
from zhibu.orgs.models import Org

CODE = "6284"
AWAY = ("外出务工", "生病住院")
STILL_OPEN = 5  # with the member one can be: registering is left to whoever tries it
DAYTIME = range(8, 21)


def plan(branch: Org, now: datetime) -> None:
    """One assembly of today, half an hour old, its list being ticked; one theme day of next week."""
    day = now.date()
    going = _planned(branch, "assembly", "通报党费收支、讨论冬季清河", day, "党群服务中心二楼")
    going.agenda = [{"title": "通报党费收支", "materials": ""}, {"title": "讨论冬季清河", "materials": ""}]
    going.begins_at = time(now.hour) if now.hour in DAYTIME else None
    going.noticed_at, going.opened_at, going.code = now - timedelta(days=3), now, CODE
    going.save()
    call(going)
    _tick(going, now)
    coming = _planned(branch, "theme_day", "清洁家园、走访老党员", day + timedelta(days=6), "村口集合")
    coming.begins_at = time(9)
    coming.save()


def ask_to_meet(host: Org, guest: Org, day: date) -> None:
    """The branch next to it asks to hold a theme day together; it lies on the desk until it is answered."""
    plan = _planned(host, "theme_day", "两村联合清河", day + timedelta(days=9), f"{host.short_name}村部")
    plan.joint, plan.begins_at, plan.noticed_at = uuid7(), time(9), clock.now()
    plan.save()
    Invitation.objects.create(
        plan=plan,
        joint=plan.joint,
        host_id=host.pk,
        host_name=host.name,
        branch_id=guest.pk,
        kind=plan.kind,
        topic=plan.topic,
        held_on=plan.held_on,
        begins_at=plan.begins_at,
        place=plan.place,
    )


def _planned(branch: Org, kind: str, topic: str, day: date, place: str) -> Plan:
    return Plan(
        branch=branch,
        branch_name=branch.name,
        kind=Meeting.Kind(kind),
        topic=topic,
        held_on=day,
        place=place,
    )


def _tick(going: Plan, now: datetime) -> None:
    """Nearly everybody has come, two are away, a few have not been registered yet."""
    faces = set(Account.objects.filter(login="member").values_list("person_id", flat=True))
    seats = [seat for seat in going.seats.order_by("pk") if seat.person_id not in faces]
    open_still = STILL_OPEN - len(faces)
    for seat in seats[: -open_still or None]:
        seat.mark, seat.marked_at = "present", now
    for seat, why in zip(seats[3::7], AWAY, strict=False):
        seat.mark = "excused"
        Leave.objects.create(
            seat=seat,
            branch_id=seat.branch_id,
            person_id=seat.person_id,
            reason=why,
            made_by=seat.person_id,
            made_by_name=seat.name,
        )
    Seat.objects.bulk_update(seats, ["mark", "marked_at"])
