"""组织关系: letters and receipts, members away, abroad or lost, and how one leaves."""

from __future__ import annotations

from datetime import date

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_days, add_months, add_years, full_months
from zhibu.kernel.norms.figures import chinese_day

from .admission import not_before

DOCUMENTS = {
    "letter": "应当转移组织关系，开介绍信",
    "certificate": "开党员证明信",
    "mobile_booklet": "办流动党员活动证",
    "none": "不需要办凭证",
}
EXITS = {
    "removal": "自行脱党除名",
    "withdrawal_urged": "劝退",
    "withdrawal_refused": "劝而不退除名",
    "resignation": "退党除名",
    "expulsion": "开除党籍",
    "candidacy_cancelled": "取消预备党员资格",
    "suspension": "停止党籍",
    "death": "去世",
}


@judges("relation.document", moves_unit_or_home=facts.flag, months=facts.count, place_fixed=facts.flag)
def document(norm: Norm, *, moves_unit_or_home: bool, months: int, place_fixed: bool) -> Verdict:
    long, short = norm.values["letter_from_months"], norm.values["proof_over_months"]
    if moves_unit_or_home or (place_fixed and months >= long):
        paper = "letter"
    elif months <= short:
        paper = "none"
    else:
        paper = "certificate" if place_fixed else "mobile_booklet"
    if moves_unit_or_home:
        said = "工作单位或居住地变动"
    else:
        said = f"外出{months}个月，地点{'固定' if place_fixed else '不固定'}"
    return Verdict(Level.KEPT, f"{said}，{DOCUMENTS[paper]}", paper)


@judges(
    "relation.letter",
    issued_on=facts.day,
    valid_days=facts.count,
    presented_on=facts.optional(facts.day),
)
def letter(norm: Norm, *, issued_on: date, valid_days: int, presented_on: date | None) -> Verdict:
    not_before(issued_on, presented_on, "presented_on", "issued_on")
    try:
        usable_through = add_days(issued_on, valid_days)
    except OverflowError:
        raise BadInput("valid_days", f"{valid_days}天超出了日历") from None
    most_months, most_days = norm.values["months"], norm.values["days"]
    found = []
    if usable_through > add_months(issued_on, most_months):
        found.append((Level.BROKEN, f"有效期{valid_days}天，超过最长{most_months}个月"))
    if valid_days > most_days:
        found.append((Level.WARNED, f"有效期{valid_days}天，一般不超过{most_days}天"))
    if presented_on is not None and presented_on > usable_through:
        found.append(
            (Level.BROKEN, f"{chinese_day(presented_on)}才交出，{chinese_day(usable_through)}已经过期")
        )
    return Verdict.worst(
        found,
        otherwise=f"介绍信{chinese_day(issued_on)}开出，{chinese_day(usable_through)}以前有效",
        value={"usable_through": usable_through.isoformat()},
    )


@judges("relation.receipt", received_on=facts.day, receipt_on=facts.optional(facts.day), as_of=facts.day)
def receipt(norm: Norm, *, received_on: date, receipt_on: date | None, as_of: date) -> Verdict:
    not_before(received_on, receipt_on, "receipt_on", "received_on")
    months = norm.values["months"]
    deadline = add_months(received_on, months)
    if receipt_on is not None:
        if receipt_on > deadline:
            return Verdict(Level.WARNED, f"回执{chinese_day(receipt_on)}才寄出，应在{months}个月以内")
        return Verdict(Level.KEPT, f"回执{chinese_day(receipt_on)}已寄出，在{months}个月以内")
    if as_of > deadline:
        return Verdict(Level.WARNED, f"接收后已超过{months}个月，还没有寄回执")
    return Verdict(Level.KEPT, f"还没有寄回执，{chinese_day(deadline)}以前寄出即可")


@judges("relation.mobile", away_from=facts.day, relation_moved=facts.flag, as_of=facts.day)
def mobile(norm: Norm, *, away_from: date, relation_moved: bool, as_of: date) -> Verdict:
    if relation_moved:
        return Verdict(Level.KEPT, "组织关系已转到所在地，不作为流动党员")
    months = full_months(away_from, as_of)
    if as_of >= add_months(away_from, norm.values["months"]):
        return Verdict(
            Level.DUE_SOON, f"外出已满{months}个月，组织关系没有转，请登记为流动党员或转接组织关系", "mobile"
        )
    return Verdict(Level.KEPT, f"外出{months}个月，不足{norm.values['months']}个月")


@judges("relation.lost", last_seen_on=facts.day, searched=facts.flag, as_of=facts.day)
def lost(norm: Norm, *, last_seen_on: date, searched: bool, as_of: date) -> Verdict:
    least = norm.values["months"]
    if as_of < add_months(last_seen_on, least):
        return Verdict(Level.KEPT, f"{chinese_day(last_seen_on)}还参加过组织生活或交纳党费，不足{least}个月")
    gone = f"已有{full_months(last_seen_on, as_of)}个月没有参加组织生活、没有交纳党费"
    if not searched:
        return Verdict(Level.DUE_SOON, f"{gone}，请支部通过各种方式查找", "search")
    return Verdict(
        Level.UNDECIDED,
        f"{gone}，多方查找仍无法联系，可以研究停止党籍，由支部大会讨论并报批",
        "may_propose_suspension",
    )


@judges("relation.removal", suspended_on=facts.day, as_of=facts.day)
def removal(norm: Norm, *, suspended_on: date, as_of: date) -> Verdict:
    years = norm.values["years"]
    if as_of < add_years(suspended_on, years):
        return Verdict(Level.KEPT, f"{chinese_day(suspended_on)}停止党籍，不足{years}年")
    return Verdict(
        Level.UNDECIDED,
        f"{chinese_day(suspended_on)}停止党籍，满{years}年仍无法联系，可以研究按自行脱党除名，由支部大会讨论并报批",
        "may_propose_removal",
    )


@judges(
    "relation.abroad",
    left_on=facts.day,
    last_contact_on=facts.day,
    as_of=facts.day,
    studying=facts.flag,
)
def abroad(norm: Norm, *, left_on: date, last_contact_on: date, as_of: date, studying: bool) -> Verdict:
    not_before(left_on, last_contact_on, "last_contact_on", "left_on")
    months, years = norm.values["contact_months"], norm.values["study_years"]
    found = []
    value = None
    if as_of > add_months(last_contact_on, months):
        found.append(
            (
                Level.DUE_SOON,
                f"最近一次联系是{chinese_day(last_contact_on)}，已超过{months}个月，请与本人联系",
            )
        )
    if studying and as_of > add_years(left_on, years):
        value = "may_propose_suspension"
        found.append(
            (Level.UNDECIDED, f"出国学习超过{years}年未返回，可以研究停止党籍，由支部大会讨论并报批")
        )
    return Verdict.worst(found, otherwise=f"最近一次联系是{chinese_day(last_contact_on)}", value=value)


@judges("relation.graduate", graduated_on=facts.day, as_of=facts.day)
def graduate(norm: Norm, *, graduated_on: date, as_of: date) -> Verdict:
    years = norm.values["years"]
    if as_of > add_years(graduated_on, years):
        return Verdict(
            Level.WARNED, f"{chinese_day(graduated_on)}毕业，组织关系留在学校已超过{years}年，一般应当转出"
        )
    return Verdict(Level.KEPT, f"{chinese_day(graduated_on)}毕业，组织关系留在学校没有超过{years}年")


@judges(
    "relation.exit",
    kind=facts.choice(*EXITS),
    resolution=facts.optional(facts.text),
    approval=facts.optional(facts.text),
)
def exit_(norm: Norm, *, kind: str, resolution: str | None, approval: str | None) -> Verdict:
    what = EXITS[kind]
    if kind in norm.values["without_papers"]:
        return Verdict(Level.KEPT, f"党员{what}，据实登记")
    found = []
    if resolution is None:
        found.append((Level.BROKEN, f"{what}没有支部大会决议"))
    if approval is None:
        found.append((Level.BROKEN, f"{what}没有上级党组织批准"))
    return Verdict.worst(found, otherwise=f"{what}有支部大会决议，并经上级党组织批准")
