"""What was announced, to whom it must go, and the days that were turned."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Fact(models.Model):
    """An event, written in the transaction that made it true."""

    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT, DELETE"}

    kind = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    body = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["at"], name="fact_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class ListenerRow(models.Model):
    """The listeners of the whole house, written by `migrate`: a process that serves one context knows all."""

    powers = {"web": "SELECT", "work": "SELECT"}

    name = models.CharField(max_length=100, primary_key=True)
    kind = models.CharField(max_length=100, db_index=True)

    class Meta:
        db_table = "kernel_listener"

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One fact for one listener: waiting, done, or parked after eight tries until a person looks at it."""

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, UPDATE, DELETE"}

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="deliveries")
    listener = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "listener"], name="heard_once_each")]
        indexes = [
            models.Index(
                fields=["listener", "subject", "fact"],
                name="delivery_waiting",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(fields=["done_at"], name="delivery_done"),
        ]

    def __str__(self) -> str:
        return f"{self.listener} {self.subject}"


class Day(models.Model):
    """A day that was announced."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return str(self.day)
