"""What must hold of a card, each rule once: for a form, for a correction, for ten thousand rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from zhibu.kernel.fields import normal
from zhibu.kernel.names import tidy
from zhibu.kernel.norms import BadInput, Level, Verdict, judging
from zhibu.members.codes import code_list
from zhibu.members.models import Member, Membership, Particular
from zhibu.orgs.models import Org

from . import phones
from .newcomer import NewMember

NUMBER, AGE = "identity.number", "admission.age"
COMES_IN = frozenset(Membership.How.values)
CODED = ("sex", "ethnicity", "category", "education", "occupation", "standing", "whereabouts")
LONGEST = {
    "name": Member._meta.get_field("name").max_length or 0,
    "landline": Member._meta.get_field("landline").max_length or 0,
    "direction": Particular._meta.get_field("basis").max_length or 0,
    "home_address": 200,
    "mobile": 30,
    "id_number": 30,
}
# What says who somebody is and since when: once reviewed, it changes only when a second person agrees.
KEY_FIELDS = frozenset({"name", "sex", "born_on", "joined_on", "converted_on", "id_number"})
FIRST_DAY = date(1900, 1, 1)
ENOUGH_WORDS = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, in a sentence.

    `norm`: the rule that says so; `beside`: the other field that it is wrong with; `needs_words`: it may
    stand where somebody writes down why.
    """

    field: str
    reason: str
    norm: str = ""
    beside: str = ""
    needs_words: bool = False
    found: str = ""  # what was found alone, for where the remedy is said beside it

    def concerns(self, *fields: str) -> bool:
        return self.field in fields or self.beside in fields


def must_choose() -> str:
    return _("请从列表里选择。")


def is_held() -> str:
    """The one answer about somebody else's member: neither where nor who."""
    return _("这个身份证号已在册，请走组织关系转接。")


def is_gone() -> str:
    return _("这位同志已经不在册。")


class Rules:
    """The rules as they stand on one day; looked up once, asked for as many cards as there are."""

    DAYS = frozenset({"born_on", "joined_on", "converted_on"})

    def __init__(self, today: date) -> None:
        self.today = today
        self.codes = {name: frozenset(code_list(name)) for name in CODED}

    @cached_property
    def _number(self) -> Callable[..., Verdict]:
        return judging(NUMBER, self.today)

    @cached_property
    def _age(self) -> Callable[..., Verdict]:
        return judging(AGE, self.today)

    # ---- a whole card that enters

    def entering(self, new: NewMember, from_on: date) -> Iterator[Problem]:
        """Everything that is wrong with a new card, whatever branch it enters."""
        yield from self.name(new.name)
        yield from self.identity(new.id_number, new.born_on, new.sex, words=new.mismatch)
        yield from self.days(new.born_on, new.joined_on, new.converted_on, new.category)
        yield from self.coming(new.joined_on, from_on)
        yield from self.away(new.whereabouts, new.whereabouts_since, new.joined_on)
        for name in CODED:
            if getattr(new, name) not in self.codes[name]:
                yield Problem(name, must_choose())
        yield from self.texts(new.mobile, new.landline, new.home_address, new.direction)

    def name(self, name: str) -> Iterator[Problem]:
        if not tidy(name):
            yield Problem("name", _("请填写姓名。"))
        else:
            yield from self.length("name", name)

    def identity(self, number: str, born_on: date, sex: str, *, words: str = "") -> Iterator[Problem]:
        """A number that is wrong, or that says another birth or sex than the card without a reason given."""
        plain = normal.id_number(number)
        if not plain:
            yield Problem("id_number", _("请填写公民身份号码。"))
            return
        verdict = self.verdict(plain, born_on, sex)
        if verdict.level == Level.BROKEN:
            yield Problem("id_number", verdict.because, NUMBER)
        elif verdict.level != Level.KEPT and len(words.strip()) < ENOUGH_WORDS:
            told = _("%(found)s。请核对；确实如此的，写明以什么为准。") % {"found": verdict.because}
            yield Problem("mismatch", told, NUMBER, needs_words=True, found=verdict.because)

    def verdict(self, plain: str, born_on: date | None, sex: str | None) -> Verdict:
        """The norm's judgement of a number in its normal spelling against the card."""
        return self._number(number=plain, born_on=born_on, sex=sex if sex in self.codes["sex"] else None)

    def days(
        self, born_on: date, joined_on: date, converted_on: date | None, category: str
    ) -> Iterator[Problem]:
        """Birth, joining and conversion in their order, none of them to come."""
        today = self.today
        if not FIRST_DAY <= born_on <= today:
            yield Problem("born_on", _("请核对出生日期。"))
        elif joined_on > today:
            yield Problem("joined_on", _("加入党组织日期不能晚于今天。"))
        elif not self.of_age(born_on, joined_on):
            told = _("加入党组织时不满18周岁，请核对出生日期和加入日期。")
            yield Problem("joined_on", told, AGE, beside="born_on")
        if category == "formal":
            if converted_on is None:
                yield Problem("converted_on", _("正式党员请填写转为正式党员日期。"))
            elif converted_on > today:
                yield Problem("converted_on", _("转正日期不能晚于今天。"))
            elif converted_on < joined_on:
                told = _("转正日期不能早于加入党组织日期。")
                yield Problem("converted_on", told, beside="joined_on")
        elif converted_on is not None:
            yield Problem("converted_on", _("预备党员还没有转正日期，请留空。"))

    def of_age(self, born_on: date, joined_on: date) -> bool:
        try:
            return self._age(born_on=born_on, applied_on=joined_on).level != Level.BROKEN
        except (BadInput, OverflowError):  # joined before being born
            return False

    def coming(self, joined_on: date, from_on: date) -> Iterator[Problem]:
        if from_on > self.today:
            yield Problem("from_on", _("进入支部日期不能晚于今天。"))
        elif from_on < joined_on:
            yield Problem("from_on", _("进入支部日期不能早于加入党组织日期。"))

    def away(self, whereabouts: str, since: date | None, joined_on: date) -> Iterator[Problem]:
        if whereabouts != "none" and since is not None and not joined_on <= since <= self.today:
            yield Problem("whereabouts_since", _("起始日期在加入党组织之后、今天以前。"))

    def code(self, field: str, code: str) -> Iterator[Problem]:
        if code not in self.codes[field]:
            yield Problem(field, must_choose())

    def texts(self, mobile: str, landline: str, home_address: str, direction: str) -> Iterator[Problem]:
        if mobile and (wrong := phones.fault(mobile)):
            yield Problem("mobile", wrong)
        yield from self.length("landline", landline)
        yield from self.length("home_address", home_address)
        yield from self.length("direction", direction)

    def length(self, field: str, text: str) -> Iterator[Problem]:
        if len(text) > LONGEST[field]:
            yield Problem(
                field, _("最多%(most)s个字，现有%(now)s个。") % {"most": LONGEST[field], "now": len(text)}
            )
        elif "\0" in text:
            yield Problem(field, _("里面有看不见的字符，请重新填写。"))


def place(branch: Org, from_on: date | None = None) -> Iterator[Problem]:
    """Whether members may enter an organisation, and from that day."""
    if branch.kind != Org.Kind.BRANCH:
        kind = branch.get_kind_display()
        yield Problem("branch", _("党员要编入党支部，不能直接编入%(kind)s。") % {"kind": kind})
    elif branch.dissolved_on is not None:
        yield Problem("branch", _("这个党支部已经撤销。"))
    elif from_on is not None and from_on < branch.founded_on:
        yield Problem("from_on", _("进入支部日期不能早于支部成立日期。"))
