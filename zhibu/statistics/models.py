"""Derived figures. Every row follows from facts of the contexts below and can be derived again."""

from __future__ import annotations

from typing import Self

from django.db import models

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org


class BranchMonthQuerySet(ScopedQuerySet["BranchMonth"]):
    path_field = "branch__path"

    def of(self, month: str) -> Self:
        return self.filter(month=month)


class BranchMonth(models.Model):
    """What one branch did in one month by one kind of meeting. Every level above is a sum of these."""

    derived = True
    classes = classify(
        internal="id branch month kind held expected present hours",
    )

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    month = models.CharField(max_length=7)  # '2026-11'
    kind = models.CharField(max_length=20)
    held = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    hours = models.DecimalField(max_digits=8, decimal_places=1)

    objects = BranchMonthQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "month", "kind"], name="one_row_a_month")]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.month} {self.kind}"
