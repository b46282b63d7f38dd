"""Where a kind of paper (or a seal, a key) lies. Said anew when it moves; what was said before stays."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org


class KeepingQuerySet(ScopedQuerySet["Keeping"]):
    path_field = "org__path"


class Keeping(models.Model):
    class Thing(models.TextChoices):
        MINUTES = "minutes", _("会议记录本、签到册")
        WORKBOOK = "workbook", _("支部工作手册")
        FILES = "files", _("党员档案和名册")
        ADMISSION = "admission", _("发展党员材料")
        DUES = "dues", _("党费账册和收据")
        SEAL = "seal", _("印章")
        KEY = "key", _("活动场所钥匙")
        OTHER = "other", _("其他")

    classes = classify(internal="id org thing where_it_lies made_by made_by_name made_at replaced_at")

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    thing = models.CharField(_("什么东西"), max_length=10, choices=Thing)
    where_it_lies = models.CharField(_("放在哪里，由谁保管"), max_length=200)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = KeepingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "thing"],
                condition=models.Q(replaced_at__isnull=True),
                name="one_place_for_each_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.org_id}"
