"""What every node above a branch counted on past days: large ones row by row, the others key by key."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhibu.kernel.fields import classify

from .closed import CLOSED


class Cell(models.Model):
    """Which place in the arrays of past figures counts which key of which dimension."""

    powers = CLOSED
    classes = classify(internal="number dimension key")

    number = models.SmallIntegerField(primary_key=True)
    dimension = models.CharField(max_length=20)
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dimension", "key"], name="one_place_each")]

    def __str__(self) -> str:
        return f"{self.number} {self.dimension} {self.key}"


class Kept(models.Model):
    """A large node of the tree: all it counts is kept together, in one row for each day of a change."""

    powers = CLOSED
    classes = classify(internal="path")

    path = models.CharField(max_length=60, db_collation="C", primary_key=True)

    def __str__(self) -> str:
        return self.path


class Reach(models.Model):
    """The days whose figures are kept, of every node above a branch."""

    powers = CLOSED
    classes = classify(internal="id since through")

    since = models.DateField()
    through = models.DateField()

    def __str__(self) -> str:
        return f"{self.since} {self.through}"


class Past(models.Model):
    """What a large node counted from a day until its next row: its members and every key."""

    powers = CLOSED
    classes = classify(internal="id path from_on members cells")

    path = models.CharField(max_length=60, db_collation="C")
    from_on = models.DateField()
    members = models.IntegerField()
    cells = ArrayField(models.IntegerField(), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "from_on"], include=["members"], name="past_of_node")
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.from_on}"


class Step(models.Model):
    """What a node that is not large counted by one key: from each of these days on, another number.

    `number` is that of a cell; 0 counts the members.
    """

    powers = CLOSED
    classes = classify(internal="id path number days totals")

    path = models.CharField(max_length=60, db_collation="C")
    number = models.SmallIntegerField()
    days = ArrayField(models.DateField())
    totals = ArrayField(models.IntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "number"], name="steps_of_node")]

    def __str__(self) -> str:
        return f"{self.path} {self.number}"
