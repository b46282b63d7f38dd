"""What was answered to a write of the API, so that the same key is answered the same again."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Reply(models.Model):
    """One Idempotency-Key of one person: the digest of the request and the answer given."""

    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT, DELETE"}

    actor = models.UUIDField()
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_reply_per_key")]

    def __str__(self) -> str:
        return self.key
