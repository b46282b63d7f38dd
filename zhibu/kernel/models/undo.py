"""What may be taken back for half a minute: who did it, and the plain values that were there before."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7


class Undo(models.Model):
    """One offer. `facts` are ids and plain values of small things, never what stands on a card."""

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, DELETE"}
    classes = classify(public="id kind at used_at", internal="actor facts")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    actor = models.UUIDField()
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.kind
