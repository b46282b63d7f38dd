"""Derived figures. Every row follows from facts of the contexts below and can be derived again."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

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


# Read and written by the database's own functions alone, so that no login needs a power over them.
CLOSED = {"web": "", "work": ""}


class Stretch(models.Model):
    """A member in a branch while nothing that is counted changed: memberships and particulars in one."""

    powers = CLOSED
    classes = classify(
        internal=(
            "id member_id branch_id from_on until sex ethnicity born_on joined_on education occupation "
            "category"
        ),
    )

    member_id = models.UUIDField()
    branch_id = models.BigIntegerField()
    from_on = models.DateField()
    until = models.DateField(null=True)
    sex = models.CharField(max_length=10)
    ethnicity = models.CharField(max_length=2)
    born_on = models.DateField()
    joined_on = models.DateField()
    education = models.CharField(max_length=30)
    occupation = models.CharField(max_length=30)
    category = models.CharField(max_length=30)

    class Meta:
        indexes = [
            models.Index(
                fields=["branch_id", "from_on"],
                name="stretch_of_branch",
                include=[
                    "until",
                    "sex",
                    "ethnicity",
                    "born_on",
                    "joined_on",
                    "education",
                    "occupation",
                    "category",
                    "member_id",
                ],
            ),
            models.Index(fields=["member_id"], name="stretch_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.branch_id} {self.from_on}"


class Touched(models.Model):
    """Written with a fact, taken away when it is folded in: until then the figures count this member anew.

    Without a member: the tree itself has changed, and everything is counted anew.
    """

    powers = CLOSED
    classes = classify(internal="id member_id")

    member_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.member_id or "")


class Cube(models.Model):
    """Members under a node of the tree of one day, by key of a dimension, as of the last folding."""

    powers = CLOSED
    classes = classify(internal="id path dimension key on_day members")

    path = models.CharField(max_length=60, db_collation="C")
    dimension = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    on_day = models.DateField()
    members = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "on_day"], name="cube_of_node", include=["dimension", "key", "members"]
            )
        ]
        constraints = [models.UniqueConstraint(fields=["path", "dimension", "key"], name="one_cell")]

    def __str__(self) -> str:
        return f"{self.path} {self.dimension} {self.key}"


class Recount(models.Model):
    """A night's comparison of the pre-added figures with the facts. `differences` should be 0."""

    powers = {"web": "SELECT", "work": "SELECT"}
    classes = classify(internal="id day stretches cells differences seconds made_at")

    day = models.DateField()
    stretches = models.PositiveIntegerField()
    cells = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()
    seconds = models.DecimalField(max_digits=8, decimal_places=2)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.day} {self.differences}"
