"""What a norm has noticed, about whom, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.db import models


class Judged(Protocol):
    """A verdict: its JSON is the catalogue's."""

    def as_json(self) -> dict[str, Any]: ...


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> FindingQuerySet:
        return self.filter(cleared_on=None)

    def replace(self, norm: str, branch: int, verdicts: Mapping[str, Judged], *, on: date) -> None:
        """Let these be all the open findings of one norm about one organisation.

        A finding that stands keeps the day it was first noticed; one that no longer holds is cleared, not
        deleted. Verdicts that need nobody's attention (kept, not applicable) are not findings.
        """
        said = {subject: verdict.as_json() for subject, verdict in verdicts.items()}
        worth = {s: v for s, v in said.items() if v["level"] not in {"kept", "not_applicable"}}
        standing = {f.subject: f for f in self.open().filter(norm=norm, branch_id=branch)}
        for subject, finding in standing.items():
            if subject not in worth:
                finding.cleared_on = on
                finding.save(update_fields=["cleared_on"])
        for subject, verdict in worth.items():
            self.update_or_create(
                norm=norm,
                branch_id=branch,
                subject=subject,
                cleared_on=None,
                defaults={"level": verdict["level"], "verdict": verdict},
                create_defaults={"level": verdict["level"], "verdict": verdict, "noticed_on": on},
            )


class Finding(models.Model):
    """An open matter a norm sees. `subject` is 'branch:3', 'branch_committee:3:2026-11', 'member:<id>'."""

    norm = models.CharField(max_length=60)
    branch_id = models.BigIntegerField()
    subject = models.CharField(max_length=100)
    level = models.CharField(max_length=20)
    verdict = models.JSONField()
    noticed_on = models.DateField()
    cleared_on = models.DateField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["norm", "branch_id", "subject"],
                condition=models.Q(cleared_on__isnull=True),
                name="one_open_finding",
            )
        ]
        indexes = [
            models.Index(
                fields=["branch_id"], name="finding_open", condition=models.Q(cleared_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.norm} {self.subject}"
