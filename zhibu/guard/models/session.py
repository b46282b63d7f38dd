"""A device that is signed in, and a token of the API. Each ends with its account's version."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from zhibu.kernel.fields import classify

from .person import Person

OWN_HAT = 0  # in Session.appointment: the member's own hat was chosen


class Session(models.Model):
    """One browser of one person. Only the digest of its cookie is kept."""

    classes = classify(
        internal=(
            "id person version how device appointment made_at seen_at second_factor_at ended_at ended_why"
        ),
        core="digest",
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions")
    digest = models.BinaryField(unique=True)
    version = models.PositiveIntegerField()
    how = models.CharField(max_length=20)  # password, code
    device = models.CharField(max_length=120, default="")
    appointment = models.BigIntegerField(null=True, blank=True)  # the hat worn; None: none chosen yet
    made_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    second_factor_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=60, default="")

    class Meta:
        indexes = [models.Index(fields=["person"], name="session_of_person")]

    def __str__(self) -> str:
        return self.device


class Token(models.Model):
    """A bearer's token of the API: one person under one grant."""

    classes = classify(
        internal="id person version name appointment made_at expires_on ended_at",
        core="digest",
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    digest = models.BinaryField(unique=True)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=60, default="")
    appointment = models.BigIntegerField(null=True, blank=True)  # None: the member's own
    made_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
