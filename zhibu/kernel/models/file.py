"""A file that was handed in: what it is called and who brought it. The bytes lie under their digest."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7


class File(models.Model):
    """One handing-in. The same bytes brought twice are two rows and one file in the store."""

    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}
    classes = classify(public="id digest size kind at", internal="name uploaded_by")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    uploaded_by = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
