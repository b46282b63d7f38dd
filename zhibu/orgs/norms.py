"""How an organisation is judged: its size, its committee, its term, its unit's code."""

from __future__ import annotations

from datetime import date

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_months, add_years
from zhibu.kernel.norms.figures import chinese_day

KINDS = {"branch": "党支部", "general_branch": "党总支", "party_committee": "基层党委"}


@judges("organisation.branch", formal=facts.count, joint=facts.flag)
def branch(norm: Norm, *, formal: int, joint: bool) -> Verdict:
    least, most = norm.values["least"], norm.values["most"]
    if formal < least and not joint:
        return Verdict(Level.BROKEN, f"正式党员{formal}人，不足{least}人，应当成立联合党支部")
    if formal > most:
        return Verdict(Level.WARNED, f"正式党员{formal}人，党支部一般不超过{most}人")
    return Verdict(Level.KEPT, f"{'联合党支部' if joint else '党支部'}有正式党员{formal}人，规模合适")


@judges("organisation.level", formal=facts.count)
def level(norm: Norm, *, formal: int) -> Verdict:
    kind = "branch"
    if formal >= norm.values["party_committee_from"]:
        kind = "party_committee"
    elif formal >= norm.values["general_branch_from"]:
        kind = "general_branch"
    return Verdict(Level.KEPT, f"正式党员{formal}人，一般设{KINDS[kind]}", kind)


@judges("organisation.branch_committee", formal=facts.count, size=facts.count)
def branch_committee(norm: Norm, *, formal: int, size: int) -> Verdict:
    needed_from, least, most = (norm.values[name] for name in ("needed_from", "least", "most"))
    said = f"正式党员{formal}人，支委会{size}人" if size else f"正式党员{formal}人，没有设支委会"
    if formal < needed_from:
        if size > 0:
            return Verdict(Level.WARNED, f"{said}，不足{needed_from}人的支部一般只设书记，必要时设副书记")
        return Verdict(Level.KEPT, f"{said}，不足{needed_from}人可以不设")
    if size < least:
        return Verdict(Level.BROKEN, f"{said}，{needed_from}人以上的支部应当设{least}人以上的支委会")
    if size > most:
        return Verdict(Level.WARNED, f"{said}，一般不超过{most}人")
    return Verdict(Level.KEPT, f"{said}，在{least}至{most}人之间")


@judges(
    "organisation.term",
    kind=facts.choice(*KINDS),
    village_or_community=facts.flag,
    elected_on=facts.day,
    as_of=facts.day,
)
def term(norm: Norm, *, kind: str, village_or_community: bool, elected_on: date, as_of: date) -> Verdict:
    years = norm.values["village_years"] if village_or_community else norm.values["years"][kind]
    ends_on = add_years(elected_on, years)
    remind_on = add_months(ends_on, -norm.values["remind_months"])
    value = {"ends_on": ends_on.isoformat(), "remind_on": remind_on.isoformat()}
    said = f"{KINDS[kind]}每届任期{years}年，本届到{chinese_day(ends_on)}届满"
    if as_of > ends_on:
        return Verdict(Level.BROKEN, f"{said}，已经超期，应当换届", value)
    if as_of >= remind_on:
        return Verdict(Level.DUE_SOON, f"{said}，请着手准备换届", value)
    return Verdict(Level.KEPT, said, value)


@judges("organisation.postponement", ends_on=facts.day, held_on=facts.day, approved=facts.flag)
def postponement(norm: Norm, *, ends_on: date, held_on: date, approved: bool) -> Verdict:
    if held_on == ends_on:
        return Verdict(Level.KEPT, f"{chinese_day(held_on)}按期换届")
    years = norm.values["years"]
    moved = (
        f"{chinese_day(ends_on)}届满，{'提前' if held_on < ends_on else '延期'}到{chinese_day(held_on)}换届"
    )
    found = []
    if not approved:
        found.append((Level.BROKEN, f"{moved}，没有上级党组织批准"))
    if max(ends_on, held_on) > add_years(min(ends_on, held_on), years):
        found.append((Level.WARNED, f"{moved}，提前或延期一般不超过{years}年"))
    return Verdict.worst(found, otherwise=f"{moved}，已经上级党组织批准")


@judges("uscc", code=facts.code)
def uscc(norm: Norm, *, code: str) -> Verdict:
    """GB 32100: the last place checks the seventeen before it, weights 3^i modulo 31."""
    length, alphabet = norm.values["length"], norm.values["alphabet"]
    letters = code.upper()
    if len(letters) != length:
        return Verdict(Level.BROKEN, f"统一社会信用代码应为{length}位，现有{len(letters)}位")
    if any(letter not in alphabet for letter in letters):
        return Verdict(Level.BROKEN, "统一社会信用代码里有不允许的字符")
    places = len(alphabet)
    weighted = sum(
        alphabet.index(letter) * pow(norm.values["base"], place, places)
        for place, letter in enumerate(letters[:-1])
    )
    if alphabet[-weighted % places] != letters[-1]:
        return Verdict(Level.BROKEN, "统一社会信用代码的校验码不对")
    return Verdict(Level.KEPT, "统一社会信用代码校验无误")
