"""党内统计报表 as they were frozen."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.orgs.models import Org


class ReturnQuerySet(models.QuerySet["AnnualReturn"]):
    def edition_of(self, org: Org, as_of: date) -> AnnualReturn | None:
        """The last edition of a return."""
        return self.filter(org=org, as_of=as_of).order_by("-edition").first()

    def editions_of(self, org: Org, as_of: date) -> list[AnnualReturn]:
        """All editions of a return, the latest first."""
        return list(self.filter(org=org, as_of=as_of).order_by("-edition"))


class AnnualReturn(models.Model):
    """党内统计报表: the figures of an organisation frozen at the end of a year or half-year.

    Never changed: where facts were corrected later, another edition says why.
    """

    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}
    classes = classify(
        internal="id org as_of edition figures last checks why frozen_by frozen_by_name frozen_at",
    )

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    as_of = models.DateField(_("截止日期"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    figures = models.JSONField()  # key → number as text
    last = models.JSONField()  # the same of the year before, as carried
    checks = models.JSONField()  # 校核: what was compared, what was said where it did not agree
    why = models.CharField(_("重新冻结的原因"), max_length=200, blank=True, default="")
    frozen_by = models.UUIDField(null=True, blank=True)
    frozen_by_name = models.CharField(max_length=60, default="")
    frozen_at = models.DateTimeField(db_default=Now())

    objects = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "as_of", "edition"],
                name="one_edition",
                violation_error_message=_("刚刚有人冻结了这张报表，请刷新后再看。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.as_of} {self.edition}"
