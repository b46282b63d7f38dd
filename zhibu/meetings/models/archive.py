"""What is added to the record of a meeting: its minutes, confirmations, corrections, a scan; and 未开."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

from .meeting import Meeting


class Minute(models.Model):
    """One item of the agenda and what was said about it."""

    classes = classify(internal="id meeting branch_id sort title", sensitive="said")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    branch_id = models.BigIntegerField()
    sort = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("议程"), max_length=200)
    said = models.TextField(_("发言摘要"), blank=True, default="", max_length=10000)

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="minute_of_branch")]

    def __str__(self) -> str:
        return self.title


class Confirmation(models.Model):
    """Chair or recorder says: this is how it was. With both the record is archived."""

    class Part(models.TextChoices):
        CHAIR = "chair", _("主持人")
        RECORDER = "recorder", _("记录人")

    classes = classify(internal="id meeting branch_id part name made_by made_by_name note made_at")
    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="confirmations")
    branch_id = models.BigIntegerField()
    part = models.CharField(_("谁确认"), max_length=10, choices=Part)
    name = models.CharField(max_length=60)  # whose confirmation it is
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")  # who pressed the button
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "part"], name="one_confirmation_each")]
        indexes = [models.Index(fields=["branch_id"], name="confirmation_of_branch")]

    def __str__(self) -> str:
        return f"{self.part} {self.name}"


class Correction(models.Model):
    """更正: what the record said and what it says now, who, when, why. It stays beside the record."""

    classes = classify(
        internal="id meeting branch_id about label why made_by made_by_name made_at", sensitive="before after"
    )
    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    branch_id = models.BigIntegerField()
    about = models.CharField(max_length=80)  # place, mark:<person>, vote:<resolution>, minute:<number>
    label = models.CharField(max_length=300)
    before = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")
    why = models.CharField(_("更正原因"), max_length=200)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="correction_of_branch")]

    def __str__(self) -> str:
        return self.label


class Scan(models.Model):
    """A page of the handwritten book, where the superior demands handwriting."""

    classes = classify(internal="id meeting branch_id digest size kind name made_by made_by_name made_at")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="scans")
    branch_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["branch_id"], name="scan_of_branch")]

    def __str__(self) -> str:
        return self.name


class UnheldQuerySet(ScopedQuerySet["Unheld"]):
    path_field = "branch__path"


class Unheld(models.Model):
    """未开: a meeting that was due in a period and was not held, and why. A calm state, read above too."""

    classes = classify(internal="id branch kind period why made_by made_by_name made_at taken_back_at")

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("会议类型"), max_length=20, choices=Meeting.Kind)
    period = models.CharField(max_length=8)  # 2026-11, 2026Q4, 2026
    why = models.CharField(_("未开的原因"), max_length=200)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = UnheldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "kind", "period"],
                condition=models.Q(taken_back_at__isnull=True),
                name="unheld_said_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"
