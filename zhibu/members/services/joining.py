"""A member enters the roster of a branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.kernel import audit, clock, events
from zhibu.kernel.fields import seal
from zhibu.kernel.models import Installation
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Scope
from zhibu.members.events import MemberJoined
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.orgs.models import Org


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """What is known of a member who enters, in the fields of the national collection."""

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
    if branch.kind != Org.Kind.BRANCH:
        raise ValidationError({"branch": _("党员要编入党支部，不能直接编入%(kind)s。") % {"kind": branch.get_kind_display()}})
    _check(new, from_on)
    person = Person(name=new.name)
    person.save(force_insert=True)
    member = Member(
        person=person,
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
    member.call(new.name)
    for field in ("id_number", "mobile", "home_address"):
        seal(member, field, getattr(new, field))
    if is_held(bytes(member.id_number_index)):  # type: ignore[attr-defined]
        raise ValidationError({"id_number": _("这个身份证号已在册，请走组织关系转接。")})
    member.full_clean(exclude=["person"], validate_unique=False)
    member.save(force_insert=True)
    Membership.objects.create(
        member=member,
        branch=branch,
        branch_name=branch.name,
        from_on=from_on,
        how=how,
        made_by=scope.actor or None,
    )
    if group is not None:
        Grouping.objects.create(member=member, group=group, from_on=from_on)
    _first_particulars(scope, member, new, from_on)
    Change.objects.create(
        member=member,
        field="card",
        after=_("录入信息卡"),
        state=Change.State.ENTERED,
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    audit.record("members.join", scope=scope, subject=f"person:{member.pk}", branch=branch.pk)
    events.publish(MemberJoined(member=str(member.pk), branch=branch.pk, joined_on=from_on.isoformat()))
    return member


def is_held(index: bytes) -> bool:
    """Whether this identity number is in the base at all, anywhere. The database counts who asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.identity_held(%s)", [index])
        return bool(cursor.fetchone()[0])


def _check(new: NewMember, from_on: date) -> None:
    today = clock.today()
    problems: dict[str, str] = {}
    if not new.name.strip():
        problems["name"] = _("请填写姓名。")
    verdict = judge(
        "identity.number",
        today,
        {"number": new.id_number, "born_on": new.born_on.isoformat(), "sex": new.sex},
    ) if new.id_number.strip() else None
    if verdict is None:
        problems["id_number"] = _("请填写公民身份号码。")
    elif verdict.level != Level.KEPT:
        problems["id_number"] = verdict.because
    if new.joined_on > today:
        problems["joined_on"] = _("加入党组织日期不能晚于今天。")
    elif judge(
        "admission.age", today, {"born_on": new.born_on.isoformat(), "applied_on": new.joined_on.isoformat()}
    ).level == Level.BROKEN:
        problems["joined_on"] = _("加入党组织时不满18周岁，请核对出生日期和加入日期。")
    if from_on > today:
        problems["from_on"] = _("进入支部日期不能晚于今天。")
    elif from_on < new.joined_on:
        problems["from_on"] = _("进入支部日期不能早于加入党组织日期。")
    if new.category == "formal" and new.converted_on is None:
        problems["converted_on"] = _("正式党员请填写转为正式党员日期。")
    if new.category == "probationary" and new.converted_on is not None:
        problems["converted_on"] = _("预备党员还没有转正日期，请留空。")
    if problems:
        raise ValidationError({field: [text] for field, text in problems.items()})


def _first_particulars(scope: Scope, member: Member, new: NewMember, from_on: date) -> None:
    """The dated rows; a formal member's earlier probation is reckoned from the two dates of the card."""
    rows = [
        Particular(kind=Particular.Kind.EDUCATION, code=new.education, from_on=from_on),
        Particular(kind=Particular.Kind.OCCUPATION, code=new.occupation, from_on=from_on),
        Particular(kind=Particular.Kind.STANDING, code="normal", from_on=from_on),
    ]
    converted = new.converted_on
    if new.category == "formal" and converted is not None and converted > from_on:
        rows += [
            Particular(
                kind=Particular.Kind.CATEGORY, code="probationary", from_on=from_on, until=converted
            ),
            Particular(kind=Particular.Kind.CATEGORY, code="formal", from_on=converted),
        ]
    else:
        rows.append(Particular(kind=Particular.Kind.CATEGORY, code=new.category, from_on=from_on))
    for row in rows:
        row.member, row.made_by = member, scope.actor or None  # type: ignore[assignment]
    Particular.objects.bulk_create(rows)
