"""What somebody has typed into a form and not sent yet, sealed: a form may hold anything."""

from __future__ import annotations

import json
import zlib
from uuid import UUID, uuid5

from django.db import models
from django.db.models.functions import Now

from zhibu.kernel import crypto
from zhibu.kernel.fields import Whole, classify

PLACE = "kernel_draft.sealed"

Fields = dict[str, list[str]]


class Draft(models.Model):
    """The fields of one form (`of`, the address it is sent to) as one person last left them.

    Wiped when it was sent; the row itself goes with the worker, for the web deletes nothing.
    """

    powers = {"web": "SELECT, INSERT, UPDATE", "work": "SELECT, UPDATE, DELETE"}
    classes = classify(internal="id actor of at", core="sealed")
    seals = (Whole("sealed", PLACE),)

    id = models.UUIDField(primary_key=True, editable=False)  # of the person and the form; part of the seal
    actor = models.UUIDField()
    of = models.CharField(max_length=200)
    sealed = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.of

    @classmethod
    def key(cls, actor: str, of: str) -> UUID:
        """The one id that a draft of this form by this person can have."""
        return uuid5(UUID(actor), of)

    def put(self, fields: Fields) -> None:
        plain = zlib.compress(json.dumps(fields, ensure_ascii=False).encode(), 3)
        self.sealed = crypto.seal(plain, place=PLACE, row=str(self.pk))

    def take(self) -> Fields:
        """The fields in clear; none where they were wiped, or the key was changed meanwhile."""
        if not self.sealed:
            return {}
        try:
            plain = crypto.unseal(bytes(self.sealed), place=PLACE, row=str(self.pk))
        except crypto.UnknownKey:
            return {}
        found: Fields = json.loads(zlib.decompress(plain))
        return found
