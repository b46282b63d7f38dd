"""Who is a relative of whom, as far as one may review the other's card (回避)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.guard.models import Person
from zhibu.kernel.fields import classify

from .member import Member


class Kinship(models.Model):
    """A member and a person who is related: from then on neither reviews the other's card.

    Declared by either of them, or by the desk of the branch. A wrong one is withdrawn, not deleted.
    """

    classes = classify(
        internal="id member relative declared_by declared_by_name declared_at withdrawn_by withdrawn_at",
        sensitive="relation",
    )

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="kinships")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(_("亲属关系"), max_length=30)
    declared_by = models.UUIDField(null=True, blank=True)
    declared_by_name = models.CharField(max_length=60, default="")
    declared_at = models.DateTimeField(db_default=Now())
    withdrawn_by = models.UUIDField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "relative"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="kinship_declared_once",
                violation_error_message=_("这一对亲属关系已经登记过了。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("relative")),
                name="nobody_is_his_own_relative",
            ),
        ]
        indexes = [
            models.Index(
                fields=["relative"],
                name="kinship_of_relative",
                condition=models.Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.relative_id}"
