"""The offices (职务) of the house, at which level each is held, and whose cards its holder may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import ADMINISTRATORS, AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN


@dataclass(frozen=True, slots=True)
class Office:
    """`level` is branch, above (总支 and committees) or house; `persons`: sees cards of the subtree."""

    code: str
    title: Any
    level: str
    persons: bool
    purpose: str


OFFICES: dict[str, Office] = {
    office.code: office
    for office in (
        Office("secretary", _("支部书记"), "branch", True, "branch"),
        Office("deputy_secretary", _("支部副书记"), "branch", True, "branch"),
        Office("organiser", _("组织委员"), "branch", True, "branch"),
        Office("publicist", _("宣传委员"), "branch", False, "branch"),
        Office("discipline_member", _("纪检委员"), "branch", False, "branch"),
        Office("committee_member", _("支部委员"), "branch", False, "branch"),
        Office("assistant", _("党务助理"), "branch", True, "branch"),  # 村文书, 党建指导员: types for another
        Office("group_leader", _("党小组组长"), "branch", False, "branch"),
        Office("committee_secretary", _("党委（总支）书记"), "above", True, "committee"),
        Office("committee_deputy", _("党委（总支）副书记"), "above", True, "committee"),
        Office("officer", _("组织干事"), "above", True, "committee"),
        Office("inspector", _("纪检干部"), "above", False, "committee"),
        Office("examiner", _("迎检查阅人"), "above", False, "examining"),  # reads records until a day
        Office("auditor", _("审计员"), "above", True, "reading"),
        Office(SYSTEM_ADMIN, _("系统管理员"), "house", False, "accounts"),
        Office(SECURITY_ADMIN, _("安全管理员"), "house", False, "accounts"),
        Office(AUDIT_ADMIN, _("审计管理员"), "house", False, "audit"),
    )
}
CHOICES = [(office.code, office.title) for office in OFFICES.values()]

ASSISTANT = "assistant"
SECRETARIES = frozenset({"secretary", "deputy_secretary"})
BRANCH_DESK = SECRETARIES | {"organiser", "assistant"}
BRANCH_COMMITTEE = SECRETARIES | {"organiser", "publicist", "discipline_member", "committee_member"}
COMMITTEE_DESK = frozenset({"committee_secretary", "committee_deputy", "officer"})
AUDITORS = frozenset({"auditor"})
EXAMINERS = frozenset({"examiner"})
MEMBER = frozenset({"member"})
READERS = BRANCH_DESK | BRANCH_COMMITTEE | {"group_leader"} | COMMITTEE_DESK | AUDITORS | {"inspector"}
EVERYONE_INSIDE = READERS | MEMBER
ADMIN_READERS = ADMINISTRATORS


def fits(code: str, kind: str) -> bool:
    """Whether an office can be held at an organisation of this kind."""
    above = kind in {"party_committee", "general_branch"}
    if code in EXAMINERS:  # given with a period and units of its own, never as an ordinary office
        return False
    if code == "group_leader":
        return kind == "group"
    return {"branch": kind == "branch", "above": above, "house": above}[OFFICES[code].level]
