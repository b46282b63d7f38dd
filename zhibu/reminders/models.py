"""What was told to whom on which day, and on which days somebody wants to be told."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.guard.models import Person
from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7

EVERY_DAY = "1234567"


class Message(models.Model):
    """One day's message to one person: the findings and the ended jobs it speaks of. Who read it is nobody's
    business."""

    classes = classify(internal="id person on findings jobs made_at")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("日期"))
    findings = models.JSONField(default=list)  # numbers of findings: they are cleared, never deleted
    jobs = models.JSONField(default=list)  # numbers of one's own long jobs that ended that day
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="one_message_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Wish(models.Model):
    """On which weekdays somebody wants to be told, until when not at all, and whether outside zhibu too."""

    classes = classify(internal="person weekdays quiet_until outside changed_at")

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="+")
    weekdays = models.CharField(
        _("哪几天提醒"),
        max_length=7,
        blank=True,
        default=EVERY_DAY,
        validators=[RegexValidator(r"^1?2?3?4?5?6?7?$")],
    )
    quiet_until = models.DateField(_("暂停到哪一天"), null=True, blank=True)  # that day included
    outside = models.BooleanField(_("同时发到手机"), default=False)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.person_id} {self.weekdays}"
