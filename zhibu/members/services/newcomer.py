"""What is known of a member who enters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from zhibu.members.models import Particular

CATEGORY, EDUCATION, OCCUPATION, STANDING, WHEREABOUTS = Particular.Kind.values


@dataclass(slots=True, kw_only=True)  # not frozen: ten thousand come at once, and that takes twice as long
class NewMember:
    """What is known of a member who enters, in the fields of the national collection.

    `mismatch` says why the identity number may differ from birth or sex on the card (以档案为准), if it does.
    """

    name: str
    sex: str
    ethnicity: str
    born_on: date
    joined_on: date
    category: str
    id_number: str
    education: str
    occupation: str
    converted_on: date | None = None
    mobile: str = ""
    landline: str = ""
    home_address: str = ""
    standing: str = "normal"
    whereabouts: str = "none"
    whereabouts_since: date | None = None
    direction: str = ""
    mismatch: str = ""


class FirstRow(NamedTuple):
    """One dated row a new card begins with."""

    kind: str
    code: str
    from_on: date
    until: date | None = None
    basis: str = ""


def first_particulars(new: NewMember, from_on: date) -> list[FirstRow]:
    """The dated rows; a formal member's earlier probation is reckoned from the two dates of the card."""
    rows = [
        FirstRow(EDUCATION, new.education, from_on),
        FirstRow(OCCUPATION, new.occupation, from_on),
        FirstRow(STANDING, new.standing, from_on),
    ]
    if new.whereabouts != "none":
        since = new.whereabouts_since or from_on
        rows.append(FirstRow(WHEREABOUTS, new.whereabouts, since, basis=new.direction))
    converted = new.converted_on
    if new.category == "formal" and converted is not None and converted > from_on:
        rows.append(FirstRow(CATEGORY, "probationary", from_on, until=converted))
        rows.append(FirstRow(CATEGORY, "formal", converted))
    else:
        rows.append(FirstRow(CATEGORY, new.category, from_on))
    return rows
