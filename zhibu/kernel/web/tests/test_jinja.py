"""What every template may rely on: strictness, escaping, days and money as they are said here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation
from jinja2 import Environment, UndefinedError

from zhibu.kernel.web.jinja import environment


@pytest.fixture
def env() -> Environment:
    return environment(autoescape=True)


def say(env: Environment, text: str, **context: Any) -> str:
    with translation.override("zh-hans"):
        return env.from_string(text).render(context)


def test_a_name_nobody_gave_is_an_error(env: Environment) -> None:
    with pytest.raises(UndefinedError):
        say(env, "{{ nobody }}")
    with pytest.raises(UndefinedError):
        say(env, "{% if person.nickname %}{% endif %}", person={"name": "张小明"})


def test_what_people_typed_is_escaped_also_inside_a_translation(env: Environment) -> None:
    assert say(env, "{{ x }}", x="<b>") == "&lt;b&gt;"
    assert say(env, '{{ _("%(name)s到会", name=x) }}', x="<b>") == "&lt;b&gt;到会"
    assert say(env, "{{ x }}", x='" onclick="') == "&#34; onclick=&#34;"


@pytest.mark.parametrize(
    ("value", "day", "fullday", "weekday", "iso"),
    [
        (date(2026, 11, 20), "11月20日", "2026年11月20日", "星期五", "2026-11-20"),
        (date(2027, 1, 3), "1月3日", "2027年1月3日", "星期日", "2027-01-03"),
        # a quarter past four in the afternoon in London is already tomorrow here
        (datetime(2026, 11, 20, 16, 15, tzinfo=UTC), "11月21日", "2026年11月21日", "星期六", "2026-11-21"),
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), "11月20日", "2026年11月20日", "星期五", "2026-11-20"),
    ],
)
def test_days_are_said_as_here(
    env: Environment, value: date, day: str, fullday: str, weekday: str, iso: str
) -> None:
    said = say(env, "{{ v|day }} {{ v|fullday }} {{ v|weekday }} {{ v|iso }}", v=value)
    assert said == f"{day} {fullday} {weekday} {iso}"


def test_a_date_field_keeps_what_was_typed(env: Environment) -> None:
    assert say(env, "{{ v|iso }}", v="11月31日") == "11月31日"
    assert say(env, "{{ v|iso }}", v=None) == ""
    assert say(env, "{{ v is isodate }}", v="2026-11-31") == "False"
    assert say(env, "{{ v is isodate }}", v="2026-11-30") == "True"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Decimal("0.5"), "0.50"),
        (Decimal("1234.505"), "1,234.51"),
        (Decimal("0.005"), "0.01"),
        (12, "12.00"),
        (Decimal("-3"), "-3.00"),
    ],
)
def test_money_has_two_places(env: Environment, amount: Decimal, said: str) -> None:
    assert say(env, "{{ v|yuan }}", v=amount) == said


def test_the_head_of_a_form_says_up_to_five_faults_of_each_field_in_words():
    class Asked(forms.Form):
        """Seven fields, each with seven faults."""

        def clean(self):
            for name in self.fields:
                for n in range(7):
                    self.add_error(name, f"第{n}处不对")

    for n in range(7):
        Asked.base_fields[f"f{n}"] = forms.CharField(label=f"栏{n}", required=False)
    page = '{% import "ui/forms.html" as f %}{{ f.problems(form) }}'
    with translation.override("zh-hans"):
        text = engines["jinja2"].from_string(page).render({"form": Asked({})})
    assert "有 49 处要改" in text
    assert all(f"栏{field}：第{n}处不对" in text for field in range(7) for n in range(5))
    assert "第5处" not in text and text.count("还有 2 处") == 7
