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

    class Method(models.TextChoices):
        """表决方式, as the rules name them; empty where nobody wrote it: a line on paper, for the pen."""

        SHOW_OF_HANDS = "show_of_hands", _("举手")
        SECRET_BALLOT = "secret_ballot", _("无记名投票")
        OPEN_BALLOT = "open_ballot", _("记名投票")
        ORAL = "oral", _("口头表决")

    classes = classify(
        internal=(
            "id meeting branch_id text purpose method approve oppose abstain written_before passed verdicts "
            "sort"
        ),
    )

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    branch_id = models.BigIntegerField()
    text = models.CharField(_("决议事项"), max_length=300)
    purpose = models.CharField(_("事项类别"), max_length=20, choices=Purpose, default=Purpose.ORDINARY)
    method = models.CharField(
        _("表决方式"), max_length=20, choices=Method, blank=True, default="", db_default=""
    )
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
