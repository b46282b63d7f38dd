"""A long piece of work that somebody asked for: who, what, how far it is, how it ended."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7


class JobQuerySet(models.QuerySet["Job"]):
    def live(self) -> Self:
        """Those that wait or are being done."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def broken(self) -> Self:
        """Those that failed through no fault of whoever asked."""
        return self.filter(state__in=[Job.State.FAILED, Job.State.INTERRUPTED])


class Job(models.Model):
    """One job. `arguments` and `result` are ids and counts, never what stands on a card.

    `claim` is the hand that does it now: whoever has lost the job to another hand cannot end it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        STOPPED = "stopped", _("已停下")
        REFUSED = "refused", _("没有办")
        FAILED = "failed", _("出错")
        INTERRUPTED = "interrupted", _("中断")

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, UPDATE, DELETE"}
    classes = classify(
        public="id kind state done total tries claim asked_at began_at seen_at ended_at stop_asked_at",
        internal="actor actor_name office org_id appointment purpose arguments result said",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60, default="")
    office = models.CharField(max_length=40, default="")
    org_id = models.BigIntegerField(null=True)
    appointment = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    said = models.CharField(max_length=500, default="")  # why it did not end well, and what to do
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # the last sign of life of the hand that does it
    ended_at = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="job_live", condition=models.Q(state__in=["waiting", "running"])
            ),
            models.Index(fields=["ended_at"], name="job_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def live(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}
