"""Who did what under which office, as plain rows; and the seals that make a change of them evident."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7


def current_transaction() -> Cast:
    """The number of the running transaction as PostgreSQL counts them: never wrapped, never given twice."""
    number = models.Func(function="pg_current_xact_id")
    return Cast(Cast(number, models.TextField()), models.BigIntegerField())


class Audit(models.Model):
    """One deed or refusal. Rows are added and never changed; `xid` orders them for the sealer."""

    class Outcome(models.TextChoices):
        DONE = "done", _("已完成")
        REFUSED = "refused", _("被拒绝")

    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}
    classes = classify(
        public="id at xid action outcome", internal="actor actor_name office purpose subject detail"
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(db_default=Now())
    xid = models.BigIntegerField(db_default=current_transaction())
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60, default="")  # frozen: it outlives the person's row
    office = models.CharField(max_length=40, default="")
    purpose = models.CharField(max_length=40, default="")
    action = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE)
    subject = models.CharField(max_length=120, default="")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="audit_in_order"),
            models.Index(fields=["subject", "-at"], name="audit_of_subject"),
            models.Index(fields=["actor", "-at"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.outcome}"


class Seal(models.Model):
    """The committed rows of a stretch of transactions, chained to the seal before."""

    powers = {"web": "SELECT", "work": "SELECT, INSERT"}

    id = models.PositiveIntegerField(primary_key=True)  # counted without gaps: a seal taken out is missed
    xid_from = models.BigIntegerField()
    xid_upto = models.BigIntegerField()  # the first transaction after the stretch
    rows = models.PositiveIntegerField()
    suite = models.CharField(max_length=10)
    root = models.BinaryField()
    previous = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)
