"""报送: the figures of a quarter as a branch handed them in. Later ones are handed in anew, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org


class ReportQuerySet(ScopedQuerySet["Report"]):
    path_field = "branch__path"


class Report(models.Model):
    """Who handed in which figures of a quarter, and when. The last one of a quarter is the valid one."""

    classes = classify(
        internal="id branch branch_name year quarter figures reported_by reported_by_name reported_at",
    )

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    branch_name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField(_("年度"))
    quarter = models.PositiveSmallIntegerField(_("季度"))
    figures = models.JSONField(_("报送数字"))  # kind → column → number
    reported_by = models.UUIDField(null=True, blank=True)
    reported_by_name = models.CharField(_("报送人"), max_length=60)
    reported_at = models.DateTimeField(_("报送时间"), db_default=Now())

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["branch", "year", "quarter"], name="report_of_branch")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quarter__gte=1, quarter__lte=4),
                name="report_of_a_quarter",
                violation_error_message=_("季度是 1 到 4。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch_name} {self.year}Q{self.quarter}"
