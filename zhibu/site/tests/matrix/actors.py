"""Who comes to the doors, and, said here by hand, how far each one's rights reach."""

from __future__ import annotations

from dataclasses import dataclass

from .canaries import BY_BRANCHES, BY_PERSONS, ECHO, OWN, PUBLIC, REASON, SHEET, TALK, TRACE, Canary

ABOVE = {  # organisation → those above it
    "county": (),
    "east": ("county",),
    "west": ("county",),
    "willow": ("county", "east"),
    "elm": ("county", "east"),
    "pine": ("county", "west"),
    "willow1": ("county", "east", "willow"),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """`office`: the hat worn; `root`: the organisation whose life is open to it, `cards`: its cards too."""

    key: str
    office: str = "guest"
    root: str = ""
    cards: bool = False
    went: str = ""  # where one was expected at meetings besides: of these one may read
    calls: frozenset[str] = frozenset()  # whose names one reads because one calls their roll

    def covers(self, org: str) -> bool:
        return bool(self.root) and (org == self.root or self.root in ABOVE[org])

    def may_hear(self, canary: Canary, holders: dict[str, tuple[str, ...]]) -> bool:
        """Whether what the canary stands for lies within this actor's rights.

        `holders`: person → organisations in which the person holds or held an office.
        """
        if canary.owner and canary.owner == self.key:
            return True
        if (canary.kind == "topic" and canary.org == self.went) or (
            canary.kind == "name" and canary.owner in self.calls
        ):
            return True
        if canary.kind in PUBLIC:
            return True
        if canary.kind in TALK:
            if canary.org == "platform":
                return self.office == "system_admin"
            return self.office in {"secretary", "officer"} and self.covers(canary.org)
        if canary.kind in ECHO:
            return self.office in {"member", "group_leader", "secretary"} and self.covers(canary.org)
        if canary.kind in SHEET:
            return self.office in {"secretary", "officer"} and self.covers(canary.org)
        if canary.kind in REASON:
            return self.office == "audit_admin" or (self.cards and self.covers(canary.org))
        if canary.kind in OWN or not self.root:
            return False
        if canary.kind in TRACE:
            return self.office == "audit_admin"
        if canary.kind in BY_PERSONS:
            manages = self.office in {"system_admin", "security_admin"} and canary.kind == "login"
            told = self.office == "audit_admin" and canary.kind == "login"  # an operator's name in the trace
            return (
                told
                or (self.cards and self.covers(canary.org))
                or (manages and bool(holders.get(canary.owner)))
            )
        assert canary.kind in BY_BRANCHES, canary
        if self.covers(canary.org):
            # administrators keep organisations and offices, not the roll of a branch and its life
            return self.office not in ADMINISTRATORS or canary.kind not in {"life", "topic"}
        above = ABOVE[self.root]
        if canary.kind == "org":  # the names of those above stand on every page
            return canary.org in above
        if canary.kind == "name":  # and who leads there
            return any(org in above or self.covers(org) for org in holders.get(canary.owner, ()))
        return False


ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
ACTORS: dict[str, Actor] = {
    actor.key: actor
    for actor in (
        Actor("anonymous"),
        Actor("outsider", "person"),
        Actor("applicant", "person"),
        Actor("member", "member", "willow"),
        Actor("newcomer", "member", "willow"),
        Actor("elm_member", "member", "elm"),
        Actor("pine_member", "member", "pine"),
        Actor("former", "member", "willow"),  # was secretary until 2020
        Actor("mover", "member", "pine", went="willow"),  # belonged to willow until June, organiser there
        Actor("leader", "group_leader", "willow1", went="willow", calls=frozenset({"member"})),
        Actor("secretary", "secretary", "willow", cards=True),
        Actor("elm_secretary", "secretary", "elm", cards=True),
        Actor("pine_secretary", "secretary", "pine", cards=True),
        Actor("east_officer", "officer", "east", cards=True),
        Actor("west_officer", "officer", "west", cards=True),
        Actor("officer", "officer", "county", cards=True),
        Actor("auditor", "auditor", "county", cards=True),
        Actor("system_admin", "system_admin", "county"),
        Actor("security_admin", "security_admin", "county"),
        Actor("audit_admin", "audit_admin", "county"),
    )
}
