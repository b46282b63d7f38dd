"""Where a member belonged from when to when: to which branch, and in it to which group."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

from .member import Member


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    path_field = "branch__path"
    by_person = True

    def on(self, day: date) -> Self:
        """Belonging runs from the first day through the day before `until`."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=day), from_on__lte=day)


class Membership(models.Model):
    """A member belonged to a branch. Who left on a day is not counted on it; who came is."""

    class How(models.TextChoices):
        """进入支部类型."""

        ADMITTED = "admitted", _("新发展")
        TRANSFERRED = "transferred", _("组织关系转入")
        RESTORED = "restored", _("组织关系恢复")
        ENTERED = "entered", _("建库录入")

    class Left(models.TextChoices):
        """转离支部类型: moves, and the exits of 党章 and 党员教育管理工作条例."""

        TRANSFERRED = "transferred", _("组织关系转出")
        DEATH = "death", _("死亡")
        REMOVAL = "removal", _("除名")
        RESIGNATION = "resignation", _("退党除名")
        WITHDRAWAL_URGED = "withdrawal_urged", _("劝退")
        WITHDRAWAL_REFUSED = "withdrawal_refused", _("劝而不退除名")
        EXPULSION = "expulsion", _("开除党籍")
        CANDIDACY_CANCELLED = "candidacy_cancelled", _("取消预备党员资格")
        SUSPENSION = "suspension", _("停止党籍")
        MISTAKE = "mistake", _("误录更正")

    classes = classify(
        internal="id member branch branch_name from_on until how made_by made_at ended_by ended_at",
        sensitive="left why resolution approval",
    )

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    branch_name = models.CharField(max_length=120)  # frozen: the branch may lie outside the reader's scope
    from_on = models.DateField(_("进入支部日期"))
    until = models.DateField(_("离开支部日期"), null=True, blank=True)
    how = models.CharField(_("进入支部类型"), max_length=20, choices=How)
    left = models.CharField(_("离开类型"), max_length=30, choices=Left, blank=True, default="")
    why = models.CharField(_("原因"), max_length=200, blank=True, default="")
    resolution = models.CharField(_("支部大会决议"), max_length=120, blank=True, default="")
    approval = models.CharField(_("上级批复"), max_length=120, blank=True, default="")
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_by = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(until__isnull=True), name="one_branch_today"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("from_on")),
                name="membership_runs_forward",
                violation_error_message=_("离开日期不能早于进入日期。"),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "from_on"], name="membership_of_branch"),
            models.Index(fields=["from_on"], name="membership_begins"),
            models.Index(fields=["until"], name="membership_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.branch_id} {self.from_on}"


class GroupingQuerySet(ScopedQuerySet["Grouping"]):
    path_field = "group__path"
    by_person = True

    def on(self, day: date) -> Self:
        return self.filter(models.Q(until=None) | models.Q(until__gt=day), from_on__lte=day)


class Grouping(models.Model):
    """A member's place in a group (党小组) of the branch."""

    classes = classify(
        internal="id member group from_on until",
    )

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="groupings")
    group = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = GroupingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(until__isnull=True), name="one_group_today"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.group_id}"
