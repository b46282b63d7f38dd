"""The roster in full: every field of the national collection, in its order, as it stands today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from zhibu.kernel import crypto
from zhibu.kernel.scope import Scope
from zhibu.members.codes import code_list
from zhibu.members.models import Member, Particular
from zhibu.members.models.member import MemberQuerySet
from zhibu.orgs.models import Org

# The sixteen items of a member in the 2017 national collection (norms/rules.md §9), our number before them.
# The last item, 失联或流动, has three columns: which, since when, where to.
COLUMNS = (
    "code",
    "name",
    "id_number",
    "sex",
    "ethnicity",
    "born_on",
    "education",
    "category",
    "branch",
    "joined_on",
    "converted_on",
    "occupation",
    "mobile",
    "landline",
    "home_address",
    "standing",
    "whereabouts",
    "whereabouts_since",
    "direction",
)
SEALED = ("id_number", "mobile", "home_address")
_CODED = ("sex", "ethnicity", "education", "category", "occupation", "standing", "whereabouts")
_PLACES = {
    "branch": "branch__name",
    "education": "education_today",
    "category": "category_today",
    "occupation": "occupation_today",
    "standing": "standing_today",
    "whereabouts": "whereabouts_today",
    **{name: f"{name}_mask" for name in SEALED},
}


def export_headings() -> dict[str, str]:
    """What each column is called on paper and in sheets, as our own reading of sheets knows it."""
    return {
        "code": _("党员编号"),
        "name": _("姓名"),
        "id_number": _("公民身份号码"),
        "sex": _("性别"),
        "ethnicity": _("民族"),
        "born_on": _("出生日期"),
        "education": _("学历"),
        "category": _("人员类别"),
        "branch": _("所在党支部"),
        "joined_on": _("加入党组织日期"),
        "converted_on": _("转为正式党员日期"),
        "occupation": _("工作岗位"),
        "mobile": _("手机号码"),
        "landline": _("固定电话"),
        "home_address": _("家庭住址"),
        "standing": _("党籍状态"),
        "whereabouts": _("流动或失联"),
        "whereabouts_since": _("流动或失联日期"),
        "direction": _("外出流向"),
    }


def whole_roster(scope: Scope, where: Org) -> MemberQuerySet:
    """Who belongs under an organisation today, by name, with every particular of today."""
    return with_particulars(Member.objects.within(scope).under(where).here()).by_name()


def names_on_roster(scope: Scope, where: Org) -> list[tuple[str, str]]:
    """(code, name) of everybody who belongs under an organisation today, by name."""
    return list(Member.objects.within(scope).under(where).here().by_name().values_list("code", "name"))


def own_line(person: UUID | str) -> dict[str, Any] | None:
    """The line of the one who is acting, masked; the database shows it to nobody else."""
    rows = with_particulars(Member.objects.filter(person_id=person))
    return next(lines_of(rows, clear=False), None)


def with_particulars(rows: MemberQuerySet) -> MemberQuerySet:
    """Annotate every particular of today, and since when and where to somebody is away."""
    kinds = ("category", "education", "occupation", "standing", "whereabouts")
    rows = rows.annotate(**{f"{kind}_today": _today(kind, "code") for kind in kinds})
    return rows.annotate(
        whereabouts_since=_today("whereabouts", "from_on"), direction=_today("whereabouts", "basis")
    )


def _today(kind: str, column: str) -> Subquery:
    rows = Particular.objects.filter(member=OuterRef("pk"), kind=kind, until=None)
    return Subquery(rows.values(column)[:1])


def lines_of(rows: QuerySet[Member], *, clear: bool) -> Iterator[dict[str, Any]]:
    """A line for each member: codes in words, days as days; sealed fields by their mask, or in clear.

    `clear` only after the duty, the purpose and the trace: see services.exporting.
    """
    names = ["person_id", *(_PLACES.get(name, name) for name in COLUMNS)]
    if clear:
        names += [f"{name}_sealed" for name in SEALED]
    said = {name: {code: str(words) for code, words in code_list(name).items()} for name in _CODED}
    places = {name: getattr(Member, name).place(Member) for name in SEALED}
    for found in rows.values_list(*names).iterator(chunk_size=2000):
        line = dict(zip(COLUMNS, found[1:], strict=False))
        for name in _CODED:
            code = line[name] or ("none" if name == "whereabouts" else "")
            line[name] = said[name].get(code, code)
        if line["whereabouts"] == said["whereabouts"]["none"]:  # then no day and no place either
            line["whereabouts_since"] = line["direction"] = None
        if clear:
            for name, blob in zip(SEALED, found[len(COLUMNS) + 1 :], strict=True):
                if blob is not None:
                    opened = crypto.unseal(bytes(blob), place=places[name], row=str(found[0]))
                    line[name] = opened.decode()
        line["person"] = found[0]
        yield line
