"""What the norms say of an organisation as it stands today."""

from __future__ import annotations

from datetime import date

from zhibu.kernel.norms import Verdict, judge
from zhibu.orgs.models import Org, Term

from .beside import Count
from .offices import committee_size, current_term

FIVE_YEARS = frozenset({Org.Field.VILLAGE, Org.Field.COMMUNITY})


def term_verdict(where: Org, term: Term, day: date) -> Verdict:
    """When the term ends and when to prepare the next election (organisation.term)."""
    facts = {
        "kind": where.kind,
        "village_or_community": where.field in FIVE_YEARS,
        "elected_on": term.elected_on,
        "as_of": day,
    }
    return judge("organisation.term", day, facts)


def verdicts(where: Org, count: Count, day: date) -> list[Verdict]:
    """Term, size and committee of a branch; the term alone of what stands above it; nothing of a group."""
    if where.kind == Org.Kind.GROUP or where.dissolved_on is not None:
        return []
    said = []
    term = current_term(where)
    if term is not None:
        said.append(term_verdict(where, term, day))
    if where.kind == Org.Kind.BRANCH and count.members:  # before its roster is entered, nothing can be said
        joint = where.form == Org.Form.JOINT
        said.append(judge("organisation.branch", day, {"formal": count.formal, "joint": joint}))
        size = committee_size(where, day)
        said.append(judge("organisation.branch_committee", day, {"formal": count.formal, "size": size}))
    return said
