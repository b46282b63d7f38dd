"""会后一问: one question after a meeting, answered without a name. Nothing here leads from person to answer.

What a person did (`EchoMark`) and what was answered (`EchoTally`) share the question and nothing else: no
moment, no number in order, no row of one answer. All tallies of a question are rewritten together with
each answer, so that not even the database's own row versions say which of them the last one was.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.models import Org

from .meeting import Meeting


class EchoQuerySet(ScopedQuerySet["Echo"]):
    path_field = "branch__path"


class Echo(models.Model):
    """The question that the branch puts to whoever was there. Closed it stays closed."""

    FEWEST = 5  # the walls of the database know the same number
    CHOICES = (3, 5)

    classes = classify(
        internal="id branch meeting text choices asked_by asked_by_name asked_at closed_at closed_by_name"
    )
    powers = {"web": "SELECT, INSERT", "work": "SELECT"}

    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="echo")
    text = models.CharField(_("问什么"), max_length=100)
    choices = models.JSONField(_("可选的答案"))  # three to five texts, in order
    asked_by = models.UUIDField(null=True, blank=True)
    asked_by_name = models.CharField(max_length=60, blank=True, default="")
    asked_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True, default="")

    objects = EchoQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


class EchoMark(models.Model):
    """Somebody has answered: that, and not what. Seen by that person alone."""

    classes = classify(internal="id echo", sensitive="person_id")
    powers = {"web": "SELECT", "work": ""}

    id = models.UUIDField(primary_key=True)  # at random: not in order
    echo = models.ForeignKey(Echo, on_delete=models.PROTECT, related_name="marks")
    person_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["echo", "person_id"], name="one_echo_each")]

    def __str__(self) -> str:
        return f"echo {self.echo_id}"


class EchoTally(models.Model):
    """How often one of the answers was given; seen once the question is closed and enough have answered."""

    classes = classify(internal="id echo choice count")
    powers = {"web": "SELECT", "work": ""}

    echo = models.ForeignKey(Echo, on_delete=models.PROTECT, related_name="tallies")
    choice = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["echo", "choice"], name="one_tally_each")]

    def __str__(self) -> str:
        return f"echo {self.echo_id}: {self.choice}"
