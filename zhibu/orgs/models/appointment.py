"""Who holds which office where, from when to when; and the term for which a committee was elected."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.guard.models import Person
from zhibu.kernel.fields import classify
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.orgs.offices import CHOICES

from .org import Org


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    path_field = "org__path"

    def on(self, day: date) -> Self:
        held = self.filter(models.Q(until=None) | models.Q(until__gt=day), from_on__lte=day)
        return held.filter(models.Q(lapses_on=None) | models.Q(lapses_on__gt=day))

    def waiting(self) -> Self:
        """Those that a second person has neither confirmed nor declined."""
        return self.filter(needs_second=True, confirmed_at=None, until=None)

    def in_force(self, day: date) -> Self:
        """Those that give rights: a second person has confirmed what needs one."""
        return self.on(day).filter(models.Q(needs_second=False) | models.Q(confirmed_at__isnull=False))


class Appointment(models.Model):
    """An office held. It is ended by a date and a reason, never deleted."""

    classes = classify(
        public="org office from_on until",
        internal=(
            "id person basis lapses_on reads_from reads_until ended_why needs_second made_by made_at "
            "confirmed_by confirmed_at"
        ),
    )

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    office = models.CharField(_("职务"), max_length=30, choices=CHOICES)
    from_on = models.DateField(_("任职日期"))
    until = models.DateField(_("免职日期"), null=True, blank=True)
    basis = models.CharField(_("任职依据"), max_length=200, blank=True, default="")
    ended_why = models.CharField(_("免职原因"), max_length=200, blank=True, default="")
    lapses_on = models.DateField(_("到期日期"), null=True, blank=True)  # from that day it gives no right
    reads_from = models.DateField(_("查阅起始日期"), null=True, blank=True)  # an examiner's period, both
    reads_until = models.DateField(_("查阅截止日期"), null=True, blank=True)  # days included
    needs_second = models.BooleanField(default=False)
    made_by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    confirmed_by = models.UUIDField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "person", "office"],
                condition=models.Q(until__isnull=True),
                name="office_held_once",
                violation_error_message=_("这位同志已经担任这个职务。"),
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("made_by")),
                name="second_person_is_another",
                violation_error_message=_("提出人不能自己确认，请另一位管理员确认。"),
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("from_on")),
                name="office_runs_forward",
                violation_error_message=_("免职日期不能早于任职日期。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(office="examiner")
                | models.Q(
                    lapses_on__isnull=False,
                    lapses_on__gt=models.F("from_on"),
                    reads_until__gte=models.F("reads_from"),
                    needs_second=True,
                ),
                name="examiner_reads_for_a_time",
                violation_error_message=_("迎检查阅人要写明查阅哪一段时间、到哪天为止。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.office}"

    @property
    def confirmed(self) -> bool:
        """Whether it gives rights: confirmed by a second person, or needing none."""
        return not self.needs_second or self.confirmed_at is not None


class Term(models.Model):
    """A committee (or the secretary of a branch without one) elected on a day (任期)."""

    classes = classify(
        public="org elected_on ended_on",
        internal="id note",
    )

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="terms")
    elected_on = models.DateField(_("选举日期"))
    ended_on = models.DateField(_("届满改选日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "elected_on"], name="one_term_a_day")]

    def __str__(self) -> str:
        return f"{self.org_id} {self.elected_on}"
