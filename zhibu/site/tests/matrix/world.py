"""The world of the matrix: the suite's own, a few more people, and a canary in every record there is."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client

from zhibu.exchange.models import Batch, Discrepancy, Reconciliation
from zhibu.exchange.services import check_batch, lay_beside, open_batch, open_reconciliation
from zhibu.exchange.tests import exports, sheets
from zhibu.guard.models import OWN_HAT, Account, Authenticator, Code, Person, Session, Token, Viewing
from zhibu.guard.secrets import digest
from zhibu.guard.services import open_session
from zhibu.handover.services import note_keeping
from zhibu.kernel import audit, clock
from zhibu.kernel.fields import seal, unseal
from zhibu.kernel.ids import uuid7
from zhibu.kernel.models import Delivery, File, Finding, Reply
from zhibu.kernel.scope import DOOR, Scope, wear
from zhibu.learning.services import record_training
from zhibu.meetings.models import Invitation, Minute, Report
from zhibu.meetings.services import (
    Vote,
    ask_echo,
    attach_scan,
    confirm_record,
    correct_field,
    explain_unheld,
    give_matter,
    leave_out,
    note_leave,
    open_meeting,
    plan_meeting,
    record_meeting,
    save_draft,
    send_notice,
)
from zhibu.members.models import Change, Grouping, Kinship, Member, Membership, Particular
from zhibu.members.services import record_death, transfer_member
from zhibu.orgs.models import Appointment, Org, Placement, Term
from zhibu.site import scopes
from zhibu.site.testing.world import LONG_AGO, World, inside, whole_house
from zhibu.voice.models import Step, Suggestion
from zhibu.voice.services import send_suggestion

from .actors import ACTORS
from .canaries import Aviary

BRANCHES = ("willow", "elm", "pine")
MOVED_ON = date(2026, 6, 1)
LATE = date(2026, 8, 3)


@dataclass
class Stage:
    """What the matrix plays on: the world, its canaries, one client and one token for each actor."""

    world: World
    birds: Aviary = field(default_factory=Aviary)
    meetings: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)
    running: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    talks: dict[str, Suggestion] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Appointment] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    laid: dict[str, Reconciliation] = field(default_factory=dict)
    differing: dict[str, Discrepancy] = field(default_factory=dict)
    holders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    told: dict[tuple[str, str], Any] = field(default_factory=dict)  # (actor, address) → the page as it came

    def client(self, actor: str, **more: Any) -> Client:
        found = Client(**more)
        if actor in self.cookies:
            found.cookies[settings.SESSION_COOKIE] = self.cookies[actor]
        return found

    def bearer(self, actor: str) -> dict[str, str]:
        secret = self.tokens.get(actor)
        return {"Authorization": f"Bearer {secret}"} if secret else {}


def build(suite: World) -> Stage:
    """Write it, as the house; everything commits. The suite's own rows in memory are left alone."""
    with inside(whole_house()):
        world = World(
            orgs={key: Org.objects.get(pk=org.pk) for key, org in suite.orgs.items()},
            people={key: Person.objects.get(pk=person.pk) for key, person in suite.people.items()},
            members={key: Member.objects.get(pk=member.pk) for key, member in suite.members.items()},
            serial=suite.serial,
        )
        stage = Stage(world)
        _more_people(world)
        _name(stage)
        _life(stage)
        _papers(stage)
        _trainings(stage)
        _talk(stage)
        _sheets(stage)
        _exports(stage)
        _waiting(stage)
        _traces(stage)
        Delivery.objects.update(done_at=clock.now())
    _sign_in(stage)
    return stage


def _more_people(w: World) -> None:
    for key, branch, name in (
        ("former", "willow", "尤卸任"),
        ("mover", "willow", "许迁南"),
        ("leader", "willow", "何组长"),
        ("dead", "willow", "秦已故"),
    ):
        w.join(key, branch, name)
    for key, name in (("applicant", "吕申请"), ("west_officer", "施西干"), ("typist", "孔代录")):
        w.person(key, name)
    w.appoint("typist", "willow", "assistant")
    w.appoint("west_officer", "west", "officer")
    w.appoint("leader", "willow1", "group_leader")
    w.appoint("mover", "willow", "organiser")
    ended = w.appoint("former", "willow", "secretary")
    ended.until = date(2020, 1, 1)
    ended.save()
    for key in ("former", "mover", "leader", "applicant", "west_officer"):
        w.account(key)
    for key in ("member", "leader"):
        Grouping.objects.create(member=w.members[key], group=w.orgs["willow1"], from_on=LONG_AGO)


def _name(stage: Stage) -> None:
    """Names, numbers and descriptions become canaries before anything freezes a copy of them."""
    w, put = stage.world, stage.birds.put
    for key, org in w.orgs.items():
        name_kind = "public" if org.kind == Org.Kind.BRANCH else "org"
        org.name = f"{org.name}{put(name_kind, key)}"
        org.short_name = f"{org.short_name[:6]}{put('org', key)}"
        org.contact, org.unit_nature = put("desk", key), put("desk", key)
        org.unit_name, org.external_code = put("desk", key), put("desk", key)
        org.save()
        Placement.objects.filter(org=org).update(why=put("desk", key))
        Term.objects.create(org=org, elected_on="2024-01-01", note=put("desk", key))
        Membership.objects.filter(branch=org).update(branch_name=org.name)
    for held in Appointment.objects.select_related("org"):
        key = next(k for k, p in w.people.items() if p.pk == held.person_id)
        org = next(k for k, o in w.orgs.items() if o.pk == held.org_id)
        held.basis = put("desk", org, key)
        held.save(update_fields=["basis"])
        stage.holders[key] = (*stage.holders.get(key, ()), org)
        stage.posts[f"{key}@{org}"] = held
    for key, person in w.people.items():
        where = _place_of(stage, key)
        person.name = f"{person.name}{put('name', where, key)}"
        person.save()
        login = put("login", where, key)
        Account.objects.filter(pk=person.pk).update(login=login)
        stage.extra[f"login:{key}"] = login
    for number, (key, member) in enumerate(w.members.items(), 1):
        member.refresh_from_db()
        where = _place_of(stage, key)
        member.call(w.people[key].name)
        member.landline = put("card", where, key)
        mobile = f"139{number:08d}"
        for name, value in (("mobile", mobile), ("home_address", put("sealed", where, key))):
            seal(member, name, value)
        stage.birds.note(mobile, "sealed", where, key)
        stage.birds.note(f"139****{mobile[-4:]}", "card", where, key)
        stage.birds.note(unseal(member, "id_number"), "sealed", where, key)
        member.save()
        Particular.objects.filter(member=member).update(basis=put("card", where, key))
        Membership.objects.filter(member=member).update(
            why=put("card", where, key), resolution=put("card", where, key), approval=put("card", where, key)
        )


def _place_of(stage: Stage, key: str) -> str:
    """Where somebody belongs once the world is complete: the branch, else where an office is held."""
    w = stage.world
    if key == "mover":
        return "pine"
    if key in w.members:
        return next(k for k, o in w.orgs.items() if o.pk == w.members[key].branch_id)
    return stage.holders.get(key, ("county",))[0]


def _life(stage: Stage) -> None:
    w, put = stage.world, stage.birds.put
    house = whole_house()
    for org, kind, held_on in (
        ("willow", "assembly", date(2026, 4, 1)),
        ("willow1", "group", date(2026, 4, 2)),
        ("elm", "assembly", date(2026, 4, 3)),
        ("pine", "assembly", date(2026, 4, 7)),
    ):
        where = w.orgs[org]
        roll = [m for m in w.members.values() if m.branch_id == where.pk]
        if org == "willow1":
            roll = [w.members["member"], w.members["leader"]]
        absent = next(m for m in roll if m.pk != w.people["mover"].pk)
        absentee = next(k for k, m in w.members.items() if m.pk == absent.pk)
        votes = [Vote(text=put("life", org), approve=1)] if kind == "assembly" else []
        stage.meetings[org] = record_meeting(
            house,
            where,
            kind=kind,
            topic=put("topic", org),
            held_on=held_on,
            marks={m.pk: "excused" if m is absent else "present" for m in roll},
            excuses={absent.pk: put("excuse", "willow" if org == "willow1" else org, absentee)},
            votes=votes,
            place=put("topic", org),
            chair=put("life", org),
            recorder=put("life", org),
            notes=put("life", org),
        )
        if votes:
            stage.extra[f"resolution:{org}"] = stage.meetings[org].resolutions.get()
    for org in BRANCHES:
        note_keeping(house, w.orgs[org], thing="minutes", where_it_lies=put("desk", org))
    transfer_member(
        house, w.members["mover"], w.orgs["pine"], on=MOVED_ON, why=put("reason", "pine", "mover")
    )
    _planned(stage)
    record_death(house, w.members["dead"], on=LATE, why=put("card", "willow", "dead"))
    for key in ("willow", "elm", "pine", "east", "west", "county"):
        Finding.objects.create(
            norm="organisation.term",
            branch_id=w.orgs[key].pk,
            subject=f"branch:{w.orgs[key].pk}",
            level="warned",
            verdict={
                "because": put("finding", key),
                "source": {"document": put("finding", key), "article": ""},
            },
            noticed_on="2026-10-01",
        )


def _planned(stage: Stage) -> None:
    """A meeting ahead in each book, with somebody on leave; the elms ask the willows to meet together."""
    w, put = stage.world, stage.birds.put
    house = whole_house()
    for org, kind, away in (
        ("willow", "assembly", "member"),
        ("willow1", "group", "member"),
        ("elm", "assembly", "elm_member"),
        ("pine", "assembly", "pine_member"),
    ):
        plan = plan_meeting(
            house,
            w.orgs[org],
            kind=kind,
            topic=put("topic", org),
            held_on=clock.today() + timedelta(days=3),
            place=put("life", org),
            chair=put("life", org),
            agenda=[{"title": put("life", org), "materials": put("life", org)}],
        )
        stage.plans[org] = send_notice(house, plan)
        reason_of = "willow" if org == "willow1" else org
        reason = put("excuse", reason_of, away)
        note_leave(house, plan, w.people[away].pk, reason=reason)
        running = plan_meeting(
            house,
            w.orgs[org],
            kind=kind,
            topic=put("topic", org),
            held_on=clock.today(),
            agenda=[{"title": put("life", org), "materials": ""}],
        )
        stage.running[org] = open_meeting(house, running)
        note_leave(house, running, w.people[away].pk, reason=put("excuse", reason_of, away))
        save_draft(house, running, data={"notes": put("life", org)}, version=0)
        if kind == "assembly":
            leave_out(
                house,
                running,
                w.people[away].pk,
                reason="illness",
                approval=put("excuse", reason_of, away),
                consented=True,
            )
        meeting = stage.meetings[org]
        Minute.objects.create(
            meeting=meeting, branch_id=meeting.branch_id, title=put("life", org), said=put("life", org)
        )
        correct_field(house, meeting, "place", put("topic", org), why=put("life", org))
        confirm_record(house, meeting, part="recorder", note=put("life", org))
        file = pdf()
        stage.extra[f"scan:{org}"] = attach_scan(house, meeting, file, name=f"{put('life', org)}.pdf")
        Report.objects.create(
            branch=w.orgs[org],
            branch_name=w.orgs[org].name,
            year=2026,
            quarter=3,
            figures={},
            reported_by_name=put("life", org),
        )
        stage.extra[f"matter:{org}"] = give_matter(
            house,
            meeting,
            what=put("life", org),
            owner=w.people["leader" if org == "willow1" else away].pk,
            due_on=clock.today() + timedelta(days=30),
        )
        stage.extra[f"echo:{org}"] = ask_echo(
            house, meeting, text=put("echo", org), choices=[put("echo", org), "b", "c"]
        )
        stage.extra[f"unheld:{org}"] = explain_unheld(
            house,
            w.orgs[org],
            kind=kind,
            period="2026-01" if kind == "group" else "2026Q1",
            why=put("life", org),
        )
    stage.extra["invitation:willow"] = Invitation.objects.create(
        plan=stage.plans["elm"],
        joint=uuid7(),
        host_id=w.orgs["elm"].pk,
        host_name=w.orgs["elm"].name,
        branch_id=w.orgs["willow"].pk,
        kind="assembly",
        topic=put("life", "willow"),
        held_on=clock.today() + timedelta(days=5),
    )


def pdf() -> io.BytesIO:
    """The smallest page that is a PDF."""
    return io.BytesIO(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _trainings(stage: Stage) -> None:
    """Each township held one, for a member of its own."""
    for org, key in (("east", "elm_member"), ("west", "pine_member")):
        stage.extra[f"training:{org}"] = record_training(
            whole_house(),
            stage.world.orgs[org],
            title=f"{org}轮训班",
            from_on=date(2026, 3, 2),
            until=date(2026, 3, 3),
            hours=Decimal(16),
            people=[stage.world.people[key].pk],
            place=stage.birds.put("topic", key.split("_")[0]),
        )


def _papers(stage: Stage) -> None:
    """What was asked, entered and answered on cards."""
    w, put = stage.world, stage.birds.put
    for key, org in (("newcomer", "willow"), ("elm_member", "elm"), ("pine_member", "pine")):
        for state in (Change.State.ASKED, Change.State.ENTERED, Change.State.DECLINED):
            stage.changes[f"{key}:{state}"] = Change.objects.create(
                member=w.members[key],
                field="landline",
                before=put("card", org, key),
                after=put("card", org, key),
                why=put("card", org, key),
                answer=put("card", org, key),
                state=state,
                made_by=w.people[key].pk,
                made_by_name=w.people[key].name,
            )
        waits = Change.objects.create(
            member=w.members[key],
            field="name",
            before=put("card", org, key),
            after=put("card", org, key),
            state=Change.State.ENTERED,
            source=Change.Source.IMPORT,
            batch=uuid4(),
        )
        seal(waits, "wanted", put("card", org, key))
        waits.save()
        stage.changes[f"{key}:waits"] = waits
    stage.extra["kinship"] = Kinship.objects.create(
        member=w.members["member"],
        relative=w.people["secretary"],
        relation=put("card", "willow", "member"),
        declared_by_name=w.people["secretary"].name,
    )
    Finding.objects.create(
        norm="card.complete",
        branch_id=w.orgs["willow"].pk,
        subject=f"member:{w.members['member'].pk}",
        level="warned",
        verdict={
            "because": put("card", "willow", "member"),
            "source": {
                "document": "党员信息采集",
                "number": "本系统",
                "article": "采集项目",
                "confidence": "C",
            },
        },
        noticed_on=date(2026, 10, 1),
    )


def _talk(stage: Stage) -> None:
    """Suggestions to three branches and to the platform, one of them answered."""
    w, put = stage.world, stage.birds.put
    for org in (*BRANCHES, "platform"):
        contact = put("talk", org)
        receipt = send_suggestion(
            whole_house(),
            about=w.orgs[org].pk if org in w.orgs else None,
            text=put("talk", org),
            name=put("talk", org),
            contact=contact,
            once=f"once for {org}",
            address="127.0.0.9",
        )
        stage.talks[org] = Suggestion.objects.get(number=receipt.number)
        stage.words[org] = receipt.word
        Step.objects.create(
            suggestion=stage.talks[org], what="answered", words=put("talk", org), by_name=put("talk", org)
        )


def _exports(stage: Stage) -> None:
    """Of each branch an export of the national system: one who differs, a stranger, a row without a number."""
    house = whole_house()
    for number, org in enumerate(BRANCHES):
        where, put = stage.world.orgs[org], stage.birds.put
        rows = exports.truth(house, where)
        key = {"willow": "member", "elm": "elm_member", "pine": "pine_member"}[org]
        name = stage.world.people[key].name
        differing = next(row for row in rows if row["name"] == name)
        differing["home_address"], differing["landline"] = put("sealed", org), put("card", org)
        rows.append(exports.stranger(30 + number, where.name, name=put("card", org)))
        content = exports.as_csv(rows).decode("gb18030").encode()
        made = open_reconciliation(house, where, content, name=f"{put('card', org)}.csv")
        stage.laid[org] = lay_beside(house, made)
        stage.differing[org] = Discrepancy.objects.open().get(branch=where, field="landline")
        Change.objects.create(  # since then; what differs anyway is not told twice
            member=stage.world.members[key],
            field="landline",
            before=put("card", org, key),
            after=put("card", org, key),
            state=Change.State.ENTERED,
        )


def _sheets(stage: Stage) -> None:
    """Sheets that wait to be confirmed: a row that could enter, one in which something is wrong."""
    for number, org in enumerate(BRANCHES):
        rows = [
            sheets.person(number, 所在支部="", 姓名="卫新来"),
            sheets.person(number + 50, 所在支部="", 姓名=stage.birds.put("sheet", org)),
        ]
        name = f"{stage.birds.put('card', org)}.csv"
        batch = open_batch(whole_house(), stage.world.orgs[org], sheets.as_csv(rows), name=name)
        batch = check_batch(whole_house(), batch)
        key = {"willow": "member", "elm": "elm_member", "pine": "pine_member"}[org]
        batch.result = {"kept": [[str(stage.world.people[key].pk), "x"]]}
        batch.save(update_fields=["result"])
        stage.batches[org] = batch


def _waiting(stage: Stage) -> None:
    """An office that waits for a second person, and one that was given without reach."""
    w = stage.world
    named = w.person("named", f"候任{stage.birds.put('name', 'east', 'named')}")
    stage.holders["named"] = ("east",)
    stage.posts["waiting@east"] = Appointment.objects.create(
        org=w.orgs["east"],
        person=named,
        office="officer",
        from_on=LATE,
        needs_second=True,
        made_by=w.people["system_admin"].pk,
        basis=stage.birds.put("desk", "east"),
    )


def _traces(stage: Stage) -> None:
    """What the platform keeps about a person's own coming and going."""
    w, put = stage.world, stage.birds.put
    for key, person in w.people.items():
        where = _place_of(stage, key)
        Viewing.objects.create(
            person=person,
            viewer=w.people["officer"].pk,
            viewer_name=put("own", where, key),
            office=put("own", where, key),
            what=put("own", where, key),
            why=put("own", where, key),
        )
        File.objects.create(
            digest="0" * 64, size=1, kind="pdf", name=put("own", where, key), uploaded_by=person.pk
        )
        Reply.objects.create(
            actor=person.pk, key="same", request="r", status=201, body={"x": put("own", where, key)}
        )
        Code.objects.create(
            person=person,
            digest=digest(f"code of {key}"),
            made_by_name=put("own", where, key),
            expires_on="2030-01-01",
        )
        audit.record(
            "guard.sign_in", scope=whole_house(), subject=f"person:{person.pk}", how=put("trace", where)
        )


def _sign_in(stage: Stage) -> None:
    """A cookie and a token for each actor, as the door would give them; and a session more, to point at."""
    for key, actor in ACTORS.items():
        if key == "anonymous":
            continue
        where = _place_of(stage, key)
        with transaction.atomic():
            wear(DOOR)
            person = Person.objects.get(pk=stage.world.people[key].pk)
            hat = next(hat for hat in scopes.grants(person) if hat.office == actor.office)
            stage.scopes[key] = hat
            wear(DOOR)
            stage.cookies[key] = open_session(
                person, how="password", device=stage.birds.put("own", where, key)
            )
            worn = Session.objects.get(person=person)
            worn.appointment = hat.appointment or OWN_HAT
            worn.save(update_fields=["appointment"])
            stage.tokens[key] = f"zb_token_of_{key}"
            stage.extra[f"token:{key}"] = Token.objects.create(
                person=person,
                digest=digest(stage.tokens[key]),
                version=worn.version,
                name=stage.birds.put("own", where, key),
                appointment=hat.appointment,
            )
            stage.extra[f"session:{key}"] = Session.objects.create(
                person=person,
                digest=digest(f"other device of {key}"),
                version=worn.version,
                how="password",
                device=stage.birds.put("own", where, key),
            )
    with inside(whole_house()):
        begun = Authenticator(person=stage.world.people["member"])
        seal(begun, "secret", "JBSWY3DPEHPK3PXP")
        begun.save(force_insert=True)
        stage.extra["factor:member"] = begun
