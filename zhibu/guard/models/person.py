"""A human: a name, an account or none. Offices and member cards point here."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import classify
from zhibu.kernel.ids import uuid7


class Letters(models.IntegerChoices):
    """The sizes of letters: 16, 20, 24 and 30 px."""

    NORMAL = 0, _("普通版")
    LARGE = 1, _("大字版")
    LARGER = 2, _("大字版，字更大")
    LARGEST = 3, _("大字版，字最大")


class Person(models.Model):
    """`letters` is the size the branch has set for somebody; what the person chooses goes before."""

    classes = classify(internal="id name made_at letters")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    made_at = models.DateTimeField(db_default=Now())
    letters = models.PositiveSmallIntegerField(_("字号"), choices=Letters, db_default=Letters.NORMAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(letters__lte=Letters.LARGEST), name="letters_known")
        ]

    def __str__(self) -> str:
        return self.name


class Viewing(models.Model):
    """Somebody looked at a person's card. Shown to the person: 谁看过我的信息."""

    powers = {"web": "SELECT, INSERT", "work": "SELECT, INSERT"}  # the command line opens cards too
    classes = classify(internal="id person viewer viewer_name office what why at")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # written without reading back
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="viewings")
    viewer = models.UUIDField()
    viewer_name = models.CharField(max_length=60)  # frozen: the viewer may move away
    office = models.CharField(max_length=120)
    what = models.CharField(max_length=60)
    why = models.CharField(max_length=200, default="")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="viewing_of_person")]

    def __str__(self) -> str:
        return f"{self.viewer_name} {self.what}"
