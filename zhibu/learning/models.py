"""Training that a committee organised (党校、集中轮训): recorded once, by whoever held it."""

from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org


class TrainingQuerySet(ScopedQuerySet["Training"]):
    path_field = "org__path"

    def standing(self) -> Self:
        """What counts: recorded and not withdrawn."""
        return self.filter(withdrawn_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-until", "-pk")


class Training(models.Model):
    """One course, by whom, for how many hours: they are of the year in which it ends."""

    classes = classify(
        internal=(
            "id org org_name title from_on until place hours made_by made_by_name made_at withdrawn_at "
            "withdrawn_by withdrawn_why"
        ),
    )

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    org_name = models.CharField(max_length=120)
    title = models.CharField(_("培训名称"), max_length=100)
    from_on = models.DateField(_("从哪天"))
    until = models.DateField(_("到哪天"))
    place = models.CharField(_("地点"), max_length=100, blank=True, default="")
    hours = models.DecimalField(
        _("学时"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0, _("学时不能是负数。"))]
    )
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=60, blank=True, default="")
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")

    objects = TrainingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "title", "from_on"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="training_recorded_once",
                violation_error_message=_("这次培训已经记过了。"),
            ),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("from_on")),
                name="training_ends_after_it_begins",
                violation_error_message=_("结束的日子不能早于开始的日子。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} {self.title}"


class Trainee(models.Model):
    """One who came: name and branch as they were when it was recorded."""

    classes = classify(internal="id training person_id name branch_id branch_name")
    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="trainees")
    person_id = models.UUIDField()
    name = models.CharField(max_length=60)
    branch_id = models.BigIntegerField()
    branch_name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "person_id"], name="one_trainee_each")]
        indexes = [
            models.Index(fields=["person_id"], name="trainee_person"),
            models.Index(fields=["branch_id"], name="trainee_of_branch"),
        ]

    def __str__(self) -> str:
        return self.name
