"""The record of a meeting as one sheet: what, when, where, who came, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from zhibu.meetings.models import Attendance, Meeting, Resolution
from zhibu.meetings.selectors import Expected
from zhibu.meetings.services import Vote
from zhibu.meetings.services.recording import DECIDES, YEARLY, check_day
from zhibu.orgs.models import Org

VOTES = 5
METHODS = [("", _("纸上留空")), *Resolution.Method.choices]


class _Sheet(forms.Form):
    """Shown again to go on with (`fill` says why), it is not judged yet: nobody asked to save it."""

    fill = ""

    def full_clean(self) -> None:
        if self.fill:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class VoteForm(_Sheet):
    """One matter put to the vote. Left empty it is not there."""

    text = forms.CharField(label=_("表决的事项"), max_length=300, required=False)
    purpose = forms.ChoiceField(
        label=_("事项类别"),
        choices=Resolution.Purpose.choices,
        required=False,
        help_text=_("接收、转正采取无记名投票，逐个表决，一人一项"),
    )
    method = forms.ChoiceField(label=_("表决方式"), choices=METHODS, required=False)
    approve = forms.IntegerField(label=_("赞成"), min_value=0, required=False)
    oppose = forms.IntegerField(label=_("反对"), min_value=0, required=False)
    abstain = forms.IntegerField(label=_("弃权"), min_value=0, required=False)
    written_before = forms.IntegerField(
        label=_("会前书面赞成"),
        min_value=0,
        required=False,
        help_text=_("只在接收预备党员、转正时填：不能到会的正式党员，会前正式提出书面意见的"),
    )

    @property
    def used(self) -> bool:
        return any(self.data.get(self.add_prefix(name)) for name in ("text", "approve", "oppose", "abstain"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        counted = [values.get(name) for name in ("approve", "oppose", "abstain", "written_before")]
        if not values.get("text") and any(counted):
            self.add_error("text", _("写了票数，还要写表决的事项。"))
        if values.get("text") and values.get("approve") is None and "approve" not in self.errors:
            self.add_error("approve", _("请写赞成的人数，没有人赞成写 0。"))
        return values

    def vote(self) -> Vote | None:
        values = self.cleaned_data
        if not values.get("text"):
            return None
        return Vote(
            text=values["text"],
            approve=values["approve"],
            oppose=values["oppose"] or 0,
            abstain=values["abstain"] or 0,
            purpose=values["purpose"] or Resolution.Purpose.ORDINARY,
            written_before=values["written_before"] or 0,
            method=values["method"],
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the roll as it stands in the form."""

    key: str
    name: str
    note: str
    mark: str
    why: str
    entitled: bool
    wrong: bool


class RecordForm(_Sheet):
    """The sheet for one organisation, kind and day. `roll` is the roll of that day."""

    topic = forms.CharField(
        label=_("议题"),
        max_length=200,
        error_messages={"required": _("请写议题，一句话就行。")},
    )
    held_on = forms.DateField(
        label=_("哪一天开的"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期请写成 2026-11-20 这样。"), "required": _("请写开会的日期。")},
    )
    begins_at = forms.TimeField(
        label=_("几点"),
        required=False,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": _("时间请写成 15:00 这样。")},
    )
    place = forms.CharField(label=_("地点"), max_length=100, required=False)
    chair = forms.CharField(label=_("主持人"), max_length=60, required=False)
    recorder = forms.CharField(label=_("记录人"), max_length=60, required=False)
    invited = forms.CharField(
        label=_("列席人员"),
        max_length=300,
        required=False,
        help_text=_("不是本支部应到、来听会的人，没有就空着"),
    )
    for_year = forms.IntegerField(
        label=_("哪个年度的"),
        required=False,
        help_text=_("三月底以前开的，一般是上一年度的"),
    )
    hours = forms.DecimalField(
        label=_("学时"),
        max_digits=4,
        decimal_places=1,
        min_value=0,
        required=False,
        help_text=_("有学习内容才填，到会的每人记这么多"),
    )
    notes = forms.CharField(
        label=_("会议内容"),
        max_length=20000,
        required=False,
        widget=forms.Textarea,
        help_text=_("讨论了什么，谁说了什么，定了什么"),
    )

    closing = forms.CharField(label=_("主持人小结"), max_length=2000, required=False, widget=forms.Textarea)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        roll: Iterable[Expected],
        branch: Org | None = None,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.kind = kind
        self.roll = list(roll)
        self.branch = branch
        self.fill = str((data or {}).get("fill", ""))
        self.votes: list[VoteForm] = []
        if kind in DECIDES:
            self.votes = [VoteForm(data, prefix=f"vote{n}") for n in range(VOTES)]
        for vote in self.votes:
            vote.fill = self.fill
        if kind not in YEARLY:
            del self.fields["for_year"]
        self.unmarked: list[str] = []

    @property
    def decides(self) -> bool:
        return bool(self.votes)

    @property
    def admits(self) -> bool:
        return self.kind == Meeting.Kind.ASSEMBLY

    @property
    def rows(self) -> list[Row]:
        """The roll with what was marked; `fill` marks those who are not marked yet."""
        rest = self.fill if self.fill in Attendance.Mark.values else ""
        rows = []
        for expected in self.roll:
            key = str(expected.person_id)
            mark = self._mark(key)
            rows.append(
                Row(
                    key=key,
                    name=expected.name,
                    note="" if expected.entitled else str(note_of(expected.category)),
                    mark=mark or rest,
                    why=str(self.data.get(f"why-{key}", "")),
                    entitled=expected.entitled,
                    wrong=self.is_bound and not self.fill and not mark,
                )
            )
        return rows

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed of people who are not on the roll of the day shown: another day may bring them."""
        shown = {str(expected.person_id) for expected in self.roll}
        typed = [(name, str(value)) for name, value in self.data.items() if value]
        return [(name, value) for name, value in typed if _person(name) not in {"", *shown}]

    def _mark(self, key: str) -> str:
        mark = str(self.data.get(f"mark-{key}", ""))
        return mark if mark in Attendance.Mark.values else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day: date | None = values.get("held_on")
        if day:
            self._check_day(day)
        self.unmarked = [e.name for e in self.roll if not self._mark(str(e.person_id))]
        if self.unmarked and not self.fill:
            some = _("、").join(self.unmarked[:5])
            self.add_error(
                None,
                ValidationError(
                    _("还有 %(n)d 人没有登记：%(names)s。点“全部到会”或者“其余未到”可以一次登记。"),
                    params={"n": len(self.unmarked), "names": some},
                ),
            )
        wrong = [number for number, vote in enumerate(self.votes, 1) if not vote.is_valid()]
        if wrong:
            self.add_error(None, ValidationError(_("表决第 %(n)d 项要改。"), params={"n": wrong[0]}))
        return values

    def _check_day(self, day: date) -> None:
        """A day that cannot be is refused by its reason; a day that can be must be the one of the roll."""
        if self.branch is not None:
            try:
                check_day(self.branch, day)
            except ValidationError as problem:
                take(self, problem)
                return
        if not self.roll:
            self.add_error("held_on", _("这一天名册上还没有应到人员，请换一个日期。"))
        elif self.data.get("roll_of") and self.data["roll_of"] != day.isoformat():
            self.add_error("held_on", _("名单已经换成这一天的，请核对以后再保存。"))

    def record(self) -> dict[str, Any]:
        """What `services.record_meeting` is given, of a valid form."""
        values = self.cleaned_data
        marks: dict[UUID, str] = {e.person_id: self._mark(str(e.person_id)) for e in self.roll}
        excuses = {e.person_id: str(self.data.get(f"why-{e.person_id}", "")) for e in self.roll}
        return {
            "topic": values["topic"],
            "held_on": values["held_on"],
            "begins_at": values["begins_at"],
            "place": values["place"],
            "chair": values["chair"],
            "recorder": values["recorder"],
            "hours": values["hours"] or 0,
            "notes": values["notes"],
            "invited": values["invited"],
            "closing": values["closing"],
            "for_year": values.get("for_year"),
            "marks": marks,
            "excuses": excuses,
            "votes": [vote for vote in (form.vote() for form in self.votes) if vote is not None],
        }


def _person(name: str) -> str:
    """Of whom a field of the roll speaks; empty for every other field."""
    head, _dash, key = name.partition("-")
    try:
        return str(UUID(key)) if head in {"mark", "why"} else ""
    except ValueError:
        return ""


def note_of(category: str) -> Any:
    """Why somebody expected has no vote, in words for everybody: of a standing nothing is said here."""
    return _("预备党员") if category == "probationary" else _("不参加表决")


class WithdrawForm(forms.Form):
    why = forms.CharField(
        label=_("为什么撤回"),
        max_length=200,
        help_text=_("例如：日期记错了，另行重记"),
        error_messages={"required": _("请写明撤回的原因。")},
    )


def take(form: forms.Form, problem: ValidationError) -> None:
    """Put what a service refused beside the field it names, or at the top."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for field, errors in problem.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
