"""对账: an export of the national system that was laid beside the base, and which branches it covered."""

from __future__ import annotations

import json
import zlib
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel import crypto
from zhibu.kernel.fields import Whole, classify
from zhibu.kernel.ids import uuid7
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

PLACE = "exchange_handedexport.sealed"


class ReconciliationQuerySet(ScopedQuerySet["Reconciliation"]):
    path_field = "org__path"
    by_person = True

    def done(self) -> Self:
        return self.filter(state=Reconciliation.State.DONE)


class Reconciliation(models.Model):
    """One export laid beside the base. The file is not kept: its name, size and digest are.

    `exported_on` is the day on which the national system gave it out; `laid_at` the moment at which our
    side was read. `fields` are those the export has a column for; `aside` its headings that were not read.
    """

    class State(models.TextChoices):
        READ = "read", _("已读入")
        DONE = "done", _("已对账")
        DROPPED = "dropped", _("没有对成")

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, UPDATE"}
    classes = classify(
        public="id state digest size rows counts made_at laid_at exported_on job fields",
        internal="org file_name sheet aside problems made_by made_by_name",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    file_name = models.CharField(_("文件名"), max_length=120)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sheet = models.CharField(max_length=120, default="")
    exported_on = models.DateField(_("导出日期"))
    fields = models.JSONField(default=list)
    aside = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)  # [row, column, reason, remedy]: sentences, never a number
    job = models.UUIDField(null=True, blank=True)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField(db_default=Now())
    laid_at = models.DateTimeField(null=True)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "-made_at"], name="reconciliation_of_org")]

    def __str__(self) -> str:
        return self.file_name


class HandedExport(models.Model):
    """The table of an export between its coming and its laying, sealed; emptied as soon as it is laid."""

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, UPDATE"}
    classes = classify(public="reconciliation", core="sealed")
    seals = (Whole("sealed", PLACE),)

    reconciliation = models.OneToOneField(
        Reconciliation, primary_key=True, on_delete=models.PROTECT, related_name="handed"
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.pk)

    def put(self, table: dict[str, Any]) -> None:
        """Seal the table; plain values only."""
        plain = zlib.compress(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode(), 1)
        self.sealed = crypto.seal(plain, place=PLACE, row=str(self.pk))

    def take(self) -> dict[str, Any]:
        """The table in clear; nothing where it was wiped."""
        if not self.sealed:
            return {}
        plain = crypto.unseal(bytes(self.sealed), place=PLACE, row=str(self.pk))
        table: dict[str, Any] = json.loads(zlib.decompress(plain))
        return table


class CoverageQuerySet(ScopedQuerySet["Coverage"]):
    path_field = "branch__path"
    by_person = True


class Coverage(models.Model):
    """A branch was covered by an export: its secretary knows until when the two were compared.

    Also of an export that a committee handed in, whose own row the branch does not see.
    """

    classes = classify(public="id branch exported_on laid_at", internal="reconciliation")

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="covered")
    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    exported_on = models.DateField()
    laid_at = models.DateTimeField()

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reconciliation", "branch"], name="one_coverage_each")]
        indexes = [models.Index(fields=["branch", "-laid_at"], name="coverage_of_branch")]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.exported_on}"


class WeekListQuerySet(ScopedQuerySet["WeekList"]):
    path_field = "branch__path"
    by_person = True


class WeekList(models.Model):
    """本周要到全国系统改的: made anew on the first working day of a week, until somebody says it is done.

    `done` speaks of the work, not of the differences: those are settled by the next export alone.
    """

    classes = classify(public="id branch week open changed made_at done_at", internal="done_by done_by_name")

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    week = models.DateField()  # its Monday
    open = models.PositiveIntegerField()
    changed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=60, default="")
    done_at = models.DateTimeField(null=True)

    objects = WeekListQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "week"], name="one_list_a_week")]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.week}"


def week_of(day: date) -> date:
    """The Monday of the week."""
    return date.fromordinal(day.toordinal() - day.weekday())
