"""How making known is judged: long enough, and signed by the right hands."""

from __future__ import annotations

from datetime import date

from zhibu.kernel import workdays
from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import chinese_day

FIELDS = {"id_number": "身份证号码", "phone": "电话", "income": "收入"}


@judges("publicity.period", from_=facts.day, until=facts.day, working_days=facts.optional(facts.count))
def period(norm: Norm, *, from_: date, until: date, working_days: int | None) -> Verdict:
    if until < from_:
        raise BadInput("until", "不能早于 from")
    least = norm.values["working_days"] if working_days is None else working_days
    span = f"{chinese_day(from_)}至{chinese_day(until)}公示"
    try:
        counted = workdays.working_days(from_, until)
    except workdays.NoTable as missing:
        return Verdict(Level.UNDECIDED, f"{span}，没有{missing.year}年的节假日安排，请人工核算工作日")
    said = f"{span}，共{counted}个工作日"
    if not workdays.all_confirmed(from_, until):
        said += "（其中有的年份放假安排尚未收录，暂按推算）"
    if counted < least:
        return Verdict(Level.BROKEN, f"{said}，不足{least}个工作日", counted)
    return Verdict(Level.KEPT, f"{said}，不少于{least}个工作日", counted)


@judges(
    "publication.procedure",
    proposer=facts.text,
    secrecy_reviewer=facts.optional(facts.text),
    approver=facts.optional(facts.text),
    fields=facts.listing(facts.text),
)
def procedure(
    norm: Norm, *, proposer: str, secrecy_reviewer: str | None, approver: str | None, fields: list[str]
) -> Verdict:
    found = []
    if secrecy_reviewer is None:
        found.append((Level.BROKEN, "没有经过保密审查"))
    if approver is None:
        found.append((Level.BROKEN, "没有经过批准"))
    if approver == proposer:
        found.append((Level.BROKEN, "提出人和批准人不能是同一个人"))
    shown = [FIELDS.get(name, name) for name in norm.values["withheld"] if name in fields]
    if shown:
        found.append((Level.BROKEN, f"公开内容不能含有{'、'.join(shown)}"))
    return Verdict.worst(found, otherwise="已提出、经保密审查并批准，公开内容没有不宜公开的个人信息")
