"""The first real installation: root organisation, three administrators with divided powers, first branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.guard.models import Account, Person
from zhibu.guard.offices import AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN
from zhibu.guard.services.accounts import SLIP_DAYS
from zhibu.kernel import audit, clock
from zhibu.kernel.models import Installation
from zhibu.kernel.names import tidy
from zhibu.kernel.scope import Scope, wear
from zhibu.orgs.models import Org
from zhibu.orgs.offices import OFFICES
from zhibu.orgs.services import appoint_newcomer, confirm_appointment, found_org

from . import scopes


class Founded(Exception):
    """There is already somebody here. `why` is demo or initialised."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What has to be said once, at the founding."""

    name: str
    kind: str
    field: str
    founded_on: date
    system_admin: str
    security_admin: str
    audit_admin: str
    branch: str
    secretary: str
    code: str = ""
    short_name: str = ""
    branch_code: str = ""
    branch_founded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What was made. `holders` pairs each office's title with its slip."""

    org: Org
    branch: Org
    holders: tuple[tuple[str, guard.Slip], ...]
    until: date


def found(plan: Plan, *, by: str) -> Result:
    """Make all of it in one transaction; `by` stands in the trace. Raises Founded, ValidationError."""
    with transaction.atomic():
        scope = scopes.house(by)
        wear(scope)
        installation = Installation.objects.select_for_update().get()
        if installation.demo:
            raise Founded("demo")
        if Org.objects.exists() or Person.objects.exists() or Account.objects.exists():
            raise Founded("initialised")
        _check(plan)
        org, branch = _organisations(scope, plan)
        holders = _people(scope, plan, org, branch)
        Installation.objects.update(name=org.name)
        audit.record("site.init", scope=scope, subject=f"org:{org.pk}", name=org.name)
        return Result(org, branch, holders, clock.today() + timedelta(days=SLIP_DAYS))


def _check(plan: Plan) -> None:
    names = [tidy(n) for n in (plan.system_admin, plan.security_admin, plan.audit_admin)]
    if len(set(names)) < len(names):
        raise ValidationError({"system_admin": _("系统、安全、审计三个管理员要由三个人担任，互相制约。")})
    if plan.kind not in {Org.Kind.PARTY_COMMITTEE, Org.Kind.GENERAL_BRANCH}:
        raise ValidationError({"kind": _("最上级要是党委或党总支。")})


def _organisations(scope: Scope, plan: Plan) -> tuple[Org, Org]:
    org = found_org(
        scope,
        None,
        name=plan.name,
        short_name=plan.short_name,
        kind=plan.kind,
        field=plan.field,
        founded_on=plan.founded_on,
        **_given(code=plan.code),
    )
    try:
        branch = found_org(
            scope,
            org,
            name=plan.branch,
            kind=Org.Kind.BRANCH,
            field=plan.field,
            founded_on=plan.branch_founded_on or plan.founded_on,
            **_given(code=plan.branch_code),
        )
    except ValidationError as problem:
        names = {"name": "branch", "code": "branch_code", "founded_on": "branch_founded_on"}
        raise ValidationError(
            {names.get(field, field): texts for field, texts in problem.message_dict.items()}
        ) from problem
    return org, branch


def _people(scope: Scope, plan: Plan, org: Org, branch: Org) -> tuple[tuple[str, guard.Slip], ...]:
    today = clock.today()
    wanted = (
        ("system_admin", org, SYSTEM_ADMIN),
        ("security_admin", org, SECURITY_ADMIN),
        ("audit_admin", org, AUDIT_ADMIN),
        ("secretary", branch, "secretary"),
    )
    held = []
    for field, where, office in wanted:
        try:
            one = appoint_newcomer(
                scope, where, getattr(plan, field), office=office, from_on=today, basis=_("系统初始化")
            )
        except ValidationError as problem:
            raise ValidationError({field: problem.messages}) from problem
        if one.needs_second:
            confirm_appointment(scope, one)
        # who guards the house has a password; a secretary may stay with slips
        login = guard.suggest_login(one.person.name)
        guard.make_account(scope, one.person, login, must_change=one.needs_second)
        held.append(one)
    slips = guard.make_codes(scope, [one.person_id for one in held])
    return tuple((str(OFFICES[one.office].title), slip) for one, slip in zip(held, slips, strict=True))


def _given(**values: str) -> Mapping[str, Any]:
    return {name: value for name, value in values.items() if value}
