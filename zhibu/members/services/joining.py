"""A member enters the roster of a branch."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.guard.services.persons import make_person
from zhibu.kernel import audit, clock, events
from zhibu.kernel.fields import seal
from zhibu.kernel.models import Installation
from zhibu.kernel.names import tidy
from zhibu.kernel.scope import Scope
from zhibu.members.events import MemberJoined
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.orgs.models import Appointment, Org

from . import rules
from .identity import refuse_held
from .newcomer import NewMember, first_particulars


@transaction.atomic
def join_member(
    scope: Scope,
    branch: Org,
    new: NewMember,
    *,
    from_on: date,
    how: str = Membership.How.ENTERED,
    group: Org | None = None,
) -> Member:
    """Enter a member into a branch from a day on. The card stays 未审核 until a second person has seen it.

    Raises ValidationError naming the field. Somebody else's member is answered only with 已在册: neither
    where nor who is told.
    """
    scope.require("members.join", branch.path)
    # a branch that moves or is dissolved meanwhile waits, or we do
    branch = Org.objects.select_for_update().get(pk=branch.pk)
    scope.require("members.join", branch.path)
    _check(new, branch, group, from_on, how)
    refuse_held(scope, new.id_number)
    member = _card(scope, branch, new)
    _save(member)
    Membership.objects.create(
        member=member,
        branch=branch,
        branch_name=branch.name,
        from_on=from_on,
        how=how,
        made_by=scope.actor or None,
    )
    if group is not None:
        Grouping.objects.create(member=member, group=group, from_on=max(from_on, group.founded_on))
    _first_particulars(scope, member, new, from_on)
    Change.objects.create(
        member=member,
        field="card",
        after=_("录入信息卡"),
        why=new.mismatch,
        state=Change.State.ENTERED,
        source=Change.Source.BY_HAND if scope.actor else Change.Source.FOUNDING,
        made_by=scope.actor or None,
        made_by_name=scope.name if scope.actor else _("系统"),
    )
    audit.record("members.join", scope=scope, subject=f"person:{member.pk}", branch=branch.pk)
    events.publish(MemberJoined(member=str(member.pk), branch=branch.pk, joined_on=from_on.isoformat()))
    return member


def _known(branch: Org, name: str) -> Person | None:
    """Who holds an office in this very branch, by this name, and has no card yet: the card is his.

    So the first secretary of a new installation is a member by the same sign-in.
    """
    held = Appointment.objects.in_force(clock.today()).filter(org=branch, person__name=name)
    people = {a.person_id: a.person for a in held.select_related("person")}
    cards = set(Member.objects.filter(pk__in=people).values_list("pk", flat=True))
    found = [person for pk, person in people.items() if pk not in cards]
    return found[0] if len(found) == 1 else None


def _card(scope: Scope, branch: Org, new: NewMember) -> Member:
    member = Member(
        person=_known(branch, tidy(new.name)) or make_person(tidy(new.name)),
        sex=new.sex,
        ethnicity=new.ethnicity,
        born_on=new.born_on,
        joined_on=new.joined_on,
        converted_on=new.converted_on,
        landline=new.landline,
        branch=branch,
        path=branch.path,
        category_now=new.category,
        demo=Installation.objects.get().demo,
        entered_by=scope.actor or None,
    )
    member.call(tidy(new.name))
    for field in ("id_number", "mobile", "home_address"):
        seal(member, field, getattr(new, field))
    return member


def _save(member: Member) -> None:
    """Two may enter the same number at the same moment: the second learns it here."""
    member.full_clean(exclude=["person"], validate_unique=False)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as twice:
        if "id_number" not in str(twice):
            raise
        raise ValidationError({"id_number": rules.is_held()}) from None
    member.refresh_from_db(fields=["code", "path"])


def _check(new: NewMember, branch: Org, group: Org | None, from_on: date, how: str) -> None:
    problems = list(rules.place(branch, from_on))
    if how not in rules.COMES_IN:
        problems.append(rules.Problem("how", rules.must_choose()))
    if group is not None and (group.kind != Org.Kind.GROUP or not group.path.startswith(branch.path)):
        problems.append(rules.Problem("group", _("请选择本支部的党小组。")))
    problems = problems or list(rules.Rules(clock.today()).entering(new, from_on))
    if problems:
        raise ValidationError({problem.field: [problem.reason] for problem in problems})


def _first_particulars(scope: Scope, member: Member, new: NewMember, from_on: date) -> None:
    Particular.objects.bulk_create(
        Particular(member=member, made_by=scope.actor or None, **row._asdict())
        for row in first_particulars(new, from_on)
    )
