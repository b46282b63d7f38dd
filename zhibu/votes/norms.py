"""How an election is judged: enough candidates, valid ballots, and who is elected."""

from __future__ import annotations

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import percent

POSTS = {"committee_member": "委员", "delegate": "代表", "secretary": "书记"}


@judges("election.surplus", post=facts.choice(*POSTS), seats=facts.positive, candidates=facts.count)
def surplus(norm: Norm, *, post: str, seats: int, candidates: int) -> Verdict:
    share = percent(candidates - seats, seats)
    said = f"应选{POSTS[post]}{seats}名，候选人{candidates}名，差额{share}%"
    extra = 0 if post in norm.values["equal_allowed"] else -(-norm.values["surplus_percent"] * seats // 100)
    least = seats + extra
    if candidates < least:
        return Verdict(Level.BROKEN, f"{said}，候选人至少要{least}名", share)
    if extra == 0:
        return Verdict(Level.KEPT, f"{said}，{POSTS[post]}可以等额选举", share)
    return Verdict(Level.KEPT, f"{said}，不少于应选人数的{norm.values['surplus_percent']}%", share)


@judges("election.ballots", issued=facts.count, recovered=facts.count)
def ballots(norm: Norm, *, issued: int, recovered: int) -> Verdict:
    said = f"发出选票{issued}张，收回{recovered}张"
    if recovered > issued:
        return Verdict(Level.BROKEN, f"{said}，收回多于发出，选举无效，应当重新选举")
    return Verdict(Level.KEPT, f"{said}，选举有效")


@judges("election.ballot", seats=facts.positive, marks=facts.count)
def ballot(norm: Norm, *, seats: int, marks: int) -> Verdict:
    if marks > seats:
        return Verdict(Level.BROKEN, f"应选{seats}名，这张票选了{marks}名，是废票")
    return Verdict(Level.KEPT, f"应选{seats}名，这张票选了{marks}名，有效")


@judges(
    "election.elected",
    entitled=facts.positive,
    seats=facts.positive,
    votes=facts.tally(facts.count),
    present=facts.optional(facts.count),
)
def elected(norm: Norm, *, entitled: int, seats: int, votes: dict[str, int], present: int | None) -> Verdict:
    """`present` is asked for only by the version before 2020, which measured on those present."""
    _none_beyond(entitled, votes, present)
    on_present = norm.values["measured_on"] == "present"
    measure = present if on_present and present is not None else entitled
    over_half = {
        name: approvals
        for name, approvals in votes.items()
        if norm.values["of"] * approvals > norm.values["part"] * measure
    }
    ranked = sorted(over_half, key=lambda name: -over_half[name])  # stable: equals keep their order
    chosen, tied = _seat(ranked, over_half, seats)
    vacant = seats - len(chosen)
    value = {"elected": chosen, "tied": tied, "vacant": vacant}
    said = f"应选{seats}名，得票超过{'实到会' if on_present else '应到会'}{measure}人半数的{len(ranked)}名"
    if on_present and present is None:
        return Verdict(Level.UNDECIDED, f"{said}；当时按实到会人数计算，没有给出实到人数，请人工认定", value)
    if tied:
        return Verdict(
            Level.UNDECIDED, f"{said}，当选{len(chosen)}名；{'、'.join(tied)}票数相等，应当再次投票", value
        )
    if vacant > 0:
        return Verdict(
            Level.UNDECIDED,
            f"{said}，当选{len(chosen)}名，缺额{vacant}名，请大会决定另行选举或减少名额",
            value,
        )
    return Verdict(Level.KEPT, f"{said}，{'、'.join(chosen)}当选", value)


def _none_beyond(entitled: int, votes: dict[str, int], present: int | None) -> None:
    if present is not None and present > entitled:
        raise BadInput("present", f"实到{present}人多于应到会的{entitled}人")
    for name, approvals in votes.items():
        if approvals > entitled:
            raise BadInput("votes", f"{name}得{approvals}票，多于应到会的{entitled}人")


def _seat(ranked: list[str], approvals: dict[str, int], seats: int) -> tuple[list[str], list[str]]:
    """Those elected and those tied for the last seat, of names already in order of votes."""
    if len(ranked) <= seats:
        return ranked, []
    last = approvals[ranked[seats - 1]]
    if last > approvals[ranked[seats]]:
        return ranked[:seats], []
    tied = [name for name in ranked if approvals[name] == last]
    return [name for name in ranked if approvals[name] > last], tied
