"""The one installation this database is, and the closed table with which it checks scopes."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Installation(models.Model):
    """One row. `demo` is said at the founding and never changed: invented and real people do not mix."""

    powers = {"web": "SELECT", "work": "SELECT"}

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=200, default="")
    demo = models.BooleanField(default=False)
    founded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return self.name


class ScopeKey(models.Model):
    """The two pads of the scope's HMAC. No serving login may read them; only zhibu.scope_ok() does."""

    powers = {"web": "", "work": ""}

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    installation = models.CharField(max_length=64)
    inner_pad = models.BinaryField()
    outer_pad = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_scope_key")]

    def __str__(self) -> str:
        return self.installation
