"""A meeting that is planned, and the seat of everybody who is called to it, until its record is made."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

from .attendance import Attendance
from .meeting import Meeting


class PlanQuerySet(ScopedQuerySet["Plan"]):
    path_field = "branch__path"

    def open(self) -> Self:
        """What still lies ahead or is being worked on: neither called off nor recorded."""
        return self.filter(called_off_at=None, meeting=None)

    def soonest_first(self) -> Self:
        return self.order_by("held_on", "pk")


class Plan(models.Model):
    """What is to be held: kind, day, place, what is to be discussed. Its record is a `Meeting`.

    Branches that meet together have a plan each, under one `joint`: each keeps its own list and record.
    """

    classes = classify(
        internal=(
            "id branch branch_name kind topic held_on begins_at place link chair recorder agenda joint "
            "version made_by made_at noticed_at opened_at code meeting called_off_at called_off_by "
            "called_off_why"
        ),
    )

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    branch_name = models.CharField(max_length=120)
    kind = models.CharField(_("会议类型"), max_length=20, choices=Meeting.Kind)
    topic = models.CharField(_("议题"), max_length=200)
    held_on = models.DateField(_("日期"))
    begins_at = models.TimeField(_("时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=100, blank=True, default="")
    link = models.URLField(_("线上会议地址"), max_length=300, blank=True, default="")
    chair = models.CharField(_("主持人"), max_length=60, blank=True, default="")
    recorder = models.CharField(_("记录人"), max_length=60, blank=True, default="")
    agenda = models.JSONField(_("议程"), default=list, blank=True)  # [{"title", "materials"}], in order
    joint = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    noticed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # from here on the list is frozen
    code = models.CharField(_("到会口令"), max_length=4, blank=True, default="")
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="plan", null=True, blank=True
    )
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.CharField(max_length=60, blank=True, default="")
    called_off_why = models.CharField(max_length=200, blank=True, default="")

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "kind", "held_on", "topic"],
                condition=models.Q(called_off_at__isnull=True),
                name="meeting_planned_once",
                violation_error_message=_("这次会议已经拟好了。"),
            )
        ]
        indexes = [models.Index(fields=["branch", "-held_on"], name="plan_of_branch")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


class Seat(models.Model):
    """One person who is called: written with the notice, brought up to date until it opens."""

    classes = classify(
        internal=(
            "id plan branch_id person_id name category entitled called left_out mark came_late self_said "
            "marked_at"
        ),
    )

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="seats")
    branch_id = models.BigIntegerField()
    person_id = models.UUIDField()
    name = models.CharField(max_length=60)
    category = models.CharField(max_length=20)
    entitled = models.BooleanField()
    called = models.BooleanField(default=True)  # False: moved away before the meeting, no longer expected
    left_out = models.BooleanField(default=False)
    mark = models.CharField(max_length=10, choices=Attendance.Mark, blank=True, default="")
    came_late = models.BooleanField(_("迟到"), default=False)
    self_said = models.BooleanField(default=False)  # 本人登记的; what the secretary ticks is the record
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person_id"], name="one_seat_each")]
        indexes = [
            models.Index(fields=["person_id"], name="seat_of_person"),
            models.Index(fields=["branch_id"], name="seat_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.mark}"


class Tap(models.Model):
    """One tap on the list as a device sent it, perhaps long after: the device's own id makes twice once."""

    classes = classify(internal="id plan branch_id person_id mark late at made_by made_at")
    powers = {"web": "SELECT, INSERT", "work": "SELECT"}

    id = models.UUIDField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="taps")
    branch_id = models.BigIntegerField()
    person_id = models.UUIDField()
    mark = models.CharField(max_length=10, choices=Attendance.Mark)
    late = models.BooleanField(default=False)
    at = models.DateTimeField()  # by the device's clock, never later than it arrived
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="tap_of_branch")]

    def __str__(self) -> str:
        return f"tap {self.pk}"


class Leave(models.Model):
    """请假: why somebody cannot come. Apart from the seat: the reason is not for everybody's eyes."""

    classes = classify(
        internal="id seat branch_id person_id made_by made_by_name made_at taken_back_at",
        sensitive="reason",
    )

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="leaves")
    branch_id = models.BigIntegerField()
    person_id = models.UUIDField()
    reason = models.CharField(_("请假原因"), max_length=100)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="leave_of_branch")]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=models.Q(taken_back_at__isnull=True), name="one_leave_each"
            )
        ]

    def __str__(self) -> str:
        return f"leave {self.pk}"


class Exclusion(models.Model):
    """不计入应到会: why somebody with a vote is not counted, and who above approved it."""

    class Reason(models.TextChoices):
        ILLNESS = "illness", _("患病不能表达意志")
        ABROAD = "abroad_6_months", _("自费出国半年以上")
        BEDRIDDEN = "bedridden", _("长期卧床或生活不能自理")
        AWAY = "away_6_months", _("外出半年以上应转未转组织关系")
        HOME_TOWN = "retired_home_town", _("离退休后长期回原籍居住")
        MOBILE = "mobile_applied", _("流动党员本人申请不能到会")

    classes = classify(
        internal="id seat attendance branch_id person_id approval consented made_by made_by_name made_at "
        "dropped_at",
        sensitive="reason",
    )

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="exclusions")
    attendance = models.OneToOneField(
        Attendance, on_delete=models.PROTECT, related_name="exclusion", null=True, blank=True
    )
    branch_id = models.BigIntegerField()
    person_id = models.UUIDField()
    reason = models.CharField(_("不计入的情形"), max_length=20, choices=Reason)
    approval = models.CharField(_("上级批准"), max_length=100)
    consented = models.BooleanField(_("支部党员大会同意"), null=True, blank=True)  # null: before it was asked
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="exclusion_of_branch")]

    def __str__(self) -> str:
        return f"exclusion {self.pk}"


class Draft(models.Model):
    """What is typed of the minutes and not finished yet: kept on the server, with its version."""

    classes = classify(internal="id plan branch_id version saved_at saved_by_name", sensitive="data")

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="draft")
    branch_id = models.BigIntegerField()
    data = models.JSONField(default=dict)  # field of the form → what was typed
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by_name = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="draft_of_branch")]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Invitation(models.Model):
    """A branch asks another one to meet together; the other one's secretary plans it there, or declines."""

    classes = classify(
        internal=(
            "id plan joint host_id host_name branch_id kind topic held_on begins_at place link agenda "
            "made_at answered_at answered_by declined"
        ),
    )

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="invitations")
    joint = models.UUIDField()
    host_id = models.BigIntegerField()
    host_name = models.CharField(max_length=120)
    branch_id = models.BigIntegerField()  # who is asked
    kind = models.CharField(max_length=20)
    topic = models.CharField(max_length=200)
    held_on = models.DateField()
    begins_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=100, blank=True, default="")
    link = models.CharField(max_length=300, blank=True, default="")
    agenda = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=60, blank=True, default="")
    declined = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["joint", "branch_id"], name="one_invitation_each")]
        indexes = [models.Index(fields=["branch_id"], name="invitation_of_branch")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"
