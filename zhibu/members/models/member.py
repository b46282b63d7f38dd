"""The information card (信息卡) of a member: what does not change with the years, and copies for lists."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Left, Now
from django.utils.translation import gettext_lazy as _

from zhibu.guard.models import Person
from zhibu.kernel.fields import SealedText, classify, masks, normal
from zhibu.kernel.names import by_sound, stroke_key
from zhibu.kernel.scope import ScopedQuerySet
from zhibu.members.codes import code_list
from zhibu.orgs.models import Org

LAST = "\U0010ffff"  # sorts after every other character


class MemberQuerySet(ScopedQuerySet["Member"]):
    path_field = "path"
    by_person = True

    def here(self) -> Self:
        """Who belongs today: not those who died or left the Party."""
        return self.filter(gone_on=None)

    def gone(self) -> Self:
        """Who died or left the Party."""
        return self.filter(gone_on__isnull=False)

    def under(self, where: Org) -> Self:
        return self.filter(path__gte=where.path, path__lt=where.path + "~")

    def by_name(self) -> Self:
        return self.order_by("pinyin", "person_id")

    def called(self, words: str) -> Self:
        """Those whose name or pinyin initials begin with, or whose name contains, what was typed.

        Ranges, not LIKE: row-level security lets an index be asked with these only. Whose initials begin with
        letters stands in the order of names where the first letter does.
        """
        words = "".join(words.replace("\0", "").split())
        if not words.isascii():
            return self.filter(name__contains=words)
        low = words.lower()
        begins = models.Q(initials__gte=low, initials__lt=low + LAST)
        sounds = models.Q(pinyin__gte=low, pinyin__lt=low + LAST)
        if not low[:1].isalpha():
            return self.filter(begins | sounds)
        return self.filter(begins | sounds, pinyin__gte=low[0], pinyin__lt=low[0] + LAST)

    def initialled(self, letters: str) -> Self:
        """Those whose pinyin initials begin with two letters or more: in order of names along one index."""
        low = letters.lower()
        return self.filter(sounds=low[:2], initials__gte=low, initials__lt=low + LAST)


class Member(models.Model):
    """The card. Branch, category, education, post and whereabouts are dated rows beside it."""

    classes = classify(
        internal=(
            "person code name pinyin initials strokes sex ethnicity born_on joined_on converted_on "
            "sounds category_now branch path demo entered_by entered_at reviewed_by reviewed_at "
            "first_reviewed_at"
        ),
        sensitive="mobile landline home_address gone_on",
        core="id_number",
    )

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="member")
    # short, stable, said aloud: M0000123. The database numbers each card as it comes in (0002_walls).
    code = models.CharField(_("党员编号"), max_length=12, unique=True, editable=False, blank=True, default="")
    name = models.CharField(_("姓名"), max_length=60)  # a copy of the person's, for lists
    pinyin = models.CharField(max_length=200, db_collation="C")
    initials = models.CharField(max_length=30, db_collation="C")
    strokes = models.CharField(max_length=60, db_collation="C")  # 姓氏笔画, for ballots
    sounds = models.GeneratedField(
        expression=Left("initials", 2),
        output_field=models.CharField(max_length=2, db_collation="C"),
        db_persist=True,
    )
    sex = models.CharField(_("性别"), max_length=10, choices=code_list("sex").items())
    ethnicity = models.CharField(_("民族"), max_length=2, choices=code_list("ethnicity").items())
    born_on = models.DateField(_("出生日期"))
    joined_on = models.DateField(_("加入党组织日期"))
    converted_on = models.DateField(_("转为正式党员日期"), null=True, blank=True)
    id_number = SealedText(
        mask=masks.id_number, normal=normal.id_number, unique=True, label=_("公民身份号码")
    )
    mobile = SealedText(mask=masks.phone, normal=normal.phone, label=_("手机号码"))
    landline = models.CharField(_("固定电话"), max_length=30, blank=True, default="")
    home_address = SealedText(mask=masks.address, index=False, label=_("家庭住址"))
    branch = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="members")
    path = models.CharField(max_length=60, db_collation="C")  # a copy of the branch's, for walls and lists
    # a copy of today's 人员类别, for lists: whoever writes the dated rows, the database carries it here
    category_now = models.CharField(max_length=30, editable=False, default="", db_default="")
    gone_on = models.DateField(_("去世或出党日期"), null=True, blank=True)
    demo = models.BooleanField(default=False)
    entered_by = models.UUIDField(null=True, blank=True)
    entered_at = models.DateTimeField(db_default=Now())
    reviewed_by = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    first_reviewed_at = models.DateTimeField(
        null=True, blank=True
    )  # stays when a correction reopens the card

    objects = MemberQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "pinyin", "person"],
                name="member_list",
                include=["name", "sex", "ethnicity", "born_on", "joined_on", "gone_on", "initials"],
            ),
            models.Index(
                fields=["pinyin", "person", "path", "initials"],
                name="member_in_order",
                condition=models.Q(gone_on=None),
            ),
            models.Index(
                fields=["sounds", "pinyin", "person", "path", "initials"],
                name="member_by_sounds",
                condition=models.Q(gone_on=None),
            ),
            models.Index(
                fields=["category_now", "pinyin", "person", "path"],
                name="member_by_category",
                condition=models.Q(gone_on=None),
            ),
            models.Index(
                fields=["joined_on"], name="member_by_joining"
            ),  # who was admitted in a year: few of all
            models.Index(  # few, once a roster is settled: their number stands at its head
                fields=["path"],
                name="member_unreviewed",
                condition=models.Q(gone_on=None, reviewed_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(converted_on__isnull=True)
                | models.Q(converted_on__gte=models.F("joined_on")),
                name="converted_after_joining",
                violation_error_message=_("转正日期不能早于加入党组织日期。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def call(self, name: str) -> None:
        """Set the name and what lists and ballots sort it by."""
        self.name = name
        self.pinyin, self.initials = by_sound(name)
        self.strokes = stroke_key(name)

    @property
    def reviewed_once(self) -> bool:
        """Whether a second person has ever seen the card: from then on its key fields wait for one."""
        return self.reviewed_at is not None or self.first_reviewed_at is not None

    def reopen(self) -> None:
        """Something on the card has changed: a second person looks again."""
        self.first_reviewed_at = self.first_reviewed_at or self.reviewed_at
        self.reviewed_at = self.reviewed_by = None

    def age_on(self, day: date) -> int:
        """Full years on that day."""
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
