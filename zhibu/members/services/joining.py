"""A member enters the roster of a branch."""

from __future__ import annotations

from dataclasses import dataclass
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
from zhibu.kernel.norms import BadInput, Level, judge
from zhibu.kernel.scope import Scope
from zhibu.members.codes import code_list
from zhibu.members.events import MemberJoined
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.orgs.models import Appointment, Org

from . import phones
from .identity import identity_verdict, refuse_held

COMES_IN = frozenset(Membership.How.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """What is known of a member who enters, in the fields of the national collection.

    `mismatch` says why the identity number may differ from birth or sex on the card (以档案为准), if it does.
    """

    name: str
    sex: str
    ethnicity: str
    born_on: date
    joined_on: date
    category: str
    id_number: str
    education: str
    occupation: str
    converted_on: date | None = None
    mobile: str = ""
    landline: str = ""
    home_address: str = ""
    standing: str = "normal"
    whereabouts: str = "none"
    whereabouts_since: date | None = None
    direction: str = ""
    mismatch: str = ""


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
    _check_place(branch, group, from_on, how)
    _check(new, branch, from_on)
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
        raise ValidationError({"id_number": _("这个身份证号已在册，请走组织关系转接。")}) from None
    member.refresh_from_db(fields=["code", "path"])


def _check_place(branch: Org, group: Org | None, from_on: date, how: str) -> None:
    if branch.kind != Org.Kind.BRANCH:
        kind = branch.get_kind_display()
        raise ValidationError({"branch": _("党员要编入党支部，不能直接编入%(kind)s。") % {"kind": kind}})
    if branch.dissolved_on is not None:
        raise ValidationError({"branch": _("这个党支部已经撤销。")})
    if from_on < branch.founded_on:
        raise ValidationError({"from_on": _("进入支部日期不能早于支部成立日期。")})
    if how not in COMES_IN:
        raise ValidationError({"how": _("请从列表里选择。")})
    if group is not None and (group.kind != Org.Kind.GROUP or not group.path.startswith(branch.path)):
        raise ValidationError({"group": _("请选择本支部的党小组。")})


def _check(new: NewMember, branch: Org, from_on: date) -> None:
    problems: dict[str, str] = {}
    if not tidy(new.name):
        problems["name"] = _("请填写姓名。")
    problems |= _check_identity(new)
    problems |= _check_days(new, from_on)
    problems |= _check_codes(new)
    if wrong := phones.fault(new.mobile):
        problems["mobile"] = wrong
    if problems:
        raise ValidationError({field: [text] for field, text in problems.items()})


def _check_identity(new: NewMember) -> dict[str, str]:
    verdict = identity_verdict(new.id_number, new.born_on, new.sex)
    if verdict is None:
        return {"id_number": _("请填写公民身份号码。")}
    if verdict.level == Level.BROKEN:
        return {"id_number": verdict.because}
    if verdict.level != Level.KEPT and len(new.mismatch.strip()) < 4:
        return {"mismatch": _("%(found)s。请核对；确实如此的，写明以什么为准。") % {"found": verdict.because}}
    return {}


def _check_days(new: NewMember, from_on: date) -> dict[str, str]:
    today = clock.today()
    problems: dict[str, str] = {}
    if not date(1900, 1, 1) <= new.born_on <= today:
        problems["born_on"] = _("请核对出生日期。")
    elif new.joined_on > today:
        problems["joined_on"] = _("加入党组织日期不能晚于今天。")
    elif not of_age(new.born_on, new.joined_on):
        problems["joined_on"] = _("加入党组织时不满18周岁，请核对出生日期和加入日期。")
    if from_on > today:
        problems["from_on"] = _("进入支部日期不能晚于今天。")
    elif from_on < new.joined_on:
        problems["from_on"] = _("进入支部日期不能早于加入党组织日期。")
    if new.category == "formal":
        if new.converted_on is None:
            problems["converted_on"] = _("正式党员请填写转为正式党员日期。")
        elif new.converted_on > today:
            problems["converted_on"] = _("转正日期不能晚于今天。")
        elif new.converted_on < new.joined_on:
            problems["converted_on"] = _("转正日期不能早于加入党组织日期。")
    elif new.converted_on is not None:
        problems["converted_on"] = _("预备党员还没有转正日期，请留空。")
    since = new.whereabouts_since
    if new.whereabouts != "none" and since is not None and not new.joined_on <= since <= today:
        problems["whereabouts_since"] = _("起始日期在加入党组织之后、今天以前。")
    return problems


def _check_codes(new: NewMember) -> dict[str, str]:
    lists = ("sex", "ethnicity", "category", "education", "occupation", "standing", "whereabouts")
    return {name: _("请从列表里选择。") for name in lists if getattr(new, name) not in code_list(name)}


def of_age(born_on: date, joined_on: date) -> bool:
    facts = {"born_on": born_on, "applied_on": joined_on}
    try:
        return judge("admission.age", clock.today(), facts).level != Level.BROKEN
    except BadInput:  # joined before being born
        return False


def _first_particulars(scope: Scope, member: Member, new: NewMember, from_on: date) -> None:
    """The dated rows; a formal member's earlier probation is reckoned from the two dates of the card."""
    kinds = Particular.Kind
    rows = [
        Particular(kind=kinds.EDUCATION, code=new.education, from_on=from_on),
        Particular(kind=kinds.OCCUPATION, code=new.occupation, from_on=from_on),
        Particular(kind=kinds.STANDING, code=new.standing, from_on=from_on),
    ]
    if new.whereabouts != "none":
        since = new.whereabouts_since or from_on
        rows.append(
            Particular(kind=kinds.WHEREABOUTS, code=new.whereabouts, from_on=since, basis=new.direction)
        )
    converted = new.converted_on
    if new.category == "formal" and converted is not None and converted > from_on:
        rows += [
            Particular(kind=kinds.CATEGORY, code="probationary", from_on=from_on, until=converted),
            Particular(kind=kinds.CATEGORY, code="formal", from_on=converted),
        ]
    else:
        rows.append(Particular(kind=kinds.CATEGORY, code=new.category, from_on=from_on))
    for row in rows:
        row.member, row.made_by = member, scope.actor or None
    Particular.objects.bulk_create(rows)
