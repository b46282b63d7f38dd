"""From the application to the approval: who may apply, who vouches, what must have passed by when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_months, add_years, is_near
from zhibu.kernel.norms.figures import chinese_day, plain


def not_before(start: date, event: date | None, name: str, start_name: str) -> None:
    """An event given before its own start is a slip of the pen, not a case to judge."""
    if event is not None and event < start:
        raise BadInput(name, f"{event.isoformat()} 早于 {start_name} 的 {start.isoformat()}")


@judges("admission.age", born_on=facts.day, applied_on=facts.day)
def age(norm: Norm, *, born_on: date, applied_on: date) -> Verdict:
    not_before(born_on, applied_on, "applied_on", "born_on")
    years = norm.values["years"]
    grown = add_years(born_on, years)
    if applied_on < grown:
        return Verdict(Level.BROKEN, f"申请入党要年满{years}岁，{chinese_day(grown)}才满")
    return Verdict(Level.KEPT, f"申请时已年满{years}岁")


@judges("admission.talk", applied_on=facts.day, talked_on=facts.optional(facts.day), as_of=facts.day)
def talk(norm: Norm, *, applied_on: date, talked_on: date | None, as_of: date) -> Verdict:
    not_before(applied_on, talked_on, "talked_on", "applied_on")
    months = norm.values["months"]
    deadline = add_months(applied_on, months)
    if talked_on is not None:
        if talked_on > deadline:
            return Verdict(Level.BROKEN, f"{chinese_day(talked_on)}才谈话，收到申请后应在{months}个月内谈话")
        return Verdict(Level.KEPT, f"{chinese_day(talked_on)}已派人谈话，在{months}个月以内")
    if as_of > deadline:
        return Verdict(Level.BROKEN, f"收到申请已超过{months}个月，还没有派人谈话")
    if is_near(deadline, as_of, norm.values["remind_days"]):
        left = (deadline - as_of).days
        return Verdict(Level.DUE_SOON, f"请在{chinese_day(deadline)}以前派人谈话，还有{left}天")
    return Verdict(Level.KEPT, f"还没有谈话，{chinese_day(deadline)}以前谈即可")


@judges("admission.mentors", mentors=facts.listing(facts.record(formal=facts.flag)))
def mentors(norm: Norm, *, mentors: list[dict[str, Any]]) -> Verdict:
    least, most = norm.values["least"], norm.values["most"]
    found = []
    if not least <= len(mentors) <= most:
        found.append((Level.BROKEN, f"培养联系人应为{least}至{most}名，现有{len(mentors)}名"))
    informal = sum(not each["formal"] for each in mentors)
    if informal:
        found.append((Level.BROKEN, f"培养联系人应是正式党员，有{informal}名不是"))
    return Verdict.worst(found, otherwise=f"培养联系人{len(mentors)}名，都是正式党员")


@judges("admission.review", activist_on=facts.day, reviews=facts.listing(facts.day), as_of=facts.day)
def review(norm: Norm, *, activist_on: date, reviews: list[date], as_of: date) -> Verdict:
    for each in reviews:
        not_before(activist_on, each, "reviews", "activist_on")
    months = norm.values["months"]
    last = max((day for day in reviews if day <= as_of), default=activist_on)
    deadline = add_months(last, months)
    since = f"{chinese_day(last)}{'确定为积极分子' if last == activist_on else '考察'}以后"
    if as_of > deadline:
        return Verdict(Level.BROKEN, f"{since}已超过{months}个月没有考察，应当每半年考察一次")
    if is_near(deadline, as_of, norm.values["remind_days"]):
        left = (deadline - as_of).days
        return Verdict(Level.DUE_SOON, f"{since}，请在{chinese_day(deadline)}以前再考察一次，还有{left}天")
    return Verdict(Level.KEPT, f"{since}，下一次考察在{chinese_day(deadline)}以前")


@judges("admission.observation", activist_on=facts.day, candidate_on=facts.day)
def observation(norm: Norm, *, activist_on: date, candidate_on: date) -> Verdict:
    not_before(activist_on, candidate_on, "candidate_on", "activist_on")
    years = norm.values["years"]
    ripe = add_years(activist_on, years)
    if candidate_on < ripe:
        return Verdict(Level.BROKEN, f"培养教育和考察不满{years}年，{chinese_day(ripe)}起才能列为发展对象")
    return Verdict(Level.KEPT, f"经过{years}年以上培养教育和考察")


@judges(
    "admission.sponsors",
    sponsors=facts.listing(facts.record(formal=facts.flag, restricted=facts.optional(facts.flag, False))),
)
def sponsors(norm: Norm, *, sponsors: list[dict[str, Any]]) -> Verdict:
    exactly = norm.values["exactly"]
    found = []
    if len(sponsors) != exactly:
        found.append((Level.BROKEN, f"入党介绍人应为{exactly}名，现有{len(sponsors)}名"))
    if not all(each["formal"] for each in sponsors):
        found.append((Level.BROKEN, "入党介绍人应是正式党员"))
    if any(each["restricted"] for each in sponsors):
        found.append((Level.BROKEN, "留党察看或尚未恢复党员权利的，不能作入党介绍人"))
    return Verdict.worst(found, otherwise=f"入党介绍人{exactly}名，都是正式党员")


@judges("admission.training", days=facts.quantity, hours=facts.quantity)
def training(norm: Norm, *, days: Decimal, hours: Decimal) -> Verdict:
    least_days, least_hours = norm.values["days"], norm.values["hours"]
    said = f"短期集中培训{plain(days)}天、{plain(hours)}学时"
    if days >= least_days or hours >= least_hours:
        return Verdict(Level.KEPT, f"{said}，符合不少于{least_days}天或{least_hours}学时的要求")
    return Verdict(Level.BROKEN, f"{said}，应不少于{least_days}天或{least_hours}学时")


@judges("admission.leaving", examined_on=facts.day, leaves_on=facts.optional(facts.day))
def leaving(norm: Norm, *, examined_on: date, leaves_on: date | None) -> Verdict:
    not_before(examined_on, leaves_on, "leaves_on", "examined_on")
    months = norm.values["months"]
    if leaves_on is None:
        return Verdict(Level.KEPT, "没有将要离开工作、学习单位的情况")
    if leaves_on <= add_months(examined_on, months):
        return Verdict(
            Level.WARNED,
            f"{chinese_day(leaves_on)}将离开工作、学习单位，距预审不超过{months}个月，一般不办理接收手续",
        )
    return Verdict(Level.KEPT, f"{chinese_day(leaves_on)}才离开工作、学习单位，距预审超过{months}个月")


@judges("admission.approval", received_on=facts.day, approved_on=facts.day, reason=facts.optional(facts.text))
def approval(norm: Norm, *, received_on: date, approved_on: date, reason: str | None) -> Verdict:
    not_before(received_on, approved_on, "approved_on", "received_on")
    usual, longest = norm.values["months"], norm.values["months_with_reason"]
    said = f"{chinese_day(received_on)}收到，{chinese_day(approved_on)}审批"
    if approved_on <= add_months(received_on, usual):
        return Verdict(Level.KEPT, f"{said}，在{usual}个月以内")
    if approved_on > add_months(received_on, longest):
        return Verdict(Level.BROKEN, f"{said}，超过最长{longest}个月的期限")
    if reason is None:
        return Verdict(Level.BROKEN, f"{said}，超过{usual}个月，没有写明特殊情况")
    return Verdict(Level.KEPT, f"{said}，有特殊情况，在{longest}个月以内")
