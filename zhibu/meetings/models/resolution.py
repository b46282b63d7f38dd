"""What a meeting resolved, by which vote, and how its norms judged it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify

from .meeting import Meeting


class Resolution(models.Model):
    """One matter put to the vote. The verdict is kept as it was read aloud on that day."""

    class Purpose(models.TextChoices):
        ORDINARY = "ordinary", _("一般事项")
        ADMISSION = "admission", _("接收预备党员、预备党员转正")

    classes = classify(
        internal=(
            "id meeting branch_id text purpose approve oppose abstain written_before passed verdicts sort"
        ),
    )

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    branch_id = models.BigIntegerField()
    text = models.CharField(_("决议事项"), max_length=300)
    purpose = models.CharField(_("事项类别"), max_length=20, choices=Purpose, default=Purpose.ORDINARY)
    approve = models.PositiveIntegerField(_("赞成"))
    oppose = models.PositiveIntegerField(_("反对"), default=0)
    abstain = models.PositiveIntegerField(_("弃权"), default=0)
    written_before = models.PositiveIntegerField(_("会前书面赞成"), default=0)
    passed = models.BooleanField()
    verdicts = models.JSONField(default=list)
    sort = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "text"], name="one_vote_each")]
        indexes = [models.Index(fields=["branch_id"], name="resolution_of_branch")]

    def __str__(self) -> str:
        return self.text
