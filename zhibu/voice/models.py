"""What somebody told a branch or the keepers of the platform, and what was done about it."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import SealedText, classify
from zhibu.kernel.ids import uuid7
from zhibu.orgs.models import Org

LONGEST = 2000


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        return self.exclude(closed_at=None)

    def with_steps(self) -> Self:
        return self.select_related("org", "desk").prefetch_related("steps")


class Suggestion(models.Model):
    """一条意见. Written by anybody, with or without a name; who wrote it is kept only if the writer said so.

    `org` is whom it is about and never changes; None: the platform itself. `desk` is who has to answer now;
    None: the platform's administrators. Rows are made by zhibu.voice_receive alone, which gives the number.
    """

    powers = {"web": "SELECT, UPDATE", "work": "SELECT"}
    classes = classify(
        public="id number",
        internal="org desk at closed_at",
        sensitive="text name contact",
        core="word",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # part of the seal of `contact`
    number = models.CharField(_("编号"), max_length=12, unique=True)
    word = models.BinaryField()  # keyed digest of the pick-up word
    org = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("意见"), max_length=LONGEST)
    name = models.CharField(_("姓名"), max_length=60, blank=True, default="")
    contact = SealedText(index=False, label=_("联系方式"))
    at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org"], name="suggestion_about"),
            models.Index(fields=["desk"], name="suggestion_at_desk"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def latest(self) -> Step:
        """The last step; of rows fetched with_steps()."""
        return list(self.steps.all())[-1]


class Step(models.Model):
    """一步办理: received, handed on, answered, closed. What was said is not changed afterwards."""

    class What(models.TextChoices):
        RECEIVED = "received", _("已收到")
        HANDED = "handed", _("已转交")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已办结")

    powers = {"web": "SELECT, INSERT", "work": "SELECT"}
    classes = classify(internal="id suggestion what to_name words by by_name by_office at")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=What)
    to_name = models.CharField(max_length=120, default="")  # frozen: the other desk need not be visible here
    words = models.TextField(max_length=LONGEST, default="")
    by: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=60, default="")
    by_office = models.CharField(max_length=160, default="")  # what the writer is shown: office, not name
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["suggestion"], name="step_of_suggestion")]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.what}"


class Knock(models.Model):
    """How often one sender came today. The key is a keyed digest that is another one tomorrow; no address."""

    powers = {"web": "SELECT", "work": "SELECT"}
    classes = classify(internal="key on count")

    key = models.BinaryField(primary_key=True)
    on = models.DateField()
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.on} {self.count}"
