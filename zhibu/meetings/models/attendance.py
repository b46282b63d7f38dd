"""Who was expected, and who came. Frozen with the meeting: it never joins to the person's card."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet

from .meeting import Meeting


class AttendanceQuerySet(ScopedQuerySet["Attendance"]):
    path_field = "meeting__branch__path"


class Attendance(models.Model):
    """One person at one meeting: the name and the kind of membership as they were on that day."""

    class Mark(models.TextChoices):
        PRESENT = "present", _("到会")
        REMOTE = "remote", _("线上参加")
        EXCUSED = "excused", _("请假")
        ABSENT = "absent", _("未到")

    classes = classify(
        internal="id meeting branch_id person_id name category entitled left_out mark came_late marked_at",
    )

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    branch_id = models.BigIntegerField()
    person_id = models.UUIDField()  # no foreign key: the archive does not depend on the card
    name = models.CharField(max_length=60)
    category = models.CharField(max_length=20)  # formal, probationary
    entitled = models.BooleanField()  # 应到会有表决权
    left_out = models.BooleanField(
        default=False, db_default=False
    )  # 不计入应到会: only where somebody is admitted (QUO-05)
    mark = models.CharField(max_length=10, choices=Mark)
    came_late = models.BooleanField(_("迟到"), default=False, db_default=False)
    marked_at = models.DateTimeField(db_default=Now())

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person_id"], name="one_mark_each")]
        indexes = [
            models.Index(fields=["person_id"], name="attendance_of_person"),
            models.Index(fields=["branch_id"], name="attendance_of_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.mark}"


class Excuse(models.Model):
    """Why somebody could not come. Apart from the mark: the reason is not for everybody's eyes."""

    classes = classify(
        internal="id attendance branch_id person_id made_by made_at",
        sensitive="reason",
    )

    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, related_name="excuse")
    branch_id = models.BigIntegerField()
    person_id = models.UUIDField()
    reason = models.CharField(_("请假原因"), max_length=100)
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"excuse {self.pk}"
