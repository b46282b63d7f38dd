"""How training is judged: hours of organised study still to arrange, never minutes before a screen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_months
from zhibu.kernel.norms.figures import chinese_day, plain

DUTIES = {"member": "党员", "secretary": "党支部书记", "committee_member": "党支部委员"}


@judges("education.hours", duty=facts.choice(*DUTIES), hours=facts.quantity, as_of=facts.day)
def hours(norm: Norm, *, duty: str, hours: Decimal, as_of: date) -> Verdict:
    least = norm.values["hours"][duty]
    left = max(least - hours, Decimal(0))
    said = f"{DUTIES[duty]}{as_of.year}年已集中学习培训{plain(hours)}学时，全年一般不少于{least}学时"
    if not left:
        return Verdict(Level.KEPT, said, plain(left))
    said = f"{said}，还差{plain(left)}学时"
    if (as_of.month, as_of.day) == (12, 31):
        return Verdict(Level.WARNED, said, plain(left))
    return Verdict(Level.DUE_SOON, f"{said}，请支部安排", plain(left))


@judges(
    "education.new_secretary",
    took_office_on=facts.day,
    trained_on=facts.optional(facts.day),
    as_of=facts.day,
)
def new_secretary(norm: Norm, *, took_office_on: date, trained_on: date | None, as_of: date) -> Verdict:
    if trained_on is not None and trained_on < took_office_on:
        raise BadInput("trained_on", f"{trained_on} 早于 took_office_on 的 {took_office_on}")
    deadline = add_months(took_office_on, norm.values["months"])
    if trained_on is not None:
        if trained_on > deadline:
            return Verdict(Level.WARNED, f"{chinese_day(trained_on)}才培训，新任书记一般应在半年内培训")
        return Verdict(Level.KEPT, f"{chinese_day(trained_on)}已培训，在任职半年以内")
    if as_of > deadline:
        return Verdict(Level.WARNED, f"任职已超过半年，到{chinese_day(deadline)}还没有参加培训")
    return Verdict(Level.KEPT, f"还没有参加培训，{chinese_day(deadline)}以前安排即可")
