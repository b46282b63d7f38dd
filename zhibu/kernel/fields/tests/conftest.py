"""A key file of its own, and a small model that has sealed texts."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from zhibu.kernel.crypto import keyfile
from zhibu.kernel.fields import SealedText, classify, masks, normal
from zhibu.kernel.ids import uuid7


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIBU_KEYS", str(tmp_path / "keys.json"))
    monkeypatch.setattr(keyfile, "_ring", None)
    yield keyfile.ensure(database_empty=True)
    keyfile._ring = None


@pytest.fixture
def card():
    """A card with an ID number, which comes from an abstract parent, a phone and a remark."""
    with isolate_apps():

        class Identified(models.Model):
            id_number = SealedText(
                mask=masks.id_number, normal=normal.id_number, unique=True, label="身份证号"
            )

            class Meta:
                abstract = True
                app_label = "kernel"

        class Card(Identified):
            id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
            name = models.CharField(max_length=60)
            phone = SealedText(mask=masks.phone, normal=normal.phone, label="手机")
            remark = SealedText(index=False)

            classes = classify(public="id", internal="name", sensitive="id_number phone", core="remark")

            class Meta:
                app_label = "kernel"

            def __str__(self):
                return self.name

        yield Card
