"""Members counted: as stretches without joins, and for today."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from zhibu.kernel.fields import classify

from .closed import CLOSED


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

    With an organisation: its place in the tree from a day until another was given (1) or taken (-1).
    With neither: what an organisation is has changed, and everything is counted anew.
    """

    powers = CLOSED
    classes = classify(internal="id member_id org_id path from_on until sign")

    member_id = models.UUIDField(null=True)
    org_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=60, db_collation="C", null=True)
    from_on = models.DateField(null=True)
    until = models.DateField(null=True)
    sign = models.SmallIntegerField(null=True)

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
            ),
            models.Index(
                fields=["path", "on_day"],
                name="cube_members",
                include=["members"],
                condition=models.Q(dimension="members"),
            ),
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
