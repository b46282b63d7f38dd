"""What addresses point at: of each kind one thing in every corner of the tree, and one that is nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .world import Stage

NOWHERE = UUID("01900000-0000-7000-8000-000000000000")
NO_NUMBER = 987654321


@dataclass(frozen=True, slots=True)
class Thing:
    """`org`: where it lies ("" for what is absent), `owner`: whose it is.

    `says`: what its page must show, alternatives with a bar between them.
    """

    name: str
    address: dict[str, Any]
    org: str = ""
    owner: str = ""
    says: tuple[str, ...] = ()

    @property
    def absent(self) -> bool:
        return not self.org


Kind = Callable[[Stage], list[Thing]]


def nothing(stage: Stage) -> list[Thing]:
    """An address that points at nothing."""
    return [Thing("", {}, org="-")]


def orgs(stage: Stage, argument: str = "pk", **more: Any) -> list[Thing]:
    found = [
        Thing(key, {argument: org.pk, **more}, org=key, says=(f"{org.short_name}|{org.name}",))
        for key, org in stage.world.orgs.items()
    ]
    return [*found, Thing("absent", {argument: NO_NUMBER, **more})]


def branches(stage: Stage, **more: Any) -> list[Thing]:
    return [t for t in orgs(stage, **more) if t.org in {"", "willow", "elm", "pine"}]


def cards(stage: Stage, **more: Any) -> list[Thing]:
    """Of each branch one member; one who moved from willow to pine."""
    places = {
        "member": "willow",
        "secretary": "willow",
        "elm_member": "elm",
        "pine_member": "pine",
        "mover": "pine",
    }
    found = [
        Thing(key, {"pk": stage.world.people[key].pk, **more}, org, key, (stage.world.people[key].name,))
        for key, org in places.items()
    ]
    no_card = Thing("no_card", {"pk": stage.world.people["officer"].pk, **more})
    return [*found, no_card, Thing("absent", {"pk": NOWHERE, **more})]


def meetings(stage: Stage, argument: str = "pk", **more: Any) -> list[Thing]:
    found = [
        Thing(org, {argument: meeting.pk, **more}, org, says=(meeting.topic,))
        for org, meeting in stage.meetings.items()
    ]
    return [*found, Thing("absent", {argument: NO_NUMBER, **more})]


def plans(stage: Stage, argument: str = "pk") -> list[Thing]:
    found = [Thing(org, {argument: plan.pk}, org, says=(plan.topic,)) for org, plan in stage.plans.items()]
    return [*found, Thing("absent", {argument: NO_NUMBER})]


def running(stage: Stage, argument: str = "pk", **more: Any) -> list[Thing]:
    found = [
        Thing(org, {argument: plan.pk, **more}, org, says=(plan.topic,))
        for org, plan in stage.running.items()
    ]
    return [*found, Thing("absent", {argument: NO_NUMBER, **more})]


def left_out(stage: Stage) -> list[Thing]:
    """Somebody who is left out at each branch's running meeting; a group has no votes."""
    people = {"willow": "member", "elm": "elm_member", "pine": "pine_member"}
    found = [
        Thing(org, {"pk": stage.running[org].pk, "person": stage.world.people[key].pk}, org)
        for org, key in people.items()
    ]
    crossed = {"pk": stage.running["willow"].pk, "person": stage.world.people["pine_member"].pk}
    return [*found, Thing("crossed", crossed), Thing("absent", {"pk": NO_NUMBER, "person": NOWHERE})]


def scans(stage: Stage) -> list[Thing]:
    found = [
        Thing(org, {"pk": meeting.pk, "scan": stage.extra[f"scan:{org}"].pk}, org)
        for org, meeting in stage.meetings.items()
    ]
    crossed = {"pk": stage.meetings["willow"].pk, "scan": stage.extra["scan:pine"].pk}
    return [*found, Thing("crossed", crossed), Thing("absent", {"pk": NO_NUMBER, "scan": NO_NUMBER})]


def matters(stage: Stage) -> list[Thing]:
    """What somebody took on at a meeting of each branch and group."""
    owners = {"willow": "member", "willow1": "leader", "elm": "elm_member", "pine": "pine_member"}
    found = [
        Thing(
            org,
            {"pk": stage.extra[f"matter:{org}"].pk},
            org,
            owners[org],
            (stage.extra[f"matter:{org}"].what,),
        )
        for org in stage.meetings
    ]
    return [*found, Thing("absent", {"pk": NO_NUMBER})]


def echoes(stage: Stage, argument: str = "pk") -> list[Thing]:
    """The question after the meeting of each branch and group."""
    found = [
        Thing(org, {argument: meeting.pk}, org, says=(stage.extra[f"echo:{org}"].text,))
        for org, meeting in stage.meetings.items()
    ]
    return [*found, Thing("absent", {argument: NO_NUMBER})]


def trainings(stage: Stage, argument: str = "pk") -> list[Thing]:
    """A training of each township."""
    found = [
        Thing(org, {argument: stage.extra[f"training:{org}"].pk}, org, says=("轮训班",))
        for org in ("east", "west")
    ]
    return [*found, Thing("absent", {argument: NO_NUMBER})]


def unheld(stage: Stage) -> list[Thing]:
    found = [Thing(org, {"pk": stage.extra[f"unheld:{org}"].pk}, org) for org in stage.meetings]
    return [*found, Thing("absent", {"pk": NO_NUMBER})]


def invitations(stage: Stage) -> list[Thing]:
    return [
        Thing("willow", {"pk": stage.extra["invitation:willow"].pk}, "willow"),
        Thing("absent", {"pk": NO_NUMBER}),
    ]


def resolutions(stage: Stage) -> list[Thing]:
    """What each assembly resolved; a resolution of another meeting under this one's address."""
    kept = {org: stage.extra[f"resolution:{org}"] for org in stage.meetings if org != "willow1"}
    found = [
        Thing(org, {"pk": stage.meetings[org].pk, "row": row.pk}, org, says=(row.text,))
        for org, row in kept.items()
    ]
    crossed = {"pk": stage.meetings["willow"].pk, "row": kept["pine"].pk}
    return [*found, Thing("crossed", crossed), Thing("absent", {"pk": NO_NUMBER, "row": NO_NUMBER})]


def changes(stage: Stage) -> list[Thing]:
    places = {"newcomer": "willow", "elm_member": "elm", "pine_member": "pine"}
    found = [
        Thing(key, {"pk": stage.changes[f"{key}:asked"].pk}, org, key, (stage.changes[f"{key}:asked"].after,))
        for key, org in places.items()
    ]
    settled = Thing("settled", {"pk": stage.changes["newcomer:declined"].pk})
    return [*found, settled, Thing("absent", {"pk": NO_NUMBER})]


def waiting_values(stage: Stage, argument: str = "pk") -> list[Thing]:
    """Key values that wait for a second person, and the batches they came in with."""
    places = {"newcomer": "willow", "elm_member": "elm", "pine_member": "pine"}
    found = []
    for key, org in places.items():
        change = stage.changes[f"{key}:waits"]
        value = change.batch if argument == "batch" else change.pk
        found.append(Thing(key, {argument: value}, org, key, (change.after,)))
    return [*found, Thing("absent", {argument: NOWHERE if argument == "batch" else NO_NUMBER})]


def laid(stage: Stage) -> list[Thing]:
    """Exports of the national system that were laid beside the base."""
    found = [Thing(org, {"pk": one.pk}, org, says=(one.file_name,)) for org, one in stage.laid.items()]
    return [*found, Thing("absent", {"pk": NOWHERE})]


def differing(stage: Stage) -> list[Thing]:
    """Open differences."""
    keys = {"willow": "member", "elm": "elm_member", "pine": "pine_member"}
    found = [
        Thing(org, {"pk": one.pk}, org, says=(stage.world.people[keys[org]].name,))
        for org, one in stage.differing.items()
    ]
    return [*found, Thing("absent", {"pk": NOWHERE})]


def sessions(stage: Stage) -> list[Thing]:
    return _own(stage, "session")


def tokens(stage: Stage) -> list[Thing]:
    return _own(stage, "token")


def _own(stage: Stage, kind: str) -> list[Thing]:
    keys = ("member", "secretary", "officer", "system_admin")
    found = [Thing(key, {"pk": stage.extra[f"{kind}:{key}"].pk}, "-", key) for key in keys]
    return [*found, Thing("absent", {"pk": NO_NUMBER})]


def people(stage: Stage) -> list[Thing]:
    """Holders of offices, and people who hold none; `org` is where the office is held."""
    found = [
        Thing(key, {"pk": stage.world.people[key].pk}, org, key, (stage.world.people[key].name,))
        for key, org in (("officer", "county"), ("west_officer", "west"), ("elm_secretary", "elm"))
    ]
    ordinary = [Thing(key, {"pk": stage.world.people[key].pk}) for key in ("pine_member", "outsider")]
    return [*found, *ordinary, Thing("absent", {"pk": NOWHERE})]


def waiting_offices(stage: Stage) -> list[Thing]:
    held = stage.posts["waiting@east"]
    settled = Thing("settled", {"held": stage.posts["officer@county"].pk})
    said = (stage.world.people["named"].name,)
    return [
        Thing("east", {"held": held.pk}, "east", says=said),
        settled,
        Thing("absent", {"held": NO_NUMBER}),
    ]


def assistants(stage: Stage) -> list[Thing]:
    """Who types for a branch; another office of it under the same address is not ended there."""
    w, held = stage.world, stage.posts["typist@willow"]
    found = Thing(
        "willow", {"pk": w.orgs["willow"].pk, "held": held.pk}, "willow", says=(w.people["typist"].name,)
    )
    other = {"pk": w.orgs["willow"].pk, "held": stage.posts["secretary@willow"].pk}
    return [
        found,
        Thing("another office", other),
        Thing("absent", {"pk": w.orgs["willow"].pk, "held": NO_NUMBER}),
    ]


def offices(stage: Stage) -> list[Thing]:
    """An office in an organisation; an office of another organisation under this one's address."""
    w = stage.world
    found = [
        Thing(
            f"{key}@{org}",
            {"pk": w.orgs[org].pk, "held": stage.posts[f"{key}@{org}"].pk},
            org,
            key,
            (w.people[key].name,),
        )
        for key, org in (("secretary", "willow"), ("elm_secretary", "elm"), ("west_officer", "west"))
    ]
    crossed = {"pk": w.orgs["willow"].pk, "held": stage.posts["pine_secretary@pine"].pk}
    return [
        *found,
        Thing("crossed", crossed),
        Thing("absent", {"pk": w.orgs["willow"].pk, "held": NO_NUMBER}),
    ]


def talks(stage: Stage) -> list[Thing]:
    found = [Thing(org, {"pk": one.pk}, org, says=(one.text,)) for org, one in stage.talks.items()]
    return [*found, Thing("absent", {"pk": NOWHERE})]


def batches(stage: Stage, **more: Any) -> list[Thing]:
    """Sheets that wait to be confirmed."""
    found = [
        Thing(org, {"pk": one.pk, **more}, org, says=(one.file_name,)) for org, one in stage.batches.items()
    ]
    return [*found, Thing("absent", {"pk": NOWHERE, **more})]


def numbers(stage: Stage) -> list[Thing]:
    """A suggestion's number tells nothing: known and unknown ones are answered alike."""
    return [
        Thing("known", {"number": stage.talks["pine"].number}, "-"),
        Thing("unknown", {"number": "26-999"}, "-"),
    ]
