"""A meeting of a branch, a branch committee or a group: 三会一课, 主题党日 and their kin."""

from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    path_field = "branch__path"

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "-pk")

    def standing(self) -> Self:
        """What counts: recorded and not withdrawn by a later correction."""
        return self.filter(withdrawn_at=None)


class Meeting(models.Model):
    """A meeting that was held. Its branch never changes; what was wrong is corrected with a reason."""

    class Kind(models.TextChoices):
        ASSEMBLY = "assembly", _("支部党员大会")
        BRANCH_COMMITTEE = "branch_committee", _("支部委员会")
        GROUP = "group", _("党小组会")
        LESSON = "lesson", _("党课")
        THEME_DAY = "theme_day", _("主题党日")
        LIFE_MEETING = "life_meeting", _("组织生活会")
        APPRAISAL = "appraisal", _("民主评议党员")

    classes = classify(
        internal=(
            "id branch branch_name kind topic held_on begins_at place chair recorder invited for_year hours "
            "late recorded_by recorded_at archived_at number withdrawn_at withdrawn_by "
            "withdrawn_why"
        ),
        sensitive="notes closing",
    )

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    branch_name = models.CharField(max_length=120)  # frozen: who has moved away no longer sees the branch
    kind = models.CharField(_("会议类型"), max_length=20, choices=Kind)
    topic = models.CharField(_("议题"), max_length=200)
    held_on = models.DateField(_("日期"))
    begins_at = models.TimeField(_("时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=100, blank=True, default="")
    chair = models.CharField(_("主持人"), max_length=60, blank=True, default="")
    recorder = models.CharField(_("记录人"), max_length=60, blank=True, default="")
    invited = models.CharField(_("列席人员"), max_length=300, blank=True, default="", db_default="")
    for_year = models.PositiveSmallIntegerField(_("所属年度"), null=True, blank=True)
    hours = models.DecimalField(
        _("学时"),
        max_digits=4,
        decimal_places=1,
        default=0,
        validators=[MinValueValidator(0, _("学时不能是负数。"))],
    )
    notes = models.TextField(_("会议内容"), blank=True, default="", max_length=20000)
    closing = models.TextField(_("主持人小结"), blank=True, default="", db_default="", max_length=2000)
    late = models.BooleanField(default=False)  # 补录: recorded more than a month after it was held
    recorded_by = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("第几次"), null=True, blank=True)  # frozen when archived
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=60, blank=True, default="")
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "kind", "held_on", "topic"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="meeting_recorded_once",
                violation_error_message=_("这次会议已经记录过了。"),
            )
        ]
        indexes = [
            models.Index(fields=["branch", "-held_on"], name="meeting_of_branch"),
            models.Index(fields=["-held_on", "-id"], name="meeting_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"

    @property
    def withdrawn(self) -> bool:
        return self.withdrawn_at is not None
