"""One sheet that somebody handed in: who, when, for which organisation, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

KEPT = timedelta(days=7)  # rows of a sheet that nobody confirms
TAKEN_BACK_WITHIN = timedelta(days=30)


class BatchQuerySet(ScopedQuerySet["Batch"]):
    path_field = "org__path"
    by_person = True

    def open(self) -> Self:
        """Those that are neither in the roster nor put away."""
        return self.filter(state__in=[Batch.State.READ, Batch.State.CHECKED])


class Batch(models.Model):
    """一批导入. The file itself is not kept: its name, size and digest are; its rows lie sealed in chunks.

    `columns` says for each column of the sheet which field it is, None for a column that is left aside;
    `places` which branch is meant by a name of the sheet that no branch has; `fills` what holds for
    everybody in a field that the sheet does not have; `from_on` since when they belong where it does not say.
    """

    class State(models.TextChoices):
        READ = "read", _("已读入")
        CHECKED = "checked", _("已核对")
        DONE = "done", _("已导入")
        DROPPED = "dropped", _("已作废")
        UNDONE = "undone", _("已撤销")

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, UPDATE"}
    classes = classify(
        public="id state digest size encoding rows counts made_at committed_at ended_at from_on job",
        internal=(
            "org file_name sheet heading columns places fills result made_by made_by_name "
            "committed_by committed_by_name ended_by ended_by_name"
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    file_name = models.CharField(_("文件名"), max_length=120)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sheet = models.CharField(max_length=120, default="")
    encoding = models.CharField(max_length=20, default="")
    heading = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    fills = models.JSONField(default=dict)
    from_on = models.DateField(_("进入支部日期"), null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # kind of row → how many, left-out rows apart
    job = models.UUIDField(null=True, blank=True)  # the last job asked for
    result = models.JSONField(default=dict)  # new, changed, waiting; after undoing: removed, restored, kept
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField(db_default=Now())
    committed_by = models.UUIDField(null=True)
    committed_by_name = models.CharField(max_length=60, default="")
    committed_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)  # who dropped or undid it
    ended_by_name = models.CharField(max_length=60, default="")
    ended_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "-made_at"], name="batch_of_org")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def open(self) -> bool:
        return self.state in {self.State.READ, self.State.CHECKED}

    @property
    def new(self) -> int:
        return int(self.counts.get("n", 0))

    @property
    def changed(self) -> int:
        return int(self.counts.get("c", 0))

    @property
    def unchanged(self) -> int:
        return int(self.counts.get("u", 0))

    @property
    def bad(self) -> int:
        """Rows that cannot enter as they are."""
        return sum(self.counts.get(kind, 0) for kind in "whd")

    @property
    def left_out(self) -> int:
        return int(self.counts.get("x", 0))

    @property
    def enters(self) -> int:
        return self.new + self.changed

    @property
    def said(self) -> str:
        """Why it could not be judged."""
        return str(self.result.get("said", ""))
