"""The rows of a batch, five hundred at a time: packed, sealed, and wiped once they are no longer needed."""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.db import models

from zhibu.kernel import crypto
from zhibu.kernel.fields import Whole, classify
from zhibu.kernel.ids import uuid7

from .batch import Batch

SIZE = 500
PLACE = "exchange_chunk.sealed"


class Chunk(models.Model):
    """Rows that stand one after the other in the sheet. Beside the seal one letter a row says what it is.

    `kinds`: n new, c changed, u unchanged, w wrong, h held, d double, - not weighed yet, a blank for what is
    no person; a capital letter for a row that somebody should look at. `out`: x for a row that is left out.
    `first`: the sheet's own number of the first row.
    """

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, INSERT, UPDATE"}
    classes = classify(public="id batch number first kinds out", core="sealed")
    seals = (Whole("sealed", PLACE),)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # part of the seal
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    kinds = models.CharField(max_length=SIZE, default="")
    out = models.CharField(max_length=SIZE, default="")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_chunk_each")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"

    def put(self, rows: list[dict[str, Any]]) -> None:
        """Seal these rows; plain values only."""
        plain = zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 3)
        self.sealed = crypto.seal(plain, place=PLACE, row=str(self.pk))

    def take(self) -> list[dict[str, Any]]:
        """The rows in clear; none where they were wiped, or the key was changed while they waited."""
        if not self.sealed:
            return []
        try:
            plain = crypto.unseal(bytes(self.sealed), place=PLACE, row=str(self.pk))
        except crypto.UnknownKey:
            return []
        rows: list[dict[str, Any]] = json.loads(zlib.decompress(plain))
        return rows
