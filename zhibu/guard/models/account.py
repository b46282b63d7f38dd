"""How a person proves who they are: password, one-time paper code, second factor; and the lock-out."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from zhibu.kernel.fields import SealedText, classify, masks
from zhibu.kernel.ids import uuid7

from .person import Person


class Account(models.Model):
    """A sign-in name. Raising `version` ends every session and token made under an older one.

    `standing` is another number after whatever changes the person's grants; the database sees to it.
    """

    classes = classify(
        internal="person login version standing must_change exempt closed_at made_at",
        core="password",
    )

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="account")
    login = models.CharField(
        _("登录名"), max_length=60, unique=True, error_messages={"unique": _("这个登录名已经有人用了。")}
    )
    password = models.CharField(max_length=200, default="")  # argon2id; empty: paper codes only
    version = models.PositiveIntegerField(default=1)
    standing = models.BigIntegerField(db_default=0, editable=False)
    must_change = models.BooleanField(default=False)
    exempt = models.BooleanField(default=False)  # 演示 account: no second factor; never beside a real member
    closed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.login


class Authenticator(models.Model):
    """A second factor (TOTP). `last_step` refuses the same six digits twice. Unconfirmed: being set up."""

    classes = classify(
        internal="id person made_at confirmed_at last_step ended_at",
        core="secret",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)  # part of the seal
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authenticators")
    secret = SealedText(mask=masks.whole, index=False)  # base32
    made_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True, confirmed_at__isnull=False),
                name="one_second_factor",
            )
        ]

    def __str__(self) -> str:
        return f"totp {self.pk}"


class Recovery(models.Model):
    """One of ten codes on paper for the day the phone is lost. It stands as long as its authenticator."""

    classes = classify(internal="id person authenticator made_at used_at ended_at", core="digest")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    authenticator = models.ForeignKey(Authenticator, on_delete=models.PROTECT, related_name="recoveries")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # ten new ones were printed

    def __str__(self) -> str:
        return f"recovery {self.pk}"


class Code(models.Model):
    """A one-time code on a paper slip, handed over by the secretary. Only its keyed digest is kept."""

    classes = classify(
        internal="id person made_by made_by_name made_at expires_on used_at ended_at",
        core="digest",
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="codes")
    digest = models.BinaryField(unique=True)
    made_by = models.UUIDField(null=True, blank=True)
    made_by_name = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # a newer slip was printed

    def __str__(self) -> str:
        return f"code {self.pk}"


class Attempt(models.Model):
    """Failed sign-ins by login and address; both are kept as keyed digests only."""

    powers = {"web": "SELECT, INSERT, UPDATE, DELETE", "work": "SELECT, DELETE"}
    classes = classify(
        internal="key failures first_at locked_until",
    )

    key = models.BinaryField(primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(db_default=Now())
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"
