"""An organisation, and the rows that say where in the tree it stood from when to when."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Length, Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet


class OrgQuerySet(ScopedQuerySet["Org"]):
    path_field = "path"

    def standing(self) -> Self:
        return self.filter(dissolved_on=None)

    def called(self, words: str) -> Self:
        words = words.replace("\0", "")
        return self.filter(models.Q(name__contains=words) | models.Q(code__iexact=words))

    def only_down_to(self, length: int) -> Self:
        """Those whose path is at most so long: the upper levels of a tree."""
        return self.annotate(depth=Length("path")).filter(depth__lte=length)

    def branches(self) -> Self:
        """Where members belong: branches, not the committees above nor the groups below."""
        return self.filter(kind=Org.Kind.BRANCH)


class Org(models.Model):
    """党委, 党总支, 党支部 or 党小组. The first ten fields are those of the national collection of 2017."""

    class Kind(models.TextChoices):
        PARTY_COMMITTEE = "party_committee", _("党委")
        GENERAL_BRANCH = "general_branch", _("党总支")
        BRANCH = "branch", _("党支部")
        GROUP = "group", _("党小组")

    class Form(models.TextChoices):
        """How a branch is set up (支部工作条例 第四、五条)."""

        SINGLE = "single", _("单独组建")
        JOINT = "joint", _("联合党支部")
        TEMPORARY = "temporary", _("临时党支部")

    class Field(models.TextChoices):
        """党组织类别, as the national survey forms list it."""

        STATE_ENTERPRISE = "state_enterprise", _("国有企业")
        PRIVATE_ENTERPRISE = "private_enterprise", _("非公有制企业")
        VILLAGE = "village", _("农村")
        AGENCY = "agency", _("机关")
        SCHOOL = "school", _("学校")
        OTHER_INSTITUTION = "other_institution", _("其他事业单位")
        COMMUNITY = "community", _("街道社区")
        SOCIAL_ORGANISATION = "social_organisation", _("社会组织")
        OTHER = "other", _("其他")

    class UnitSituation(models.TextChoices):
        SAME_AS_SUPERIOR = "same_as_superior", _("与上级党组织相同")
        LEGAL_PERSON = "legal_person", _("法人单位")
        JOINT = "joint", _("联合支部")

    classes = classify(
        public=(
            "id code name short_name kind form field phone unit_name uscc path founded_on dissolved_on sort"
        ),
        internal="external_code contact unit_situation unit_nature unit_party_status dissolved_why",
    )

    code = models.CharField(
        _("组织代码"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("这个组织代码已经有别的党组织在用。")},
    )
    external_code = models.CharField(_("全国系统代码"), max_length=40, blank=True, default="")
    name = models.CharField(_("党组织全称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60)
    kind = models.CharField(_("党组织层级"), max_length=20, choices=Kind)
    form = models.CharField(_("组建形式"), max_length=20, choices=Form, default=Form.SINGLE)
    field = models.CharField(_("党组织类别"), max_length=30, choices=Field)
    contact = models.CharField(_("联系人"), max_length=60, blank=True, default="")
    phone = models.CharField(_("联系电话"), max_length=30, blank=True, default="")
    unit_situation = models.CharField(
        _("单位情况"), max_length=30, choices=UnitSituation, default=UnitSituation.SAME_AS_SUPERIOR
    )
    unit_name = models.CharField(_("单位名称"), max_length=120, blank=True, default="")
    unit_nature = models.CharField(_("单位性质"), max_length=60, blank=True, default="")
    unit_party_status = models.CharField(_("单位建立党组织情况"), max_length=60, blank=True, default="")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    path = models.CharField(
        max_length=60, unique=True, db_collation="C"
    )  # today's place; Placement is the fact
    sort = models.PositiveIntegerField(default=0)
    founded_on = models.DateField(_("成立日期"))
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    dissolved_why = models.CharField(_("撤销原因"), max_length=200, blank=True, default="")

    objects = OrgQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def above_branch(self) -> bool:
        return self.kind in {self.Kind.PARTY_COMMITTEE, self.Kind.GENERAL_BRANCH}


class PlacementQuerySet(models.QuerySet["Placement"]):
    def on(self, day: date) -> Self:
        """The tree as it stood on that day; a place is held through the day before `until`."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=day), from_on__lte=day)


class Placement(models.Model):
    """An organisation stood under a parent from a day until, not including, another."""

    classes = classify(
        public="org parent path from_on until",
        internal="id why made_by made_at",
    )

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=60, db_collation="C")
    from_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=200, default="")
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org"], condition=models.Q(until__isnull=True), name="one_place_today"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("from_on")),
                name="placement_lasts",
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="placement_by_path"),
            models.Index(fields=["from_on"], name="placement_begins"),
            models.Index(fields=["until"], name="placement_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.path} {self.from_on}"
