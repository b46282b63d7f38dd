"""A rule's problem as a fault of a cell: with the remedy that a sheet has."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.members.services.rules import Problem

from .entries import ERROR, Fault


def fault(row: int, problem: Problem, level: str = ERROR) -> Fault:
    field, remedy = problem.field, _remedy(problem)
    if field == "mismatch":  # a sheet has no column for it
        field = "id_number"
    reason = problem.found or problem.reason  # the remedy says what to do, once
    return Fault(row, field, level, reason, remedy, problem.norm)


def _remedy(problem: Problem) -> str:
    if problem.needs_words:
        return _("请核对号码、出生日期和性别；确实以档案为准的，请单独录入这位党员并写明依据。")
    if problem.field == "id_number":
        return _("请对照本人身份证改正这一格。")
    if problem.field in {"born_on", "joined_on", "converted_on", "from_on", "whereabouts_since"}:
        return _("请对照档案改正日期。")
    if problem.field == "branch":
        return _("请写名册上的支部名称。")
    return _("请改正这一格。")
