"""差异: what the national system says otherwise, from the export that shows it to the one that does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import SealedText, classify, masks, normal
from zhibu.kernel.ids import uuid7
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.members.models import Member
from zhibu.orgs.models import Org

from .reconciliation import Reconciliation

KEPT = timedelta(days=90)  # the sealed contents of what is settled


class DiscrepancyQuerySet(ScopedQuerySet["Discrepancy"]):
    path_field = "branch__path"
    by_person = True

    def open(self) -> Self:
        return self.filter(settled_on=None)

    def to_do(self) -> Self:
        """Open, and nobody has said that it stays for now."""
        return self.open().filter(known_at=None)

    def under(self, where: Org) -> Self:
        return self.filter(branch__path__gte=where.path, branch__path__lt=where.path + "~")


class Discrepancy(models.Model):
    """One difference. The same as long as branch, person and field are the same; settled by an export alone.

    Whose value is right is not ours to decide. `number` and `name` are of a person whom we do not have; who
    has a card is found by it, and what our side says is read there. `theirs_digest` tells whether the
    national system says the same as before, or as our side by now.
    """

    class Kind(models.TextChoices):
        THEIRS = "theirs", _("全国系统有、本系统没有")
        OURS = "ours", _("本系统有、全国系统没有")
        FIELD = "field", _("这一项不同")

    classes = classify(
        public="id kind field place first_seen last_seen settled_on found_by seen_by settled_by",
        internal="branch member theirs_digest known_why known_by known_by_name known_at",
        sensitive="theirs name",
        core="number",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # part of the seals
    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=30, blank=True, default="")
    place = models.PositiveSmallIntegerField(default=0)  # in the order of the national system
    number = SealedText(mask=masks.id_number, normal=normal.id_number, label=_("公民身份号码"))
    name = SealedText(index=False, mask=masks.name, label=_("姓名"))
    theirs = SealedText(index=False, label=_("全国系统的内容"))
    theirs_digest = models.BinaryField(default=b"")
    found_by = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="+")
    seen_by = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, null=True, related_name="+")
    first_seen = models.DateField()
    last_seen = models.DateField()
    settled_on = models.DateField(null=True)
    known_why = models.CharField(_("暂不改的原因"), max_length=200, blank=True, default="")
    known_by = models.UUIDField(null=True)
    known_by_name = models.CharField(max_length=60, blank=True, default="")
    known_at = models.DateTimeField(null=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "member", "kind", "field"],
                condition=models.Q(settled_on__isnull=True, member__isnull=False),
                name="one_open_discrepancy",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_on__isnull=True, settled_by__isnull=True)
                | models.Q(settled_on__isnull=False, settled_by__isnull=False),
                name="settled_by_an_export",
            ),
        ]
        indexes = [
            models.Index(
                fields=["branch", "member", "place"],
                name="discrepancy_open",
                condition=models.Q(settled_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.field}"
