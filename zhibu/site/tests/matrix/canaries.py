"""Strings that stand in one record each: where one of them comes out, that record came out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# What a canary stands for, and by which of an actor's two ranges it is bounded.
PUBLIC = {"public"}  # to whom one may write: the names of branches
BY_BRANCHES = {"org", "name", "desk", "life", "topic"}  # organisations, who belongs to them, their life
BY_PERSONS = {"card", "sealed", "excuse", "finding", "login"}  # what stands on the cards of people
TALK = {"talk"}  # what somebody told a branch: for those who answer there
ECHO = {"echo"}  # what a branch asks its own people after a meeting
SHEET = {"sheet"}  # rows of a sheet that waits to be confirmed: for whoever works at that desk
REASON = {"reason"}  # why somebody was transferred: for who sees the card, and for the audit
OWN = {"own"}  # traces that the person alone reads
TRACE = {"trace"}  # the audit
TOKEN = re.compile(r"kq[a-z]+x[a-z0-9]+x[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Canary:
    """`org` is the key of the organisation it lies in, `owner` the key of the person it is about."""

    text: str
    kind: str
    org: str
    owner: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.kind} of {self.owner or self.org})"


@dataclass
class Aviary:
    """All canaries of a world."""

    known: dict[str, Canary] = field(default_factory=dict)
    _odd: re.Pattern[str] | None = None

    def put(self, kind: str, org: str, owner: str = "") -> str:
        """A new canary; returns the string to write into the record."""
        text = f"kq{kind}x{org}x{len(self.known):03d}"
        self.known[text] = Canary(text, kind, org, owner)
        return text

    def note(self, text: str, kind: str, org: str, owner: str = "") -> None:
        """A value that is a canary by itself: a number, an identity card."""
        self.known[text] = Canary(text, kind, org, owner)
        self._odd = None

    def heard(self, text: str) -> set[Canary]:
        """The canaries that sing in a text."""
        if self._odd is None:
            odd = [re.escape(word) for word in self.known if not TOKEN.fullmatch(word)]
            self._odd = re.compile("|".join(odd) or r"(?!)")
        found = set(TOKEN.findall(text)) | set(self._odd.findall(text))
        return {self.known[word] for word in found if word in self.known}

    def of(self, *, kind: str = "", org: str = "", owner: str = "") -> list[Canary]:
        return [
            c
            for c in self.known.values()
            if kind in {"", c.kind} and org in {"", c.org} and owner in {"", c.owner}
        ]
