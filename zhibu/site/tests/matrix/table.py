"""The permission matrix, written by hand: who gets what at every address. The others get what is absent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from . import things
from .actors import ADMINISTRATORS, Actor
from .things import Kind, Thing
from .world import Stage

Who = Callable[[Actor, Thing], bool]
Says = Callable[[Stage, Actor], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One address. `get`, `post`: status → who gets it; whoever is in none of them gets 404.

    Guests who are in none are led to the sign-in (302), or asked for a token (401) by the API. `shows` is
    what must be seen beside what the thing itself says; `plain`: its pages need not name the thing.
    """

    name: str
    duty: str
    of: Kind = things.nothing
    get: dict[int, Who] = field(default_factory=dict)
    post: dict[int, Who] = field(default_factory=dict)
    shows: Says = lambda stage, actor: ()
    plain: bool = False
    query: str = ""
    body: Callable[[Stage], dict[str, Any]] = lambda stage: {}  # what a POST to the API carries


# ---- who

DESK = {"secretary"}
COMMITTEE = {"officer"}
AUDIT = {"auditor"}
COMPILES = {"secretary", "officer", "auditor"}
INSIDE = {"member", "group_leader", "secretary", "officer", "auditor"}


def everybody(actor: Actor, thing: Thing) -> bool:
    return True


def signed_in(actor: Actor, thing: Thing) -> bool:
    return actor.key != "anonymous"


def holding(*offices: str) -> Who:
    """Under the hat of one of these offices, wherever."""
    return lambda actor, thing: actor.office in offices


def over(*offices: str) -> Who:
    """Under the hat of one of these offices, over the organisation in which the thing lies."""
    return lambda actor, thing: actor.office in offices and thing.org != "" and actor.covers(thing.org)


def at_committee(actor: Actor, thing: Thing) -> bool:
    """An officer, over a committee of theirs: records are opened there and not in a branch."""
    return over("officer")(actor, thing) and thing.org in {"county", "east", "west"}


def own(actor: Actor, thing: Thing) -> bool:
    return thing.owner == actor.key


def with_card(actor: Actor, thing: Thing) -> bool:
    return actor.key in {
        "member", "newcomer", "elm_member", "pine_member", "former", "mover",
        "leader", "secretary", "elm_secretary", "pine_secretary",
    }  # fmt: skip


def without_card(actor: Actor, thing: Thing) -> bool:
    return signed_in(actor, thing) and not with_card(actor, thing)


def answering(actor: Actor, thing: Thing) -> bool:
    """At whose desk a suggestion lies, and the committees above who read along."""
    if thing.org == "platform":
        return actor.office == "system_admin"
    return over(*DESK, *COMMITTEE)(actor, thing)


def at_desk(actor: Actor, thing: Thing) -> bool:
    """At whose own desk it lies."""
    return answering(actor, thing) and (thing.org in {"platform", actor.root})


def reading(who: Who) -> dict[str, dict[int, Who]]:
    """A page that only shows: a POST is answered as a GET."""
    both = {200: who}
    return {"get": both, "post": both}


def asking(who: Who) -> dict[str, dict[int, Who]]:
    """A page with a form: nonsense is answered with the form again."""
    return {"get": {200: who}, "post": {422: who}}


def doing(status: int, who: Who) -> dict[str, dict[int, Who]]:
    """A button: only POST."""
    return {"get": {405: everybody}, "post": {status: who}}


def leading(who: Who) -> dict[str, dict[int, Who]]:
    """A button whose address leads back to the page it stands on."""
    return {"get": {303: who}, "post": {303: who}}


def called(actor: Actor, thing: Thing) -> bool:
    """Who is called to a meeting, under a hat that covers it."""
    people = {
        "willow": {"member", "newcomer", "former", "secretary"},
        "willow1": {"member", "leader"},
        "elm": {"elm_member", "elm_secretary"},
        "pine": {"pine_member", "pine_secretary", "mover"},
    }
    return actor.key in people.get(thing.org, set()) and actor.covers(thing.org)


def was_there(actor: Actor, thing: Thing) -> bool:
    """Who came to the meeting that was held (`called`, without who was on leave), while the book is theirs."""
    away = {"willow": "secretary", "willow1": "member", "elm": "elm_secretary", "pine": "pine_secretary"}
    return called(actor, thing) and actor.key not in {"mover", away.get(thing.org)}


def doing_it(actor: Actor, thing: Thing) -> bool:
    """Who took it on, and who keeps the book; whose hat reads of organisational life at all."""
    return over(*KEEPERS)(actor, thing) or (own(actor, thing) and actor.office in INSIDE)


def together(actor: Actor, thing: Thing) -> bool:
    """A branch meets together with others, a group does not."""
    return thing.org != "willow1" and over("secretary")(actor, thing)


# ---- what must be seen


def own_place(stage: Stage, actor: Actor) -> tuple[str, ...]:
    return (stage.world.orgs[actor.root].short_name,)


def own_name(stage: Stage, actor: Actor) -> tuple[str, ...]:
    return (stage.world.people[actor.key].name,) if actor.key != "anonymous" else ()


def own_traces(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """Who looked at one's card, as it was written down."""
    return tuple(c.text for c in stage.birds.of(kind="own", owner=actor.key)[:2])


def own_devices(stage: Stage, actor: Actor) -> tuple[str, ...]:
    return (stage.extra[f"session:{actor.key}"].device, stage.extra[f"token:{actor.key}"].name)


def roll(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """Everybody who belongs under one's organisation."""
    return tuple(
        member.name
        for key, member in stage.world.members.items()
        if key != "dead" and actor.covers("pine" if key == "mover" else _branch(stage, key))
    )


def _branch(stage: Stage, key: str) -> str:
    return next(k for k, o in stage.world.orgs.items() if o.pk == stage.world.members[key].branch_id)


def asked(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """What members of one's range ask to have corrected."""
    places = {"newcomer": "willow", "elm_member": "elm", "pine_member": "pine"}
    return tuple(stage.changes[f"{key}:asked"].after for key, org in places.items() if actor.covers(org))


def letters(stage: Stage, actor: Actor) -> tuple[str, ...]:
    kept = [org for org in stage.talks if answering(actor, Thing(org, {}, org))]
    return tuple(stage.talks[org].text for org in kept)


def sheets(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """The sheets that came in for one's range."""
    return tuple(one.file_name for org, one in stage.batches.items() if actor.covers(org))


def exports_laid(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """The exports that were laid for one's range."""
    return tuple(one.file_name for org, one in stage.laid.items() if actor.covers(org))


def wrong_rows(stage: Stage, actor: Actor) -> tuple[str, ...]:
    return ("导入时的问题",)


def topics(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """Of a branch the meetings; of what is above it the branches below."""
    if actor.root in stage.meetings:
        return (stage.meetings[actor.root].topic,)
    return own_place(stage, actor)


def taken_on(stage: Stage, actor: Actor) -> tuple[str, ...]:
    return (stage.extra[f"matter:{actor.root}"].what,)


def attended(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """Where one was expected, also in a branch one has left."""
    if not with_card(actor, Thing("", {})):
        return ()
    return (stage.meetings["willow" if actor.key == "mover" else _branch(stage, actor.key)].topic,)


def waiting(stage: Stage, actor: Actor) -> tuple[str, ...]:
    return (stage.world.people["named"].name,)


def charges(stage: Stage, actor: Actor) -> tuple[str, ...]:
    """Holders of offices."""
    keys = ("officer", "west_officer", "elm_secretary")
    return tuple(stage.world.people[key].name for key in keys)


def somebody_new(stage: Stage) -> dict[str, Any]:
    """A newcomer at the pines whose number is wrong."""
    return {
        "branch": stage.world.orgs["pine"].pk, "from_on": "2026-10-01", "name": "新", "id_number": "1",
        "sex": "male",
        "ethnicity": "01", "born_on": "1990-01-01", "joined_on": "2020-07-01", "category": "probationary",
        "education": "20", "occupation": "farmer",
    }  # fmt: skip


CARDS = {*DESK, *COMMITTEE, *AUDIT}
LIVES = ("member", "secretary", "group_leader")  # who belongs to a branch, with or without its desk
KEEPERS = ("secretary", "group_leader")  # who keeps the book of meetings
KEEPS = {*DESK, *COMMITTEE}
MANAGES = {*COMMITTEE, "system_admin"}
ON_LEAVE = ("member", "elm_member", "pine_member")
EXPECTED = {  # who is called to a meeting that is open, wherever
    "member", "newcomer", "former", "secretary", "leader", "elm_member", "elm_secretary", "pine_member",
    "pine_secretary", "mover",
}  # fmt: skip
api_running = partial(things.running, argument="plan")
api_meetings = partial(things.meetings, argument="meeting")
api_echoes = partial(things.echoes, argument="meeting")
api_plans = partial(things.plans, argument="plan")
card_with_field = partial(things.cards, field="landline")
card_with_number = partial(things.cards, field="mobile")
card_with_kind = partial(things.cards, kind="education")


def field_of_own(name: str) -> Kind:
    return lambda stage: [Thing(name, {"field": name}, "-"), Thing("nonsense", {"field": "path"})]


def own_field(actor: Actor, thing: Thing) -> bool:
    return with_card(actor, thing) and not thing.absent


of_branch = partial(things.branches, argument="org")
to_hold = partial(things.branches, argument="org", kind="assembly")
a_quarter = partial(things.branches, argument="org", year=2026, number=1)

ROWS = (
    # ---- the house
    Row("home", "site.home", **reading(everybody), shows=own_name),
    Row(
        "calendar",
        "site.calendar",
        **reading(holding("secretary", "group_leader", "officer")),
        shows=own_place,
    ),
    Row("handover", "handover.keep", **asking(holding("secretary")), shows=own_place),
    Row("handover_paper", "handover.keep", **reading(holding("secretary"))),
    Row("search", "site.search", **reading(signed_in)),
    Row(
        "static",
        "guest",
        lambda s: [Thing("absent", {"name": "zhibu.css"}), Thing("outside", {"name": "../settings.py"})],
        get={404: everybody},
        post={404: everybody},
    ),
    Row("help.index", "site.read", **reading(everybody)),
    Row(
        "help.topic",
        "site.read",
        lambda s: [Thing("topic", {"slug": "sign-in"}, "-"), Thing("absent", {"slug": "nonsense"})],
        **reading(lambda a, t: not t.absent),
    ),
    Row(
        "help.room",
        "site.read",
        lambda s: [Thing("room", {"room": "meetings"}, "-"), Thing("absent", {"room": "votes"})],
        **reading(lambda a, t: not t.absent),
    ),
    Row("rules.index", "site.read", **reading(everybody)),
    Row(
        "rules.show",
        "site.read",
        lambda s: [Thing("rule", {"key": "life.frequency"}, "-"), Thing("absent", {"key": "nonsense"})],
        **reading(lambda a, t: not t.absent),
    ),
    Row("demo.wipe", "site.wipe", **reading(signed_in)),  # told how; the button: `test_wiping.py`
    Row("privacy", "site.read", **reading(everybody)),
    Row("size", "guest", get={303: everybody}, post={303: everybody}),
    Row("language", "guest", get={302: everybody}, post={302: everybody}),
    Row(
        "drafts",
        "site.draft",
        lambda s: [Thing("absent", {})],
        get={200: signed_in},
        post={404: signed_in},
        query="of=/voice/",
        plain=True,
    ),
    Row(
        "undo",
        "site.undo",
        lambda s: [Thing("absent", {"pk": UUID(int=1)})],
        get={405: everybody},
    ),
    Row("healthz", "guest", **reading(everybody)),
    Row("readyz", "guest", **reading(everybody)),
    # ---- guard
    Row(
        "guard.sign_in",
        "guard.enter",
        get={200: lambda a, t: not signed_in(a, t), 303: signed_in},
        post={200: everybody},
    ),
    Row("guard.sign_out", "guard.enter", **doing(303, everybody)),
    Row("guard.hat", "guard.enter", **doing(404, everybody), query="to=999999"),
    Row("guard.password", "guard.prove", **asking(signed_in), shows=lambda s, a: ()),
    Row("guard.second_factor", "guard.prove", **asking(signed_in)),
    Row("guard.second_factor.new", "guard.prove", **asking(signed_in)),
    Row("guard.second_factor.recovery", "guard.prove", **doing(404, signed_in)),
    Row("guard.devices", "guard.own", **reading(signed_in), shows=own_devices),
    Row("guard.devices.others", "guard.own", **doing(303, signed_in)),
    Row("guard.device.end", "guard.own", things.sessions, **doing(303, own)),
    Row("guard.tokens.new", "guard.own", **doing(422, signed_in)),
    Row("guard.token.end", "guard.own", things.tokens, **doing(303, own)),
    Row("guard.viewings", "guard.own", **reading(signed_in), shows=own_traces),
    Row("guard.accounts", "guard.accounts", **reading(holding("system_admin")), shows=charges),
    Row("guard.account", "guard.accounts", things.people, **reading(over("system_admin"))),
    Row("guard.account.open", "guard.accounts", things.people, **doing(422, over("system_admin"))),
    Row("guard.account.reset", "guard.accounts", things.people, **doing(201, over("system_admin"))),
    Row("guard.account.close", "guard.accounts", things.people, **doing(422, over("system_admin"))),
    Row("guard.account.reopen", "guard.accounts", things.people, **doing(303, over("system_admin"))),
    Row("guard.second_factors", "guard.second_factors", **reading(holding("security_admin")), shows=charges),
    Row("guard.second_factors.end", "guard.second_factors", things.people, **asking(over("security_admin"))),
    Row("guard.audit", "guard.audit", **reading(holding("audit_admin"))),
    Row("guard.audit.check", "guard.audit", **reading(holding("audit_admin"))),
    # ---- orgs
    Row("orgs.index", "orgs.see", **reading(holding(*INSIDE, *ADMINISTRATORS)), shows=own_place),
    Row("orgs.show", "orgs.see", things.orgs, **reading(over(*INSIDE, *ADMINISTRATORS))),
    Row("orgs.confirmations", "orgs.confirm", **reading(holding("security_admin")), shows=waiting),
    Row("orgs.confirm", "orgs.confirm", things.waiting_offices, **asking(over("security_admin"))),
    Row("orgs.describe", "orgs.describe", things.orgs, **asking(over(*KEEPS, "system_admin"))),
    Row("orgs.found", "orgs.manage", things.orgs, **asking(over(*MANAGES))),
    Row("orgs.found_group", "orgs.groups", things.orgs, **asking(over(*KEEPS))),
    Row("orgs.rename", "orgs.manage", things.orgs, **asking(over(*MANAGES))),
    Row("orgs.move", "orgs.manage", things.orgs, **asking(over(*MANAGES))),
    Row("orgs.dissolve", "orgs.manage", things.orgs, **asking(over(*MANAGES))),
    Row("orgs.disband", "orgs.groups", things.orgs, **asking(over(*KEEPS))),
    Row("orgs.elect", "orgs.manage", things.orgs, **asking(over(*MANAGES))),
    Row("orgs.appoint", "orgs.appoint", things.orgs, **asking(over(*MANAGES))),
    Row("orgs.examiner", "orgs.open_records", things.orgs, **asking(at_committee)),
    Row("orgs.end_office", "orgs.appoint", things.offices, **asking(over(*MANAGES))),
    Row("orgs.assist", "orgs.assist", things.branches, **asking(over(*DESK))),
    Row("orgs.end_assisting", "orgs.assist", things.assistants, **asking(over(*DESK))),
    # ---- members
    Row("members.index", "members.see", **reading(holding(*CARDS)), shows=roll),
    Row("members.of", "members.see", things.orgs, **reading(over(*CARDS))),
    Row("members.join", "members.join", **asking(holding(*KEEPS))),
    Row("members.join_to", "members.join", things.orgs, **asking(over(*KEEPS))),
    Row("members.export", "members.see", **asking(holding(*CARDS)), shows=own_place),
    Row("members.paper_blank", "members.see", **reading(holding(*CARDS))),
    Row("members.paper_roster", "members.see", things.orgs, **reading(over(*CARDS))),
    Row(
        "members.paper_forms",
        "members.see",
        things.orgs,
        get={200: over(*CARDS)},
        post={422: over(*KEEPS)},
    ),
    Row(
        "members.paper_form",
        "members.see",
        things.cards,
        get={200: over(*CARDS)},
        post={422: over(*KEEPS)},
    ),
    Row("members.gone", "members.see", **reading(holding(*CARDS))),
    Row("members.slips", "members.slips", **asking(holding(*KEEPS)), shows=roll),
    Row("members.groups", "orgs.groups", things.branches, **asking(over(*KEEPS))),
    Row("members.corrections", "members.correct", **reading(holding(*KEEPS)), shows=asked),
    Row(
        "members.answer", "members.correct", things.changes, get={200: over(*KEEPS)}, post={303: over(*KEEPS)}
    ),
    Row("members.reviews", "members.review", **reading(holding(*KEEPS)), shows=own_place),
    Row(
        "members.review_batch",
        "members.review",
        partial(things.waiting_values, argument="batch"),
        **asking(over(*KEEPS)),
    ),
    Row("members.decline_change", "members.review", things.waiting_values, **asking(over(*KEEPS))),
    Row("members.quality", "members.see", **reading(holding(*CARDS)), shows=own_place),
    Row("members.quality_of", "members.see", things.orgs, **reading(over(*CARDS))),
    Row("members.relatives", "members.correct", things.cards, **asking(over(*KEEPS))),
    Row("members.own_relatives", "members.own", **asking(with_card), shows=own_name),
    Row("members.card", "members.see", things.cards, **reading(over(*CARDS))),
    Row(
        "members.review",
        "members.review",
        things.cards,
        get={200: over(*KEEPS)},
        post={422: over(*KEEPS)},  # without the tick 本人与这位同志没有亲属关系
    ),
    Row("members.unseal", "members.unseal", card_with_number, **asking(over(*KEEPS))),
    Row("members.correct", "members.correct", card_with_field, **asking(over(*KEEPS))),
    Row("members.change", "members.correct", card_with_kind, **asking(over(*KEEPS))),
    Row("members.letters", "members.correct", things.cards, **asking(over(*KEEPS))),
    Row("members.death", "members.leave", things.cards, **asking(over(*KEEPS))),
    Row("members.leaving", "members.leave", things.cards, **asking(over(*KEEPS))),
    Row("members.transfer", "members.transfer", things.cards, **asking(over(*COMMITTEE))),
    Row("members.me", "members.own", **reading(signed_in), shows=own_name),
    Row("members.paper_own", "members.own", **reading(with_card), shows=own_name),
    Row("members.copy", "members.own", post={200: signed_in}, shows=own_name),
    Row("members.ask", "members.own", field_of_own("landline"), **asking(own_field)),
    Row("members.own_value", "members.own", field_of_own("mobile"), post={200: own_field}),
    # ---- meetings
    Row("meetings.index", "meetings.see", **reading(holding(*INSIDE)), shows=topics),
    Row("meetings.choose", "meetings.record", **reading(holding("secretary", "group_leader"))),
    Row(
        "meetings.record",
        "meetings.record",
        partial(things.branches, argument="org", kind="assembly"),
        **asking(over("secretary")),
        plain=True,
    ),
    Row(
        "meetings.plan",
        "meetings.record",
        partial(things.branches, argument="org", kind="assembly"),
        **asking(over("secretary")),
        plain=True,
    ),
    Row("meetings.planned", "meetings.see", things.plans, **reading(over(*INSIDE))),
    Row("meetings.change", "meetings.record", things.plans, **asking(over(*KEEPERS))),
    Row("meetings.notice", "meetings.record", things.plans, **leading(over(*KEEPERS))),
    Row("meetings.before", "meetings.record", things.plans, **reading(over(*KEEPERS))),
    Row("meetings.leave", "meetings.own", things.plans, **asking(called)),
    Row("meetings.leave_for", "meetings.record", things.plans, **asking(over(*KEEPERS))),
    Row("meetings.call_off", "meetings.record", things.plans, **asking(over(*KEEPERS))),
    Row("meetings.matters", "meetings.see", **reading(holding(*LIVES)), shows=taken_on),
    Row("meetings.matter_done", "meetings.see", things.matters, **asking(doing_it)),
    Row("meetings.give_matter", "meetings.record", things.meetings, **asking(over(*KEEPERS))),
    Row("meetings.ask", "meetings.record", things.meetings, **asking(over(*KEEPERS))),
    Row("meetings.answer", "meetings.see", things.echoes, **asking(was_there)),
    Row("meetings.close", "meetings.record", things.meetings, **leading(over(*KEEPERS))),
    Row("meetings.invite", "meetings.record", things.plans, **asking(together)),
    Row("meetings.decline", "meetings.record", things.invitations, **leading(over("secretary"))),
    Row("meetings.start", "meetings.record", things.running, **leading(over(*KEEPERS))),
    Row(
        "meetings.roll",
        "meetings.record",
        things.running,
        get={200: over(*KEEPERS)},
        post={303: over(*KEEPERS)},
    ),
    Row("meetings.queue", "meetings.record", things.running, **doing(422, over(*KEEPERS))),
    Row("meetings.worker", "guest", **reading(everybody)),
    Row("meetings.no_network", "guest", **reading(everybody)),
    Row("meetings.leave_out", "meetings.record", things.running, **asking(over(*KEEPERS))),
    Row("meetings.count_again", "meetings.record", things.left_out, **leading(over("secretary"))),
    Row(
        "meetings.write",
        "meetings.record",
        things.running,
        get={200: over(*KEEPERS)},
        post={422: over(*KEEPERS)},
    ),
    Row("meetings.come", "meetings.own", **asking(signed_in)),
    Row(
        "meetings.unheld",
        "meetings.record",
        partial(things.branches, argument="org", kind="lesson", period="2026Q1"),
        **asking(over("secretary")),
        plain=True,
    ),
    Row("meetings.held_after_all", "meetings.record", things.unheld, **leading(over(*KEEPERS))),
    Row(
        "meetings.confirm",
        "meetings.confirm",
        things.meetings,
        get={303: over(*LIVES)},
        post={422: over(*LIVES)},
    ),
    Row("meetings.send_back", "meetings.record", things.meetings, **asking(over(*KEEPERS))),
    Row(
        "meetings.correct",
        "meetings.record",
        partial(things.meetings, about="place"),
        **asking(over(*KEEPERS)),
    ),
    Row("meetings.add_scan", "meetings.record", things.meetings, **asking(over(*KEEPERS))),
    Row("meetings.scan", "meetings.see", things.scans, **reading(over(*INSIDE))),
    Row("meetings.show", "meetings.see", things.meetings, **reading(over(*INSIDE))),
    Row("meetings.withdraw", "meetings.record", things.meetings, **asking(over("secretary", "group_leader"))),
    # ---- papers of meetings
    Row("meetings.papers", "meetings.see", **reading(holding(*INSIDE)), shows=own_place),
    Row("meetings.minutes", "meetings.see", things.meetings, **reading(over(*INSIDE))),
    Row("meetings.minutes_word", "meetings.see", things.meetings, **reading(over(*INSIDE))),
    Row("meetings.signed", "meetings.see", things.meetings, **reading(over(*INSIDE))),
    Row("meetings.resolution", "meetings.see", things.resolutions, **reading(over(*INSIDE))),
    Row("meetings.sign_in", "meetings.record", to_hold, **reading(over("secretary"))),
    Row("meetings.chairing", "meetings.record", to_hold, **reading(over("secretary"))),
    Row("meetings.workbook", "meetings.compile", of_branch, **reading(over("secretary", "officer"))),
    Row("meetings.workbook_word", "meetings.compile", of_branch, **reading(over("secretary", "officer"))),
    Row(
        "meetings.quarter",
        "meetings.see",
        a_quarter,
        get={200: over(*INSIDE)},
        post={303: over("secretary")},
    ),
    Row("meetings.quarter_paper", "meetings.see", a_quarter, **reading(over(*INSIDE))),
    Row("meetings.examine", "meetings.examine", **reading(holding("examiner"))),
    Row("meetings.examined", "meetings.examine", things.meetings, **reading(over("examiner"))),
    Row("meetings.examined_paper", "meetings.examine", things.meetings, **reading(over("examiner"))),
    Row("meetings.inspection", "meetings.inspect", **reading(holding(*COMPILES)), shows=own_place),
    Row(
        "meetings.inspection_book",
        "meetings.inspect",
        get={422: holding(*COMPILES)},
        post={422: holding(*COMPILES)},
    ),
    Row("meetings.mine", "meetings.own", **reading(signed_in), shows=attended),
    # ---- learning
    Row("learning.index", "learning.arrange", **reading(holding("secretary")), shows=own_place),
    Row("learning.mine", "learning.own", **reading(signed_in)),
    Row("learning.trainings", "learning.train", **reading(holding("officer")), shows=own_place),
    Row("learning.train", "learning.train", partial(things.orgs, argument="org"), **asking(at_committee)),
    Row("learning.training", "learning.train", things.trainings, **reading(over("officer"))),
    Row("learning.withdraw", "learning.train", things.trainings, **asking(over("officer"))),
    Row("reminders.index", "reminders.own", get={200: signed_in}, post={303: signed_in}),
    # ---- voice
    Row("voice.say", "voice.say", **asking(everybody)),
    Row("voice.find", "voice.say", **asking(everybody)),
    Row("voice.told", "voice.say", things.numbers, **asking(everybody)),
    Row("voice.box", "voice.see", **reading(holding(*KEEPS, "system_admin")), shows=letters),
    Row("voice.show", "voice.see", things.talks, **reading(answering)),
    Row("voice.answer", "voice.answer", things.talks, **asking(answering)),
    Row("voice.hand", "voice.answer", things.talks, **asking(answering)),
    Row("voice.close", "voice.answer", things.talks, get={200: answering}, post={303: at_desk}),
    Row("voice.contact", "voice.answer", things.talks, get={200: answering}, post={200: at_desk}),
    # ---- exchange: reconciling
    Row("exchange.reconciliations", "exchange.see", **reading(holding(*CARDS)), shows=exports_laid),
    Row("exchange.reconcile", "exchange.reconcile", **asking(holding(*KEEPS))),
    Row("exchange.reconcile_for", "exchange.reconcile", things.orgs, **asking(over(*KEEPS))),
    Row("exchange.reconciliation", "exchange.see", things.laid, **reading(over(*CARDS))),
    Row(
        "exchange.reconciliation_progress",
        "exchange.see",
        things.laid,
        get={303: over(*CARDS)},
        post={303: over(*CARDS)},
    ),
    Row("exchange.reconciliation_columns", "exchange.reconcile", things.laid, **leading(over(*KEEPS))),
    Row("exchange.reconciliation_stop", "exchange.reconcile", things.laid, **doing(303, over(*KEEPS))),
    Row(
        "exchange.discrepancies",
        "exchange.see",
        things.orgs,
        get={200: over(*CARDS)},
        post={422: over(*KEEPS), 200: over(*AUDIT)},
    ),
    Row("exchange.week_done", "exchange.reconcile", things.orgs, **doing(303, over(*KEEPS))),
    Row("exchange.leave", "exchange.reconcile", things.differing, **asking(over(*KEEPS))),
    Row("exchange.here", "exchange.reconcile", things.differing, **asking(over(*KEEPS))),
    Row(
        "POST /reconciliations",
        "exchange.reconcile",
        post={422: holding(*KEEPS)},
        body=lambda s: {"file": SimpleUploadedFile("x.csv", b"a,b")},
    ),
    Row("GET /reconciliations/{pk}", "exchange.see", things.laid, get={200: over(*CARDS)}),
    Row(
        "GET /orgs/{org}/discrepancies",
        "exchange.see",
        partial(things.orgs, argument="org"),
        get={200: over(*CARDS)},
        plain=True,
    ),
    # ---- exchange
    Row("exchange.index", "exchange.see", **reading(holding(*CARDS)), shows=sheets),
    Row("exchange.upload", "exchange.import", **asking(holding(*KEEPS))),
    Row("exchange.upload_to", "exchange.import", things.orgs, **asking(over(*KEEPS))),
    Row("exchange.template", "exchange.import", **reading(holding(*KEEPS))),
    Row("exchange.batch", "exchange.see", things.batches, **reading(over(*CARDS))),
    Row("exchange.columns", "exchange.import", things.batches, **asking(over(*KEEPS))),
    Row("exchange.mend", "exchange.import", things.batches, **doing(303, over(*KEEPS))),
    Row("exchange.choose", "exchange.import", things.batches, **doing(303, over(*KEEPS))),
    Row("exchange.check", "exchange.import", things.batches, **doing(303, over(*KEEPS))),
    Row(
        "exchange.bad",
        "exchange.import",
        partial(things.batches, kind="csv"),
        **reading(over(*KEEPS)),
        shows=wrong_rows,
        plain=True,
    ),
    Row(
        "exchange.commit",
        "exchange.import",
        things.batches,
        get={200: over(*KEEPS)},
        post={303: over(*KEEPS)},
    ),
    Row(
        "exchange.drop", "exchange.import", things.batches, get={200: over(*KEEPS)}, post={303: over(*KEEPS)}
    ),
    Row(
        "exchange.undo", "exchange.import", things.batches, get={303: over(*KEEPS)}, post={303: over(*KEEPS)}
    ),
    Row(
        "exchange.progress",
        "exchange.see",
        things.batches,
        get={303: over(*CARDS)},
        post={303: over(*CARDS)},
    ),
    Row("exchange.stop", "exchange.import", things.batches, **doing(303, over(*KEEPS))),
    # ---- statistics
    Row("statistics.index", "statistics.see", **reading(holding(*CARDS)), shows=own_place),
    Row("statistics.communique", "statistics.see", **reading(holding(*CARDS)), shows=own_place),
    Row("statistics.annual", "statistics.see", **reading(holding(*CARDS)), shows=own_place),
    Row("statistics.freeze", "statistics.freeze", **doing(303, holding(*COMMITTEE))),
    # ---- ops
    Row("ops.health", "ops.see", **reading(holding("system_admin"))),
    Row("ops.parked", "ops.see", **reading(holding("system_admin"))),
    Row(
        "ops.again",
        "ops.mend",
        lambda s: [Thing("absent", {"pk": things.NO_NUMBER})],
        get={405: everybody},
    ),
    Row("ops.backup", "ops.see", **reading(holding("system_admin"))),
    Row("ops.leaving", "ops.leave", **reading(holding("system_admin"))),
    Row("ops.dictionary", "ops.leave", **reading(holding("system_admin"))),
    Row("ops.redlines", "ops.see", **reading(holding("system_admin"))),
    Row("proxy", "ops.see", **reading(holding("system_admin"))),
    # ---- the API
    Row(
        "GET /orgs/{org}/study",
        "learning.arrange",
        partial(things.orgs, argument="org"),
        get={200: over("secretary")},
        plain=True,
    ),
    Row(
        "GET /orgs/{org}/calendar",
        "site.calendar",
        partial(things.orgs, argument="org"),
        get={200: over("secretary", "group_leader", "officer")},
        plain=True,
    ),
    Row(
        "GET /orgs/{org}/handover",
        "handover.keep",
        partial(things.orgs, argument="org"),
        get={200: together},
        plain=True,
    ),
    Row(
        "POST /orgs/{org}/keepings",
        "handover.keep",
        partial(things.orgs, argument="org"),
        post={422: over("secretary")},
        body=lambda s: {"thing": "nonsense", "where_it_lies": "x"},
    ),
    Row("GET /me/study", "learning.own", get={200: signed_in}),
    Row(
        "GET /orgs/{org}/trainings",
        "learning.train",
        partial(things.orgs, argument="org"),
        get={200: over("officer")},
        plain=True,
    ),
    Row(
        "POST /orgs/{org}/trainings",
        "learning.train",
        partial(things.orgs, argument="org"),
        post={422: over("officer")},
        body=lambda s: {
            "title": "x",
            "from_on": "2026-03-01",
            "until": "2026-03-01",
            "hours": "8",
            "people": [],
        },
    ),
    Row(
        "POST /trainings/{training}/withdrawal",
        "learning.train",
        partial(things.trainings, argument="training"),
        post={422: over("officer")},
        body=lambda s: {"why": ""},
    ),
    Row("GET /me/messages", "reminders.own", get={200: signed_in}),
    Row(
        "GET /orgs/{org}/meetings",
        "meetings.see",
        partial(things.orgs, argument="org"),
        get={200: over(*INSIDE)},
        plain=True,
    ),
    Row(
        "POST /orgs/{org}/meetings",
        "meetings.record",
        partial(things.branches, argument="org"),
        post={422: over("secretary")},
        body=lambda s: {"kind": "assembly", "topic": "x", "held_on": "2031-01-01", "marks": {}},
    ),
    Row(
        "GET /orgs/{org}/roll",
        "meetings.record",
        partial(things.branches, argument="org"),
        get={200: over("secretary")},
        plain=True,
        query="on=2026-10-01",
    ),
    Row(
        "GET /meetings/{meeting}",
        "meetings.see",
        partial(things.meetings, argument="meeting"),
        get={200: over(*INSIDE)},
    ),
    Row(
        "POST /meetings/{meeting}/withdrawal",
        "meetings.record",
        partial(things.meetings, argument="meeting"),
        post={422: over("secretary", "group_leader")},
        body=lambda s: {"why": ""},
    ),
    Row(
        "GET /orgs/{org}/plans",
        "meetings.record",
        partial(things.orgs, argument="org"),
        get={200: over(*KEEPERS)},
        plain=True,
    ),
    Row(
        "POST /orgs/{org}/plans",
        "meetings.record",
        partial(things.branches, argument="org"),
        post={422: over("secretary")},
        body=lambda s: {"kind": "assembly", "topic": "x", "held_on": "2001-01-01"},
    ),
    Row("GET /plans/{plan}", "meetings.see", api_plans, get={200: over(*INSIDE)}),
    Row(
        "PUT /plans/{plan}",
        "meetings.record",
        api_plans,
        post={422: over(*KEEPERS)},
        body=lambda s: {"topic": "x", "held_on": "2001-01-01", "version": 1},
    ),
    Row("POST /plans/{plan}/notice", "meetings.record", api_plans, post={201: over(*KEEPERS)}),
    Row(
        "POST /plans/{plan}/calling-off",
        "meetings.record",
        api_plans,
        post={422: over(*KEEPERS)},
        body=lambda s: {"why": ""},
    ),
    Row(
        "POST /plans/{plan}/leaves",
        "meetings.record",
        api_plans,
        post={422: over(*KEEPERS)},
        body=lambda s: {"person": str(things.NOWHERE), "reason": "x"},
    ),
    Row(
        "POST /plans/{plan}/invitations",
        "meetings.record",
        api_plans,
        post={422: over(*KEEPERS)},
        body=lambda s: {"branches": []},
    ),
    Row(
        "POST /plans/{plan}/leave",
        "meetings.own",
        api_plans,
        post={422: called},
        body=lambda s: {"reason": ""},
    ),
    Row(
        "POST /plans/{plan}/leave/back",
        "meetings.own",
        api_plans,
        post={422: lambda a, t: called(a, t) and a.key not in ON_LEAVE, 201: called},
    ),
    Row("POST /plans/{plan}/opening", "meetings.record", api_running, post={201: over(*KEEPERS)}),
    Row("GET /plans/{plan}/marks", "meetings.record", api_running, get={200: over(*KEEPERS)}),
    Row(
        "PUT /plans/{plan}/marks",
        "meetings.record",
        api_running,
        post={422: over(*KEEPERS)},
        body=lambda s: {"marks": {str(things.NOWHERE): {"mark": "present"}}},
    ),
    Row(
        "POST /me/presence",
        "meetings.own",
        post={422: lambda a, t: a.key in EXPECTED},
        body=lambda s: {"code": "no"},
    ),
    Row(
        "POST /plans/{plan}/exclusions",
        "meetings.record",
        api_running,
        post={422: over(*KEEPERS)},
        body=lambda s: {"person": str(things.NOWHERE), "reason": "illness", "approval": "xx"},
    ),
    Row(
        "PUT /plans/{plan}/draft",
        "meetings.record",
        api_running,
        post={422: over(*KEEPERS)},
        body=lambda s: {"data": {}, "version": 99},
    ),
    Row("POST /plans/{plan}/record", "meetings.record", api_running, post={422: over(*KEEPERS)}),
    Row(
        "POST /meetings/{meeting}/confirmations",
        "meetings.confirm",
        api_meetings,
        post={422: over(*LIVES)},
        body=lambda s: {"part": "nobody"},
    ),
    Row(
        "POST /meetings/{meeting}/return",
        "meetings.record",
        api_meetings,
        post={422: over(*KEEPERS)},
        body=lambda s: {"why": ""},
    ),
    Row(
        "POST /meetings/{meeting}/corrections",
        "meetings.record",
        api_meetings,
        post={422: over(*KEEPERS)},
        body=lambda s: {"why": "", "field": "place", "value": "x"},
    ),
    Row("GET /meetings/{meeting}/echo", "meetings.see", api_echoes, get={200: over(*LIVES)}),
    Row(
        "POST /meetings/{meeting}/echo",
        "meetings.record",
        api_meetings,
        post={422: over(*KEEPERS)},
        body=lambda s: {"text": "", "choices": []},
    ),
    Row(
        "POST /meetings/{meeting}/echo/answer",
        "meetings.see",
        api_echoes,
        post={422: was_there},
        body=lambda s: {"choice": 99},
    ),
    Row("POST /meetings/{meeting}/echo/closing", "meetings.record", api_meetings, post={201: over(*KEEPERS)}),
    Row(
        "POST /orgs/{org}/unheld",
        "meetings.record",
        partial(things.branches, argument="org"),
        post={422: over("secretary")},
        body=lambda s: {"kind": "lesson", "period": "nonsense", "why": "x"},
    ),
    Row(
        "GET /orgs/{org}/unheld",
        "meetings.see",
        partial(things.orgs, argument="org"),
        get={200: over(*INSIDE)},
        plain=True,
    ),
    Row("GET /me", "members.own", get={200: signed_in}, shows=own_name),
    Row("GET /orgs", "orgs.see", get={200: holding(*INSIDE, *ADMINISTRATORS)}, shows=own_place),
    Row("GET /orgs/{pk}", "orgs.see", things.orgs, get={200: over(*INSIDE, *ADMINISTRATORS)}),
    Row("GET /members", "members.see", get={200: holding(*CARDS)}, shows=roll),
    Row("GET /exports/members", "members.see", get={200: holding(*CARDS)}, shows=roll, query="as=csv"),
    Row("GET /members/{pk}", "members.see", things.cards, get={200: over(*CARDS)}),
    Row("GET /members/{pk}/timeline", "members.see", things.cards, get={200: over(*CARDS)}, plain=True),
    Row(
        "POST /members",
        "members.join",
        lambda s: [Thing("pine", {}, "pine")],
        post={422: over(*KEEPS)},
        body=somebody_new,
    ),
    Row(
        "POST /members/{pk}/corrections",
        "members.correct",
        things.cards,
        post={422: over(*KEEPS)},
        body=lambda s: {"field": "landline", "value": "1", "why": ""},
    ),
    Row(
        "POST /members/{pk}/letters",
        "members.correct",
        things.cards,
        post={422: over(*KEEPS)},
        body=lambda s: {"letters": 9},
    ),
    Row(
        "POST /members/{pk}/death",
        "members.leave",
        things.cards,
        post={422: over(*KEEPS)},
        body=lambda s: {"on": "2031-01-01"},
    ),
    Row(
        "POST /members/{pk}/leaving",
        "members.leave",
        things.cards,
        post={422: over(*KEEPS)},
        body=lambda s: {"left": "nonsense", "on": "2031-01-01", "why": "x"},
    ),
    Row(
        "POST /members/{pk}/transfer",
        "members.transfer",
        things.cards,
        post={422: lambda a, t: over(*COMMITTEE)(a, t) and a.covers("elm")},
        body=lambda s: {"to": s.world.orgs["elm"].pk, "on": "2031-01-01", "why": "x"},
    ),
    Row("GET /reviews", "members.review", get={200: holding(*KEEPS)}, plain=True),
    Row(
        "POST /reviews/batches/{batch}",
        "members.review",
        partial(things.waiting_values, argument="batch"),
        post={422: over(*KEEPS)},
        body=lambda s: {"cards": [], "unrelated": True},
    ),
    Row("GET /members/{pk}/waiting", "members.review", things.cards, get={200: over(*KEEPS)}, plain=True),
    Row(
        "POST /members/{pk}/review",
        "members.review",
        things.cards,
        post={422: over(*KEEPS)},
        body=lambda s: {"unrelated": False},
    ),
    Row(
        "POST /changes/{pk}/decline",
        "members.review",
        things.waiting_values,
        post={422: over(*KEEPS)},
        body=lambda s: {"answer": ""},
    ),
    Row("GET /members/{pk}/relatives", "members.correct", things.cards, get={200: over(*KEEPS)}, plain=True),
    Row(
        "POST /members/{pk}/relatives",
        "members.correct",
        things.cards,
        post={422: over(*KEEPS)},
        body=lambda s: {"relative": str(s.world.people["member"].pk), "relation": ""},
    ),
    Row(
        "POST /me/relatives",
        "members.own",
        post={422: with_card},
        body=lambda s: {"relative": str(s.world.people["member"].pk), "relation": ""},
    ),
    Row(
        "POST /relatives/{pk}/withdrawal",
        "members.correct",
        lambda s: [
            Thing("member", {"pk": s.extra["kinship"].pk}, "willow", "member"),
            Thing("absent", {"pk": things.NO_NUMBER}),
        ],
        post={200: over("officer"), 422: over("secretary")},  # one of the two does not withdraw it
    ),
    Row("GET /quality", "members.see", get={200: holding(*CARDS)}, plain=True),
    Row("GET /me/attendances", "meetings.own", get={200: signed_in}, shows=attended),
    Row("POST /voice", "voice.say", post={422: everybody}, body=lambda s: {"text": ""}),
    Row("GET /voice", "voice.see", get={200: holding(*KEEPS, "system_admin")}, shows=letters),
    Row("GET /voice/places", "voice.say", get={200: everybody}),
    Row("GET /voice/{number}", "voice.say", things.numbers, get={404: everybody}),
    Row(
        "POST /imports",
        "exchange.import",
        post={422: holding(*KEEPS)},
        body=lambda s: {"file": SimpleUploadedFile("x.csv", b"a,b")},
    ),
    Row("GET /imports/{pk}", "exchange.see", things.batches, get={200: over(*CARDS)}),
    Row(
        "GET /imports/{pk}/problems",
        "exchange.import",
        things.batches,
        get={200: over(*KEEPS)},
        plain=True,
    ),
    Row(
        "POST /imports/{pk}/commit",
        "exchange.import",
        things.batches,
        post={422: over(*KEEPS)},
        body=lambda s: {"new": 7},
    ),
    Row("POST /imports/{pk}/undo", "exchange.import", things.batches, post={422: over(*KEEPS)}),
    Row("GET /statistics", "statistics.see", get={200: holding(*CARDS)}),
    Row("GET /statistics/annual", "statistics.see", get={200: holding(*CARDS)}),
)
TABLE = {row.name: row for row in ROWS}
assert len(TABLE) == len(ROWS)
