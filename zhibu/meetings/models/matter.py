"""事项: what somebody took on at a meeting, only where it was said so; and whether it is done."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

from .meeting import Meeting
from .resolution import Resolution


class MatterQuerySet(ScopedQuerySet["Matter"]):
    path_field = "branch__path"

    def open(self) -> Self:
        return self.filter(done_at=None)

    def soonest_first(self) -> Self:
        return self.order_by("due_on", "pk")


class Matter(models.Model):
    """One thing to do, of a resolution or of the meeting: who does it, until when; done with a word."""

    classes = classify(
        internal=(
            "id branch meeting resolution what owner_id owner_name due_on made_by made_by_name made_at "
            "done_at done_by_name done_word"
        ),
    )

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="matters")
    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="matters", null=True, blank=True
    )
    what = models.CharField(_("办什么事"), max_length=300)
    owner_id = models.UUIDField()  # no foreign key: like the list of the meeting
    owner_name = models.CharField(max_length=60)
    due_on = models.DateField(_("哪天前办完"))
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=60, blank=True, default="")
    done_word = models.CharField(_("办得怎么样"), max_length=200, blank=True, default="")

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "what", "owner_id"],
                name="matter_said_once",
                violation_error_message=_("这件事已经交给这位同志了。"),
            )
        ]
        indexes = [
            models.Index(fields=["branch", "due_on"], name="matter_of_branch"),
            models.Index(fields=["owner_id"], name="matter_of_owner"),
        ]

    def __str__(self) -> str:
        return self.what

    def late_on(self, day: date) -> bool:
        return self.done_at is None and self.due_on < day
