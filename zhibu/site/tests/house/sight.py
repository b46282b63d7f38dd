"""Who sees and may change which rows by the database alone, as a table that a person can check.

`sights.toml` beside this file holds it: table → who → "seen/changeable" (or "seen" where the web login may
not change the table at all), with a `+` where the walls let a copy of what is seen be added.
Write it anew after a wanted change, and read the difference:

    python -m pytest zhibu/site/tests/test_walls.py --write-sights
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from zhibu.guard.models import Attempt, Authenticator, Code, Person, Token, Viewing
from zhibu.guard.services import open_session
from zhibu.handover.models import Keeping
from zhibu.kernel import audit, clock
from zhibu.kernel.ids import uuid7
from zhibu.kernel.models import Draft, File, Finding, Reply, Undo
from zhibu.kernel.models.adding import add
from zhibu.kernel.scope import DOOR, HOUSE, Scope, wear
from zhibu.learning.services import record_training
from zhibu.meetings.models import Plan, Report, Scan
from zhibu.meetings.services import (
    Queued,
    Said,
    Tick,
    Vote,
    answer_echo,
    ask_echo,
    close_echo,
    confirm_record,
    correct_field,
    explain_unheld,
    finish_record,
    give_matter,
    invite_branches,
    leave_out,
    note_leave,
    open_meeting,
    plan_meeting,
    record_meeting,
    save_draft,
    send_notice,
    take_queue,
    tick,
)
from zhibu.members.models import Change, Grouping, Kinship
from zhibu.members.services import transfer_member
from zhibu.orgs.models import Appointment, Term
from zhibu.reminders.models import Message, Wish
from zhibu.site.testing import database
from zhibu.site.testing.world import LONG_AGO, World, inside, whole_house

BOOK = Path(__file__).with_name("sights.toml")
PEOPLE = (
    "member",
    "secretary",
    "elm_secretary",
    "elm_member",
    "officer",
    "east_officer",
    "auditor",
    "examiner",
    "system_admin",
    "security_admin",
    "audit_admin",
    "outsider",
)
# `entering` is the elm secretary at the door, before a hat is chosen; the elm member has moved to pine.
WHO = ("nobody", "door", "house", "entering", *PEOPLE)
# They read an organisation's life and its figures and open no card; no wall is theirs alone.
READERS = ("inspector", "publicist")


def tables_with_walls() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename::text FROM pg_policies ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def furnish(w: World) -> None:
    """Put something into every room, so that every wall has something to hide."""
    keys = ("member", "secretary", "elm_secretary", "officer", "system_admin", "outsider")
    with inside(whole_house()) as house:
        for key, org, name in (("inspector", "east", "韩纪检"), ("publicist", "willow", "韩宣传")):
            w.person(key, name)
            w.account(key)
            w.appoint(key, org, key)
        w.person("examiner", "韩检查")
        Appointment.objects.create(
            org=w.orgs["willow"],
            person=w.people["examiner"],
            office="examiner",
            from_on=LONG_AGO,
            lapses_on="2100-01-01",
            reads_from="2026-01-01",
            reads_until="2026-12-31",
            needs_second=True,
            confirmed_at="2020-01-01T00:00:00Z",
        )
        for key in keys:
            person = w.people[key]
            open_session(person, how="password", device="suite")
            Token.objects.create(person=person, digest=_bytes(), version=1)
            Code.objects.create(person=person, digest=_bytes(), expires_on="2030-01-01")
            Authenticator.objects.create(person=person)
            Viewing.objects.create(
                person=person, viewer=w.people["deputy"].pk, viewer_name="单红梅", office="", what=""
            )
            File.objects.create(digest="0" * 64, size=1, kind="pdf", name="x.pdf", uploaded_by=person.pk)
            Reply.objects.create(actor=person.pk, key="k", request="r", status=201, body={})
            row = Draft(pk=Draft.key(str(person.pk), "/voice/"), actor=person.pk, of="/voice/")
            row.put({"words": ["x"]})
            row.save(force_insert=True)
            Undo.objects.create(actor=person.pk, kind="reminders.wish")
            Message.objects.create(person=person, on="2026-01-05", findings=[1])
            Wish.objects.create(person=person, weekdays="25")
        Attempt.objects.create(key=_bytes(), failures=1)
        for key in ("willow", "elm", "pine", "east"):
            Term.objects.create(org=w.orgs[key], elected_on="2024-01-01")
            Keeping.objects.create(org=w.orgs[key], thing="seal", where_it_lies="x")
            Finding.objects.create(
                norm="life.frequency",
                branch_id=w.orgs[key].pk,
                subject="x",
                level="warned",
                verdict={},
                noticed_on="2026-01-01",
            )
        for key in ("member", "elm_member", "pine_member"):
            Change.objects.create(member=w.members[key], field="name", state=Change.State.ASKED)
        Grouping.objects.create(member=w.members["member"], group=w.orgs["willow1"], from_on=LONG_AGO)
        for key, other in (("member", "elm_member"), ("pine_member", "officer")):
            Kinship.objects.create(
                member=w.members[key], relative=w.people[other], relation="兄弟", declared_by_name="单红梅"
            )
        for key in ("willow", "elm", "pine"):
            present = {m.pk: "present" for m in w.members.values() if m.branch_id == w.orgs[key].pk}
            absent = w.members.get(f"{key}_member", w.members["member"]).pk
            record_meeting(
                house,
                w.orgs[key],
                kind="assembly",
                topic="通报党费收支",
                held_on=date(2026, 4, 1),
                marks=present | {absent: "excused"},
                excuses={absent: "住院"},
                votes=[Vote(text="通过", approve=1)],
            )
            Report.objects.create(
                branch=w.orgs[key], branch_name=key, year=2026, quarter=2, figures={}, reported_by_name="x"
            )
        for key, away in (("willow", "member"), ("elm", "elm_secretary"), ("pine", "pine_member")):
            plan = plan_meeting(
                house, w.orgs[key], kind="assembly", topic="冬训", held_on=clock.today() + timedelta(days=3)
            )
            send_notice(house, plan)
            note_leave(house, plan, w.people[away].pk, reason="住院")
            if key == "elm":
                invite_branches(house, plan, [w.orgs["willow"].pk])
            open_row = Plan.objects.filter(pk=plan.pk)
            open_row.update(held_on=clock.today())
            plan = open_meeting(house, open_row.get())
            others = [m.pk for m in w.members.values() if m.branch_id == w.orgs[key].pk]
            tick(house, plan, {pk: Tick("present") for pk in others if pk != w.people[away].pk})
            here = next(pk for pk in others if pk != w.people[away].pk)
            take_queue(house, plan, [Queued(uuid7(), here, "present", False, clock.now())])
            leave_out(house, plan, w.people[away].pk, reason="illness", approval="镇党委同意", consented=True)
            save_draft(house, plan, data={"notes": "x"}, version=0)
            written = finish_record(house, plan, minutes=[Said("冬训", "发言")])
            confirm_record(house, written, part="recorder", note="代为")
            correct_field(house, written, "place", "村部", why="写错")
            Scan.objects.create(
                meeting=written, branch_id=plan.branch_id, digest="0" * 64, size=1, kind="pdf", name="x.pdf"
            )
            give_matter(house, written, what="清河", owner=w.people[away].pk, due_on=clock.today())
            echo = ask_echo(house, written, text="x", choices=["a", "b", "c"])
            for pk in others:
                if pk != w.people[away].pk:
                    answering = replace(house, actor=str(pk))
                    wear(answering)
                    answer_echo(answering, echo, 0)
            wear(house)
            if key != "elm":
                close_echo(house, echo)
            explain_unheld(house, w.orgs[key], kind="lesson", period="2026Q1", why="抗洪")
        for key, who in (("east", "elm_member"), ("west", "pine_member"), ("county", "member")):
            day = date(2026, 3, 1)
            people = [w.people[who].pk]
            record_training(
                house, w.orgs[key], title="轮训", from_on=day, until=day, hours=Decimal(8), people=people
            )
        transfer_member(house, w.members["elm_member"], w.orgs["pine"], on=date(2026, 5, 1), why="调动")
        audit.record("suite.look", scope=house)
    with psycopg.connect(database.url("owner")) as owner:  # what the web login does not write by itself
        for statement in OWNED:
            owner.execute(statement)


OWNED = (
    "INSERT INTO statistics_branchmonth (branch_id, month, kind, held, expected, present, hours) "
    "SELECT id, '2026-03', 'assembly', 1, 2, 1, 0 FROM orgs_org WHERE kind = 'branch'",
    "INSERT INTO statistics_annualreturn "
    "(org_id, as_of, edition, figures, last, checks, why, frozen_by_name) "
    "SELECT id, '2025-12-31', 1, '{}', '{}', '[]', '', '' FROM orgs_org WHERE kind = 'branch'",
    "INSERT INTO statistics_recount (day, stretches, cells, differences, seconds) "
    "VALUES ('2026-03-01', 1, 1, 0, 0.1)",
    "INSERT INTO guard_recovery (id, person_id, authenticator_id, digest) "
    "SELECT gen_random_uuid(), person_id, id, uuid_send(id) FROM guard_authenticator",
    "INSERT INTO voice_suggestion (id, number, word, text, name, contact_mask) "
    "VALUES (gen_random_uuid(), '26-999', '', '网页打不开', '', '')",
    "INSERT INTO voice_suggestion (id, number, word, org_id, desk_id, text, name, contact_mask) "
    "SELECT gen_random_uuid(), '26-' || id, '', id, id, '路灯不亮', '', '' "
    "FROM orgs_org WHERE kind = 'branch'",
    "INSERT INTO voice_step (suggestion_id, what, to_name, words, by_name, by_office) "
    "SELECT id, 'received', '', '', '', '' FROM voice_suggestion",
    "INSERT INTO exchange_batch (id, org_id, state, file_name, digest, size, sheet, encoding, heading,"
    " columns, places, fills, rows, counts, result, made_by_name, committed_by_name, ended_by_name) "
    "SELECT gen_random_uuid(), id, 'checked', 'x.csv', '', 1, '', '', '{}',"
    " '[]', '{}', '{}', 1, '{}', '{}', '', '', '' FROM orgs_org",
    "INSERT INTO exchange_chunk (id, batch_id, number, first, kinds, out, sealed) "
    "SELECT gen_random_uuid(), id, 0, 2, 'n', '-', 'x' FROM exchange_batch",
    "INSERT INTO exchange_reconciliation (id, org_id, state, file_name, digest, size, sheet, exported_on,"
    " fields, aside, rows, counts, problems, made_by_name) "
    "SELECT gen_random_uuid(), id, 'done', 'x.csv', '', 1, '', '2026-01-01', '[]', '[]', 1, '{}', '[]', ''"
    " FROM orgs_org",
    "INSERT INTO exchange_handedexport (reconciliation_id, sealed) "
    "SELECT id, 'x' FROM exchange_reconciliation",
    "INSERT INTO exchange_coverage (reconciliation_id, branch_id, exported_on, laid_at) "
    "SELECT id, org_id, '2026-01-01', now() FROM exchange_reconciliation",
    "INSERT INTO exchange_discrepancy (id, branch_id, kind, field, place, number_mask, name_mask,"
    " theirs_mask, theirs_digest, found_by_id, seen_by_id, first_seen, last_seen, known_why, known_by_name) "
    "SELECT gen_random_uuid(), org_id, 'theirs', '', 0, '', '', '', '', id, id, '2026-01-01', '2026-01-01',"
    " '', '' FROM exchange_reconciliation",
    "INSERT INTO exchange_weeklist (branch_id, week, open, changed, done_by_name) "
    "SELECT id, '2026-01-05', 1, 0, '' FROM orgs_org",
    "INSERT INTO kernel_job (id, kind, actor, actor_name, office, org_id, purpose, arguments, state, done,"
    " total, result, said, tries) SELECT gen_random_uuid(), w.kind, w.actor, '', '', w.org, 'branch', '{}',"
    " 'waiting', 0, 0, '{}', '', 0 FROM ("
    " SELECT 'suite.look' AS kind, person_id AS actor, NULL::bigint AS org FROM guard_session"
    " UNION ALL SELECT 'exchange.commit', NULL, id FROM orgs_org"
    " UNION ALL SELECT 'suite.look', NULL, id FROM orgs_org) w",
    "INSERT INTO voice_knock (key, \"on\", count) VALUES ('x', '2026-01-01', 1)",
)


def _bytes() -> bytes:
    return uuid7().bytes * 2


@contextmanager
def seen_as(who: str, scopes: dict[str, Any]) -> Iterator[None]:
    """A transaction as somebody, rolled back at the end."""
    with transaction.atomic():
        if who != "nobody":
            wear(scopes[who])
        yield
        transaction.set_rollback(True)


def scopes() -> dict[str, Any]:
    found = {key: database.scope_of(key) for key in (*PEOPLE, *READERS)}
    entering = Scope(actor=found["elm_secretary"].actor, purpose="door")
    return found | {"door": DOOR, "house": HOUSE, "entering": entering}


def look(
    known: dict[str, Any],
    tables: list[str] | None = None,
    *,
    adding: Iterable[str] | None = None,
    those: Iterable[str] = WHO,
) -> dict[str, dict[str, str]]:
    """The whole table (or some rows of it), and what each can add by the policies for adding alone."""
    tables = tables or tables_with_walls()
    adds = {what: ADDING[what] for what in (ADDING if adding is None else adding)}
    found: dict[str, dict[str, str]] = {table: {} for table in tables}
    those = tuple(those)
    for who in those:
        with seen_as(who, known):
            for table in tables:
                found[table][who] = _sight(table)
    found["adding"] = {f"{who}_{what}": _adds(who, add, known) for who in those for what, add in adds.items()}
    return found


def adding_to(table: str) -> list[str]:
    """What of ADDING goes into this table."""
    return [
        what
        for what in ADDING
        if table.endswith(f"_{what}") or (table, what) == ("kernel_audit", "backdated")
    ]


def _sight(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        seen = cursor.fetchone()[0]
    changeable = _changeable(table)
    added = "+" if seen and _copied(table) else ""
    return f"{seen}{added}" if changeable is None else f"{seen}/{changeable}{added}"


@cache
def _columns(table: str) -> list[str]:
    """Those that can be written, in the table's own order; the same for everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%I', attname) FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _copied(table: str) -> bool:
    """Whether a row that is seen may be added once more, as far as powers and walls go.

    They are asked before the constraints: what those refuse, the walls have let through.
    """
    columns = ", ".join(_columns(table))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            copy = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} LIMIT 1"
            cursor.execute(f"{copy} ON CONFLICT DO NOTHING")
    except DatabaseError as problem:
        return isinstance(problem.__cause__, psycopg.errors.IntegrityError)
    return True


def _changeable(table: str) -> int | None:
    column = _columns(table)[0]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = {column}")
            return int(cursor.rowcount)
    except DatabaseError:
        return None


def _adds(who: str, add: Callable[[UUID], object], known: dict[str, Any]) -> str:
    actor = UUID(known[who].actor) if who in (*PEOPLE, *READERS) else uuid7()
    try:
        with seen_as(who, known), transaction.atomic():
            add(actor)
    except DatabaseError:
        return "no"
    return "yes"


def _add_person(actor: UUID) -> None:
    add(Person(name="x"))


def _add_viewing(actor: UUID) -> None:
    person = database.world().people["elm_member"]
    add(Viewing(person=person, viewer=actor, viewer_name="", office="", what=""))


def _add_change(actor: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_change (member_id, field, before, after, why, state, made_by_name,"
            " decided_by_name, answer, wanted_mask, was_mask)"
            " VALUES (%s, 'name', '', '', '', 'asked', '', '', '', '', '')",
            [database.world().people["member"].pk],
        )


def _add_report(actor: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_report (branch_id, branch_name, year, quarter, figures, reported_by_name)"
            " VALUES (%s, '', 2026, 3, '{}', '')",
            [database.world().orgs["willow"].pk],
        )


def _add_kinship(actor: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_kinship (member_id, relative_id, relation, declared_by, declared_by_name)"
            " VALUES (%s, %s, '夫妻', %s, '')",
            [database.world().people["member"].pk, database.world().people["deputy"].pk, actor],
        )


def _add_echo(actor: UUID) -> None:
    """A question of the willows, after the meeting that has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_echo (branch_id, meeting_id, text, choices, asked_by_name, closed_by_name)"
            " SELECT m.branch_id, m.id, 'x', '[]', '', '' FROM meetings_meeting m"
            " LEFT JOIN meetings_plan p ON p.meeting_id = m.id WHERE m.branch_id = %s AND p.id IS NULL",
            [database.world().orgs["willow"].pk],
        )
        if not cursor.rowcount:
            raise DatabaseError("not even the meeting is seen")


def _add_correction(actor: UUID) -> None:
    """Of the meeting at the willows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_correction (meeting_id, branch_id, about, label, before, after, why,"
            " made_by_name) SELECT min(m.id), m.branch_id, 'place', '', '', '', 'x', ''"
            " FROM meetings_meeting m WHERE m.branch_id = %s GROUP BY m.branch_id",
            [database.world().orgs["willow"].pk],
        )
        if not cursor.rowcount:
            raise DatabaseError("not even the meeting is seen")


def _add_audit(actor: UUID) -> None:
    audit.record("suite.add")


def _add_backdated(actor: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_audit"
            " (id, xid, actor_name, office, purpose, action, outcome, subject, detail)"
            " VALUES (%s, 3, '', '', '', 'suite.add', 'done', '', '{}')",
            [uuid7()],
        )


def _add_invitation(actor: UUID) -> None:
    """In the name of the elms, to the willows."""
    w = database.world()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_invitation (plan_id, joint, host_id, host_name, branch_id, kind, topic,"
            " held_on, place, link, agenda, answered_by, declined)"
            " VALUES ((SELECT min(id) FROM meetings_plan), gen_random_uuid(), %s, '', %s, 'assembly', '',"
            " '2026-01-01', '', '', '[]', '', false)",
            [w.orgs["elm"].pk, w.orgs["willow"].pk],
        )


def _add_confirmation(actor: UUID) -> None:
    """The chair's, of the meeting at the willows, in one's own name."""
    meeting = "(SELECT min(meeting_id) FROM meetings_plan WHERE meeting_id IS NOT NULL)"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_confirmation (meeting_id, branch_id, part, name, made_by,"
            f" made_by_name, note) VALUES ({meeting}, %s, 'chair', '', %s, '', '')",
            [database.world().orgs["willow"].pk, actor],
        )


def _add_annualreturn(actor: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO statistics_annualreturn (org_id, as_of, edition, figures, last, checks, why,"
            " frozen_by_name) VALUES (%s, '2020-12-31', 9, '{}', '{}', '[]', '', '')",
            [database.world().orgs["east"].pk],
        )


ADDING: dict[str, Callable[[UUID], object]] = {
    "person": _add_person,
    "viewing": _add_viewing,
    "change": _add_change,
    "report": _add_report,
    "kinship": _add_kinship,
    "audit": _add_audit,
    "backdated": _add_backdated,
    "invitation": _add_invitation,
    "confirmation": _add_confirmation,
    "correction": _add_correction,
    "annualreturn": _add_annualreturn,
    "echo": _add_echo,
}


def written() -> dict[str, dict[str, str]]:
    return tomllib.loads(BOOK.read_text("utf-8")) if BOOK.exists() else {}


def write(found: dict[str, dict[str, str]]) -> None:
    lines = ["# Who sees and may change how many rows, by row-level security alone. See sight.py."]
    for table, row in found.items():
        lines += ["", f"[{table}]", *(f'{who} = "{sight}"' for who, sight in row.items())]
    BOOK.write_text("\n".join(lines) + "\n", "utf-8")
