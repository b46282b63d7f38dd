"""What passes, and how many may be graded excellent."""

from __future__ import annotations

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges

from .quorum import more_than


@judges("resolution.ordinary", entitled=facts.positive, approve=facts.count)
def ordinary(norm: Norm, *, entitled: int, approve: int) -> Verdict:
    if approve > entitled:
        raise BadInput("approve", f"赞成{approve}人多于应到会的{entitled}人")
    passed = norm.values["of"] * approve > norm.values["part"] * entitled
    return _passed(passed, f"赞成{approve}人", entitled, more_than(norm, entitled))


@judges(
    "resolution.admission",
    entitled=facts.positive,
    approve=facts.count,
    written_before=facts.optional(facts.count, 0),
    written_after=facts.optional(facts.count, 0),
)
def admission(norm: Norm, *, entitled: int, approve: int, written_before: int, written_after: int) -> Verdict:
    votes = approve + written_before
    if votes > entitled:
        raise BadInput("approve", f"赞成连同会前书面意见{votes}人，多于应到会的{entitled}人")
    passed = norm.values["of"] * votes > norm.values["part"] * entitled
    said = f"赞成{votes}人"
    if written_before:
        said += f"（含会前书面赞成{written_before}人）"
    if written_after:
        said += f"，会后书面意见{written_after}人不计"
    return _passed(passed, said, entitled, more_than(norm, entitled))


METHODS = {
    "secret_ballot": "无记名投票",
    "show_of_hands": "举手",
    "open_ballot": "记名投票",
    "oral": "口头表决",
}


@judges("resolution.admission_ballot", method=facts.optional(facts.choice(*METHODS)))
def admission_ballot(norm: Norm, *, method: str | None) -> Verdict:
    """How it was voted: nothing written is asked for; another way than the secret ballot decides nothing."""
    asked = METHODS[norm.values["method"]]
    rule = f"接收预备党员和转正，采取{asked}的方式，逐个表决，一人一项"
    if method is None:
        return Verdict(Level.WARNED, f"{rule}；这一项没有写表决方式，请补上")
    if method != norm.values["method"]:
        said = f"{rule}；这一项记的是{METHODS[method]}，不符合规定。记错了的请更正，没有记错的应当重新表决"
        return Verdict(Level.BROKEN, said)
    return Verdict(Level.KEPT, f"采取{asked}的方式表决")


def _passed(passed: bool, votes: str, entitled: int, least: int) -> Verdict:
    said = f"应到会有表决权的{entitled}人，{votes}"
    if passed:
        return Verdict(Level.KEPT, f"{said}，超过半数（至少{least}人），通过", least)
    return Verdict(Level.BROKEN, f"{said}，没有超过半数（至少{least}人），不通过", least)


@judges(
    "appraisal.excellent",
    formal=facts.count,
    excellent=facts.count,
    probationary_graded=facts.optional(facts.count, 0),
    counted=facts.optional(facts.count),
)
def excellent(
    norm: Norm, *, formal: int, excellent: int, probationary_graded: int, counted: int | None
) -> Verdict:
    whole = formal if counted is None else counted
    found = []
    if probationary_graded > 0:
        found.append((Level.BROKEN, f"预备党员不评定等次，却评了{probationary_graded}人"))
    if norm.values["of"] * excellent > norm.values["part"] * whole:
        most = norm.values["part"] * whole // norm.values["of"]
        found.append((Level.WARNED, f"评为优秀{excellent}人，一般不超过{whole}人的三分之一，最多{most}人"))
    return Verdict.worst(found, otherwise=f"评为优秀{excellent}人，没有超过{whole}人的三分之一")
