"""What was entered or corrected on a card, by whom, and who else looked at it (录入—审核)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify

from .member import Member


class Change(models.Model):
    """One field of one card: what it said, what it shall say. Sealed fields are shown by their masks."""

    class State(models.TextChoices):
        ASKED = "asked", _("本人提出，待支部核对")
        ENTERED = "entered", _("已录入，待审核")
        DONE = "done", _("已生效")
        DECLINED = "declined", _("未采纳")

    classes = classify(
        internal="id member field state made_by made_by_name made_at decided_by decided_by_name decided_at",
        sensitive="before after why answer",
    )

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, default="")
    after = models.CharField(max_length=200, default="")
    why = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=20, choices=State)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=60, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [models.Index(fields=["member", "-made_at"], name="change_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"
