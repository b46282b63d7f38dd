"""What changes in a member's life and counts in the figures of every past day: dated, one code each."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet

from .member import Member


class ParticularQuerySet(ScopedQuerySet["Particular"]):
    path_field = "member__path"
    by_person = True

    def on(self, day: date) -> Self:
        return self.filter(models.Q(until=None) | models.Q(until__gt=day), from_on__lte=day)


class Particular(models.Model):
    """人员类别, 学历, 工作岗位, 党籍状态, 流动或失联 of a member, each from a day until another.

    `basis` of a whereabouts is the direction of one who is away.
    """

    class Kind(models.TextChoices):
        CATEGORY = "category", _("人员类别")
        EDUCATION = "education", _("学历")
        OCCUPATION = "occupation", _("工作岗位")
        STANDING = "standing", _("党籍状态")
        WHEREABOUTS = "whereabouts", _("流动或失联")

    classes = classify(
        internal="id member kind code from_on until basis made_by made_at",
    )

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="particulars")
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=30)
    from_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, default="")
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    objects = ParticularQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=models.Q(until__isnull=True),
                name="one_particular_today",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("from_on")),
                name="particular_runs_forward",
            ),
        ]
        indexes = [models.Index(fields=["member", "kind", "from_on"], name="particular_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
