"""What was entered or corrected on a card, by whom, and who else looked at it (录入—审核)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import SealedText, classify

from .member import Member


class Change(models.Model):
    """One field of one card: what it said, what it shall say. Sealed fields are shown by their masks.

    `wanted`: the value itself, where the card goes on saying the old one until a second person agrees;
    `was`: the old value of a sealed field that a sheet changed, so that the sheet can be taken back.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("本人提出，待支部核对")
        ENTERED = "entered", _("已录入，待审核")
        DONE = "done", _("已生效")
        DECLINED = "declined", _("未采纳")

    class Source(models.TextChoices):
        """Where what was entered comes from."""

        BY_HAND = "by_hand", _("手工录入")
        IMPORT = "import", _("表格导入")
        OWN_REQUEST = "own_request", _("本人提出")
        FOUNDING = "founding", _("建库时录入")
        NATIONAL = "national", _("全国系统")

    classes = classify(
        internal=(
            "id member field state source batch made_by made_by_name made_at "
            "decided_by decided_by_name decided_at"
        ),
        sensitive="before after why answer",
        core="wanted was",
    )

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, default="")
    after = models.CharField(max_length=200, default="")
    why = models.CharField(max_length=200, default="")
    wanted = SealedText(index=False, label=_("待审核的新内容"))
    was = SealedText(index=False, label=_("原来的内容"))
    state = models.CharField(max_length=20, choices=State)
    source = models.CharField(max_length=20, choices=Source, default=Source.BY_HAND, db_default="by_hand")
    batch = models.UUIDField(null=True, blank=True)  # the sheet it came in with
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField(db_default=Now())
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=60, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [
            models.Index(fields=["member", "-made_at"], name="change_of_member"),
            models.Index(fields=["batch"], name="change_of_batch", condition=models.Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.field}"
