"""What was held: by branch and month, and added up for the large nodes."""

from __future__ import annotations

from typing import Self

from django.db import models

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

from .closed import CLOSED


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


class NodeMonth(models.Model):
    """What was held in a month under a large node as the tree stands now. Rows add up: a change is one more.

    Folding puts rows of the same month, kind and field together; nobody waits for a row of a node above.
    """

    powers = CLOSED
    classes = classify(internal="id path month kind field held expected present hours folded")

    path = models.CharField(max_length=60, db_collation="C")
    month = models.CharField(max_length=7, db_collation="C")
    kind = models.CharField(max_length=20)
    field = models.CharField(max_length=30)
    held = models.IntegerField()
    expected = models.IntegerField()
    present = models.IntegerField()
    hours = models.DecimalField(max_digits=12, decimal_places=1)
    folded = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "month"],
                name="month_of_node",
                include=["kind", "field", "held", "expected", "present", "hours"],
            ),
            models.Index(fields=["path"], name="month_unfolded", condition=models.Q(folded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.month} {self.kind}"
