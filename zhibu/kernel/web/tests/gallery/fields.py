"""One form with every kind of field, fresh and as it comes back with errors."""

from __future__ import annotations

from django import forms

from .samples import LONG_NAME


class MeetingForm(forms.Form):
    kind = forms.ChoiceField(
        label="会议类型",
        choices=[("assembly", "支部党员大会"), ("committee", "支部委员会"), ("lesson", "党课")],
        error_messages={"required": "没有选类型。请选一个，台账按它归类。"},
    )
    topic = forms.CharField(
        label="议题",
        max_length=60,
        help_text="一句话，例如：讨论接收赵大伟同志为预备党员",
        error_messages={"required": "没有写议题。请写一句话，通知和记录都用它。"},
    )
    held_on = forms.DateField(
        label="日期",
        widget=forms.DateInput(attrs={"min": "2020-01-01"}),
        error_messages={"invalid": "这个日期读不出来。请写成 2026-11-20 这样，或从日历里选。"},
    )
    starts = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", required=False, widget=forms.TextInput({"autocomplete": "off"}))
    how = forms.ChoiceField(
        label="召开方式",
        widget=forms.RadioSelect,
        choices=[("room", "现场"), ("both", "现场和线上同步"), ("online", "线上（仅讨论，不表决）")],
        error_messages={"required": "没有选召开方式。现场开会才能表决。"},
    )
    present = forms.MultipleChoiceField(
        label="到会的党员",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("1", "陈桂花"),
            ("2", "张小明"),
            ("3", "阿依古丽·买买提"),
            ("4", LONG_NAME),
            ("5", "赵大伟"),
        ],
        error_messages={"required": "一个人也没有勾选。请勾选到会的党员。"},
    )
    minutes = forms.CharField(label="发言摘要", required=False, widget=forms.Textarea)
    paper = forms.FileField(
        label="签到册照片", required=False, help_text="不要求。有纸质签到册时可以拍一张存着。"
    )
    notify = forms.BooleanField(label="发一条通知给应到会的党员", required=False)
    code = forms.CharField(label="登记码", required=False, help_text="书记给你的纸条上的 8 位")

    def clean(self) -> None:
        if self.data and not self.data.get("present"):
            self.add_error(None, "同一天已经记过一次支部党员大会，请核对日期。")


def fresh() -> MeetingForm:
    return MeetingForm(initial={"kind": "assembly", "place": "村党群服务中心二楼", "how": "room"})


def wrong() -> MeetingForm:
    form = MeetingForm({"kind": "assembly", "held_on": "11月31日", "place": "村党群服务中心二楼"})
    form.full_clean()
    return form
