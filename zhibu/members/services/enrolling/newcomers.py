"""A row about somebody who has no card yet, as the rules take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.norms import Level
from zhibu.members.selectors import field_label
from zhibu.members.services.identity import told_by
from zhibu.members.services.newcomer import NewMember
from zhibu.members.services.rules import NUMBER, Problem, Rules

NEEDED = ("name", "id_number", "ethnicity", "education", "category", "joined_on", "occupation")
_FIELDS, _NEEDED = frozenset(NewMember.__dataclass_fields__), frozenset(NEEDED)


def newcomer(values: Mapping[str, Any], number: str, rules: Rules) -> tuple[NewMember | None, list[Problem]]:
    """Who enters; or None and what is lacking. Birth and sex that no cell says are read from the number."""
    said = {
        name: value for name, value in values.items() if value is not None and value != "" and name in _FIELDS
    }
    problems = [] if said.keys() >= _NEEDED else list(_lacking(said))
    if number and ("born_on" not in said or "sex" not in said):
        verdict = rules.verdict(number, None, None)
        if verdict.level != Level.KEPT:
            problems.append(Problem("id_number", verdict.because, NUMBER))
        else:
            born_on, sex = told_by(number)
            said.setdefault("born_on", born_on)
            said.setdefault("sex", sex)
    if problems or not {"born_on", "sex"} <= said.keys():  # only a mask stands where the number should
        return None, problems
    return NewMember(**said), []


def _lacking(said: Mapping[str, Any]) -> Iterator[Problem]:
    for field in NEEDED:
        if field not in said:
            yield Problem(field, _("请填写%(field)s。") % {"field": field_label(field)})
