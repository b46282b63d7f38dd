"""The list as it is ticked at the meeting, the four digits, and who is not counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from zhibu.meetings.models import Attendance, Exclusion, Seat
from zhibu.meetings.services import Queued, Tick

from .record import note_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list that is being ticked."""

    key: str
    name: str
    note: str
    mark: str
    why: str
    late: bool
    entitled: bool
    wrong: bool = False
    shown: str = ""  # the reason as it stood when the list was shown


class RollForm(forms.Form):
    """The list: a mark for each, late or not, and the reason of who is away. Nobody has to be ticked yet."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        seats: Iterable[Seat],
        reasons: Mapping[UUID, str],
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.seats, self.reasons = list(seats), reasons
        self.fill = str((data or {}).get("fill", ""))

    @property
    def rows(self) -> list[Line]:
        return [self._line(seat) for seat in self.seats]

    def _line(self, seat: Seat) -> Line:
        key = str(seat.person_id)
        mark = self._mark(key) if self.is_bound else seat.mark
        if not mark and self.fill in Attendance.Mark.values:
            mark = self.fill
        said = [
            "" if seat.entitled else str(note_of(seat.category)),
            str(_("本人登记")) if seat.self_said else "",
            str(_("不计入应到会")) if seat.left_out else "",
        ]
        why = str(self.data.get(f"why-{key}", "")) if self.is_bound else self.reasons.get(seat.person_id, "")
        late = bool(self.data.get(f"late-{key}")) if self.is_bound else seat.came_late
        shown = str(self.data.get(f"said-{key}", "")) if self.is_bound else why
        note = " · ".join(each for each in said if each)
        return Line(key, seat.name, note, mark, why, late, seat.entitled, shown=shown)

    def _mark(self, key: str) -> str:
        mark = str(self.data.get(f"mark-{key}", ""))
        return mark if mark in Attendance.Mark.values else ""

    def ticks(self) -> dict[UUID, Tick]:
        """What `services.tick` is given: a reason only where it was typed here.

        One that is sent as it was shown says nothing new: the person may have said another since.
        """
        return {UUID(row.key): Tick(row.mark, row.late, self._typed(row)) for row in self.rows}

    def _typed(self, row: Line) -> str:
        return "" if row.why == self.data.get(f"said-{row.key}") else row.why


class CodeForm(forms.Form):
    """Four digits, as they hang on the wall."""

    code = forms.RegexField(
        r"^\d{4}$",
        label=_("到会口令"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        error_messages={"required": _("请输入会场的四位数字。"), "invalid": _("口令是四位数字。")},
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"])


class LeaveOutForm(forms.Form):
    """Who is not counted, by which rule, approved by whom."""

    person = forms.ChoiceField(label=_("谁不计入"), error_messages={"required": _("请选一位同志。")})
    reason = forms.ChoiceField(
        label=_("什么情形"),
        choices=Exclusion.Reason.choices,
        error_messages={"required": _("请选一种情形。")},
    )
    approval = forms.CharField(
        label=_("上级批准"),
        max_length=100,
        help_text=_("例如：镇党委 2026年11月10日同意"),
        error_messages={"required": _("要写上级什么时候、怎样批准的；没有批准的仍计入应到会。")},
    )

    consented = forms.BooleanField(
        label=_("支部党员大会同意不计入"),
        error_messages={"required": _("要支部党员大会同意；没有同意的仍计入应到会。")},
    )

    def __init__(self, *args: Any, seats: Iterable[Seat], **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(str(seat.person_id), seat.name) for seat in seats if seat.entitled and not seat.left_out]
        self.fields["person"].choices = [("", _("请选择")), *offered]  # type: ignore[attr-defined]


class QueueForm(forms.Form):
    """The taps of a device: a list of id, person, mark, late and the moment in milliseconds."""

    taps = forms.JSONField()

    def clean_taps(self) -> list[Queued]:
        try:
            return [
                Queued(
                    id=UUID(str(each["id"])),
                    person=UUID(str(each["person"])),
                    mark=str(each["mark"]),
                    late=each.get("late") is True,
                    at=datetime.fromtimestamp(int(each["at"]) / 1000, tz=UTC),
                )
                for each in self.cleaned_data["taps"]
            ]
        except (KeyError, TypeError, ValueError, OverflowError, OSError, AttributeError) as wrong:
            raise forms.ValidationError(_("送来的到会登记读不懂，请在名单上重新勾。")) from wrong
