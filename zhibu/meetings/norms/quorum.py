"""Who counts, and how many must be there: measured on 应到会有表决权的正式党员, never on those present."""

from __future__ import annotations

from typing import Any

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges

REASONS = {
    "illness": "患病不能表达意志",
    "abroad_6_months": "自费出国半年以上",
    "bedridden": "长期卧床或生活不能自理",
    "away_6_months": "外出半年以上应转未转组织关系",
    "retired_home_town": "离退休后长期回原籍居住",
    "mobile_applied": "流动党员本人申请不能到会",
}


def at_least(norm: Norm, entitled: int) -> int:
    """The least number that reaches the norm's share, the share itself included (以上)."""
    return int(-(-norm.values["part"] * entitled // norm.values["of"]))


def more_than(norm: Norm, entitled: int) -> int:
    """The least number that exceeds the norm's share (超过)."""
    return int(norm.values["part"] * entitled // norm.values["of"]) + 1


@judges("quorum.ordinary", entitled=facts.positive, present=facts.count)
def ordinary(norm: Norm, *, entitled: int, present: int) -> Verdict:
    _no_more_than_entitled(present, entitled)
    enough = norm.values["of"] * present >= norm.values["part"] * entitled
    return _quorum(enough, "党员大会", entitled, present, at_least(norm, entitled))


@judges("quorum.branch_committee", entitled=facts.positive, present=facts.count)
def branch_committee(norm: Norm, *, entitled: int, present: int) -> Verdict:
    _no_more_than_entitled(present, entitled)
    enough = norm.values["of"] * present >= norm.values["part"] * entitled
    return _quorum(enough, "支委会", entitled, present, at_least(norm, entitled))


@judges("quorum.admission", entitled=facts.positive, present=facts.count)
def admission(norm: Norm, *, entitled: int, present: int) -> Verdict:
    _no_more_than_entitled(present, entitled)
    enough = norm.values["of"] * present > norm.values["part"] * entitled
    return _quorum(enough, "发展党员的党员大会", entitled, present, more_than(norm, entitled))


@judges("quorum.election", entitled=facts.positive, present=facts.count)
def election(norm: Norm, *, entitled: int, present: int) -> Verdict:
    _no_more_than_entitled(present, entitled)
    enough = norm.values["of"] * present >= norm.values["part"] * entitled
    return _quorum(enough, "选举大会", entitled, present, at_least(norm, entitled))


def _no_more_than_entitled(present: int, entitled: int) -> None:
    if present > entitled:
        raise BadInput("present", f"实到{present}人多于应到会的{entitled}人")


def _quorum(enough: bool, what: str, entitled: int, present: int, least: int) -> Verdict:
    said = f"{what}应到会有表决权的{entitled}人，实到{present}人"
    if enough:
        return Verdict(Level.KEPT, f"{said}，达到至少{least}人的要求，可以开会", least)
    return Verdict(Level.BROKEN, f"{said}，至少要到{least}人，人数不够，不能开会", least)


@judges(
    "quorum.entitled",
    purpose=facts.choice("election", "admission", "ordinary"),
    formal=facts.count,
    on_party_probation=facts.count,
    suspended=facts.count,
    excluded=facts.listing(
        facts.record(
            reason=facts.code, approval=facts.optional(facts.text), consent=facts.optional(facts.flag, True)
        )
    ),
)
def entitled(
    norm: Norm,
    *,
    purpose: str,
    formal: int,
    on_party_probation: int,
    suspended: int,
    excluded: list[dict[str, Any]],
) -> Verdict:
    if on_party_probation + suspended + len(excluded) > formal:
        raise BadInput("excluded", f"不计入的人数多于正式党员{formal}人")
    found = []
    left_out = 0
    for each in excluded:
        known, approved = each["reason"] in norm.values["reasons"], each["approval"] is not None
        if not known:
            found.append((Level.BROKEN, f"“{each['reason']}”不是可以不计入的情形，仍计入应到会"))
        if not approved:
            found.append((Level.WARNED, f"{_named(each['reason'])}没有上级批准，仍计入应到会"))
        if not each["consent"]:
            found.append((Level.WARNED, f"{_named(each['reason'])}没有支部党员大会同意，仍计入应到会"))
        if known and approved and each["consent"]:
            left_out += 1
    if excluded and purpose not in norm.values["purposes"]:
        found.append((Level.UNDECIDED, "不计入应到会的规定只见于选举和发展党员，一般会议能否扣除请人工认定"))
    total = formal - on_party_probation - suspended - left_out
    said = f"正式党员{formal}人，应到会有表决权的{total}人"
    if not found:
        return Verdict(Level.KEPT, said, total)
    worst = Verdict.worst(found, otherwise=said)
    return Verdict(worst.level, f"{said}；{worst.because}", total)


def _named(reason: str) -> str:
    return REASONS.get(reason, f"“{reason}”")
