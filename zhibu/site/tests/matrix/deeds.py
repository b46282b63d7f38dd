"""Every service that asks for a duty, attempted by those who must be refused before anything else happens.

Row-level security is switched off, so that only the service's own question can refuse. Each deed is tried by
a `stranger` (every duty, another branch, another person), and by an `idle` one (the whole house, no duty).
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolve, reverse

from zhibu.exchange.models import WeekList
from zhibu.kernel import clock
from zhibu.kernel.scope import EVERYWHERE, Range, Scope
from zhibu.kernel.trouble import Trouble
from zhibu.site.testing.world import whole_house

from .world import Stage

DAY = date(2026, 10, 1)
MOMENT = "2026-10-01T01:00:00+00:00"
Do = Callable[[Scope, Stage], Any]


@dataclass(frozen=True, slots=True)
class Deed:
    name: str
    do: Do


def service(path: str) -> Callable[..., Any]:
    module, name = f"zhibu.{path}".rsplit(".", 1)
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


def attempt(deed: Deed, scope: Scope, stage: Stage) -> str:
    """refused, said (a form's complaint: the question was passed) or done."""
    try:
        deed.do(scope, stage)
    except Http404:  # forbidden or absent: the same
        return "refused"
    except Trouble as trouble:
        return "refused" if trouble.code in {"org", "duty"} else f"said: {trouble.code}"
    except ValidationError:
        return "said"
    except Exception as problem:  # whatever it stumbles over, it got past the question
        return f"{type(problem).__name__}: {problem}"
    return "done"


def stranger(stage: Stage) -> Scope:
    """Every duty, in another branch."""
    return replace(stage.scopes["pine_secretary"], duties=whole_house().duties)


def idle(stage: Stage) -> Scope:
    """The whole house, and nothing to do in it; the person is the one whom own things belong to."""
    actor = stage.scopes["member"]
    return replace(actor, duties=frozenset(), branches=EVERYWHERE, persons=EVERYWHERE)


def elsewhere(found: Any, **changes: Any) -> Any:
    """A row as somebody may still hold it who read it before it moved."""
    for name, value in changes.items():
        setattr(found, name, value)
    return found


def _org(stage: Stage, key: str = "willow") -> Any:
    from zhibu.orgs.models import Org

    return Org.objects.get(pk=stage.world.orgs[key].pk)


def _card(stage: Stage, key: str = "member") -> Any:
    from zhibu.members.models import Member

    return Member.objects.select_related("branch").get(pk=stage.world.people[key].pk)


def _held(stage: Stage, key: str) -> Any:
    from zhibu.orgs.models import Appointment

    return Appointment.objects.select_related("org").get(pk=stage.posts[key].pk)


def _meeting(stage: Stage) -> Any:
    from zhibu.meetings.models import Meeting

    return Meeting.objects.select_related("branch").get(pk=stage.meetings["willow"].pk)


def _plan(stage: Stage) -> Any:
    from zhibu.meetings.models import Plan

    return Plan.objects.select_related("branch").get(pk=stage.plans["willow"].pk)


def _running(stage: Stage) -> Any:
    from zhibu.meetings.models import Plan

    return Plan.objects.select_related("branch").get(pk=stage.running["willow"].pk)


def _matter(stage: Stage) -> Any:
    from zhibu.meetings.models import Matter

    return Matter.objects.select_related("branch").get(pk=stage.extra["matter:willow"].pk)


def _echo(stage: Stage) -> Any:
    from zhibu.meetings.models import Echo

    return Echo.objects.select_related("branch").get(meeting=stage.meetings["willow"].pk)


def _unheld(stage: Stage) -> Any:
    from zhibu.meetings.models import Unheld

    return Unheld.objects.select_related("branch").get(pk=stage.extra["unheld:willow"].pk)


def _training(stage: Stage) -> Any:
    from zhibu.learning.models import Training

    return Training.objects.select_related("org").get(pk=stage.extra["training:east"].pk)


def _week_done(stage: Stage) -> Any:
    row = WeekList.objects.get(branch=_org(stage))
    return _stamped(row, done_at=MOMENT)


def _stamped(row: Any, **moments: Any) -> Any:
    """The key of a row to which something was done a moment ago, so that it may be taken back."""
    type(row).objects.filter(pk=row.pk).update(**moments)
    return row.pk


def _seat(stage: Stage) -> Any:
    return _plan(stage).seats.get(person_id=stage.world.people["member"].pk)


def _change(stage: Stage) -> Any:
    from zhibu.members.models import Change

    return Change.objects.select_related("member").get(pk=stage.changes["newcomer:asked"].pk)


def _waiting(stage: Stage) -> Any:
    from zhibu.members.models import Change

    return Change.objects.select_related("member").get(pk=stage.changes["newcomer:waits"].pk)


def _kinship(stage: Stage) -> Any:
    from zhibu.members.models import Kinship

    return Kinship.objects.select_related("member").get(pk=stage.extra["kinship"].pk)


def _weighed(stage: Stage) -> Any:
    from zhibu.members.services.enrolling import Entry, Weighed

    return [Weighed(Entry(1, {"name": "新", "id_number": ""}, stage.world.orgs["willow"].pk), "new")]


def _page(name: str, address: Callable[[Stage], dict[str, Any]]) -> Do:
    """A page behind its door: the function that the door would call."""

    def do(scope: Scope, stage: Stage) -> Any:
        url = reverse(name, kwargs=address(stage))
        found = resolve(url)
        view = found.func
        while hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        return view(RequestFactory().get(url), _seeing(scope), **found.kwargs)

    return do


def _seeing(scope: Scope) -> Scope:
    """Selectors let it through; what is left to refuse is the page's own question."""
    return replace(scope, duties=frozenset(), branches=EVERYWHERE)


def _new_member() -> Any:
    from zhibu.members.services import NewMember
    from zhibu.site.testing.world import id_number

    born = date(1990, 1, 1)
    return NewMember(
        name="新同志",
        sex="male",
        ethnicity="01",
        born_on=born,
        joined_on=date(2020, 7, 1),
        category="formal",
        converted_on=date(2021, 7, 1),
        education="20",
        occupation="farmer",
        id_number=id_number(born, 77, female=False),
    )


def _branch_as(stage: Stage, in_hand: str, in_truth: str) -> Any:
    """The row of `in_truth` with the path of `in_hand`, as if it had moved since it was read."""
    return elsewhere(_org(stage, in_truth), path=_org(stage, in_hand).path)


def _card_as(stage: Stage, in_hand: str, in_truth: str = "member") -> Any:
    return elsewhere(_card(stage, in_truth), path=_org(stage, in_hand).path)


def _transfer(scope: Scope, member: Any, to: Any) -> Any:
    return service("members.services.transfer_member")(scope, member, to, on=DAY, why="x")


def _batch(stage: Stage) -> Any:
    from zhibu.exchange.models import Batch

    return Batch.objects.select_related("org").get(pk=stage.batches["willow"].pk)


def _sheet() -> tuple[bytes, Any, Any, Any]:
    """A roster of one row: its bytes, its table, its heading, and a setting that takes no column."""
    from zhibu.exchange.places import Places
    from zhibu.exchange.services import understood
    from zhibu.exchange.tests.sheets import as_csv, person
    from zhibu.exchange.weights import Setting

    content = as_csv([person(1)])
    table, heading = understood(content, "x.csv")
    return content, table, heading, Setting(columns=[None] * len(heading.names), places=Places(()))


def _judge(scope: Scope, stage: Stage) -> Any:
    _content, table, heading, setting = _sheet()
    return service("exchange.services.judge_table")(scope, _org(stage), table, heading, setting)


def _enter(scope: Scope, stage: Stage) -> Any:
    content, table, heading, setting = _sheet()
    return service("exchange.services.enter_table")(
        scope, _org(stage), content, name="x.csv", table=table, heading=heading, setting=setting
    )


def _lay_by_job(scope: Scope, stage: Stage) -> Any:
    with patch("zhibu.exchange.services.reconciling.AT_ONCE", -1):
        return service("exchange.services.reconcile")(scope, stage.laid["willow"])


DEEDS = (
    Deed(
        "record a meeting",
        lambda s, st: service("meetings.services.record_meeting")(
            s, _org(st), kind="assembly", topic="t", held_on=DAY, marks={}
        ),
    ),
    Deed(
        "withdraw a meeting",
        lambda s, st: service("meetings.services.withdraw_meeting")(s, _meeting(st), why="xx"),
    ),
    Deed(
        "plan a meeting",
        lambda s, st: service("meetings.services.plan_meeting")(
            s, _org(st), kind="assembly", topic="t", held_on=date(2101, 1, 1)
        ),
    ),
    Deed(
        "change a plan",
        lambda s, st: service("meetings.services.change_plan")(s, _plan(st), version=0, topic="t"),
    ),
    Deed("call the members", lambda s, st: service("meetings.services.send_notice")(s, _plan(st))),
    Deed("call a meeting off", lambda s, st: service("meetings.services.call_off")(s, _plan(st), why="xx")),
    Deed(
        "freeze a return",
        lambda s, st: service("statistics.services.freeze_return")(
            s, _org(st), date(2026, 6, 30), reasons={}
        ),
    ),
    Deed(
        "ask somebody else's leave",
        lambda s, st: service("meetings.services.ask_leave")(s, _seat(st), reason="xx"),
    ),
    Deed(
        "note a leave",
        lambda s, st: service("meetings.services.note_leave")(
            s, _plan(st), st.world.people["elder"].pk, reason="xx"
        ),
    ),
    Deed(
        "take somebody else's leave back",
        lambda s, st: service("meetings.services.take_leave_back")(s, _seat(st)),
    ),
    Deed("ask branches", lambda s, st: service("meetings.services.invite_branches")(s, _plan(st), [])),
    Deed(
        "decline for a branch",
        lambda s, st: service("meetings.services.decline_invitation")(
            s, _org(st), st.extra["invitation:willow"]
        ),
    ),
    Deed("open a meeting", lambda s, st: service("meetings.services.open_meeting")(s, _running(st))),
    Deed(
        "give a matter",
        lambda s, st: service("meetings.services.give_matter")(
            s, _meeting(st), what="xx", owner=st.world.people["member"].pk, due_on=date(2027, 1, 1)
        ),
    ),
    Deed(
        "finish a matter", lambda s, st: service("meetings.services.finish_matter")(s, _matter(st), word="xx")
    ),
    Deed(
        "open a matter again",
        lambda s, st: service("meetings.services.matters.matter_open_again")(
            s, matter=_stamped(_matter(st), done_at=MOMENT), at=MOMENT
        ),
    ),
    Deed(
        "call a meeting on again",
        lambda s, st: service("meetings.services.planning.call_on_again")(
            s, plan=_stamped(_plan(st), called_off_at=MOMENT), at=MOMENT
        ),
    ),
    Deed(
        "let an explanation stand",
        lambda s, st: service("meetings.services.explaining.explanation_stands")(
            s, row=_stamped(_unheld(st), taken_back_at=MOMENT), at=MOMENT
        ),
    ),
    Deed(
        "untick a list",
        lambda s, st: service("meetings.services.presence.untick")(
            s, plan=_running(st).pk, before={}, at=MOMENT
        ),
    ),
    Deed(
        "let an invitation wait again",
        lambda s, st: service("meetings.services.declining.not_declined")(
            s,
            invitation=_stamped(st.extra["invitation:willow"], answered_at=MOMENT, declined=True),
            at=MOMENT,
        ),
    ),
    Deed(
        "put everybody back into groups",
        lambda s, st: service("members.services.grouping.group_as_before")(
            s, rows={str(_card(st).pk): [None, None]}, on="2026-10-01"
        ),
    ),
    Deed(
        "let the week's list wait again",
        lambda s, st: service("exchange.services.weekly.week_again")(s, row=_week_done(st), at=MOMENT),
    ),
    Deed(
        "take up again what was left a moment ago",
        lambda s, st: service("exchange.services.noting.not_left")(
            s, row=str(_stamped(st.differing["willow"], known_at=MOMENT)), at=MOMENT
        ),
    ),
    Deed(
        "let a card wait again",
        lambda s, st: service("members.services.reviewing.wait_again")(
            s,
            cards={str(_stamped(_card(st, "elder"), reviewed_at=MOMENT, reviewed_by=s.actor)): ["", "", ""]},
            changes=[],
            at=MOMENT,
        ),
    ),
    Deed(
        "ask an echo",
        lambda s, st: service("meetings.services.ask_echo")(s, _meeting(st), text="xx", choices=["x"]),
    ),
    Deed("answer an echo", lambda s, st: service("meetings.services.answer_echo")(s, _echo(st), 99)),
    Deed("close an echo", lambda s, st: service("meetings.services.close_echo")(s, _echo(st))),
    Deed("page: ask an echo", _page("meetings.ask", lambda st: {"pk": st.meetings["willow"].pk})),
    Deed("page: close an echo", _page("meetings.close", lambda st: {"pk": st.meetings["willow"].pk})),
    Deed("page: give a matter", _page("meetings.give_matter", lambda st: {"pk": st.meetings["willow"].pk})),
    Deed(
        "page: a matter is done",
        _page("meetings.matter_done", lambda st: {"pk": st.extra["matter:willow"].pk}),
    ),
    Deed("take a queue", lambda s, st: service("meetings.services.take_queue")(s, _running(st), [])),
    Deed("tick the list", lambda s, st: service("meetings.services.tick")(s, _running(st), {})),
    Deed(
        "say that somebody else has come",
        lambda s, st: service("meetings.services.come")(s, _seat(st), code="0000"),
    ),
    Deed(
        "leave somebody out",
        lambda s, st: service("meetings.services.leave_out")(
            s, _running(st), st.world.people["elder"].pk, reason="illness", approval="xx", consented=True
        ),
    ),
    Deed(
        "count somebody again",
        lambda s, st: service("meetings.services.count_again")(s, _running(st), st.world.people["elder"].pk),
    ),
    Deed(
        "keep a draft",
        lambda s, st: service("meetings.services.save_draft")(s, _running(st), data={}, version=1),
    ),
    Deed("finish a record", lambda s, st: service("meetings.services.finish_record")(s, _running(st))),
    Deed(
        "send a record back", lambda s, st: service("meetings.services.send_back")(s, _meeting(st), why="xx")
    ),
    Deed(
        "confirm for the chair",
        lambda s, st: service("meetings.services.confirm_record")(s, _meeting(st), part="chair", note="xx"),
    ),
    Deed(
        "confirm as the chair",
        lambda s, st: service("meetings.services.confirm_record")(
            s, elsewhere(_meeting(st), chair=s.name), part="chair"
        ),
    ),
    Deed(
        "attach a scan",
        lambda s, st: service("meetings.services.attach_scan")(s, _meeting(st), BytesIO(), name="x.pdf"),
    ),
    Deed(
        "correct a record",
        lambda s, st: service("meetings.services.correct_field")(s, _meeting(st), "place", "x", why="xx"),
    ),
    Deed(
        "explain what was not held",
        lambda s, st: service("meetings.services.explain_unheld")(
            s, _org(st), kind="lesson", period="2026Q2", why="xx"
        ),
    ),
    Deed(
        "take an explanation back",
        lambda s, st: service("meetings.services.take_explanation_back")(s, _unheld(st)),
    ),
    Deed(
        "found an organisation",
        lambda s, st: service("orgs.services.found_org")(
            s, _org(st, "east"), name="n", kind="branch", field="village", founded_on=DAY
        ),
    ),
    Deed(
        "form a group",
        lambda s, st: service("orgs.services.found_group")(s, _org(st), name="n", founded_on=DAY),
    ),
    Deed(
        "describe an organisation",
        lambda s, st: service("orgs.services.describe_org")(s, _org(st), contact="x"),
    ),
    Deed(
        "rename an organisation",
        lambda s, st: service("orgs.services.rename_org")(s, _org(st), name="n", short_name="n", why="x"),
    ),
    Deed(
        "dissolve an organisation",
        lambda s, st: service("orgs.services.dissolve_org")(s, _org(st), on=DAY, why="x"),
    ),
    Deed(
        "dissolve a group",
        lambda s, st: service("orgs.services.dissolve_group")(s, _org(st, "willow1"), on=DAY, why="x"),
    ),
    Deed(
        "record an election",
        lambda s, st: service("orgs.services.record_election")(s, _org(st), elected_on=DAY),
    ),
    Deed(
        "appoint",
        lambda s, st: service("orgs.services.appoint")(
            s, _org(st), st.world.people["member"], office="organiser", from_on=DAY
        ),
    ),
    Deed(
        "appoint a newcomer",
        lambda s, st: service("orgs.services.appoint_newcomer")(
            s, _org(st), "", office="secretary", from_on=DAY
        ),
    ),
    Deed(
        "confirm an office",
        lambda s, st: service("orgs.services.confirm_appointment")(s, _held(st, "waiting@east")),
    ),
    Deed(
        "decline an office",
        lambda s, st: service("orgs.services.decline_appointment")(s, _held(st, "waiting@east"), why="x"),
    ),
    Deed(
        "end an office",
        lambda s, st: service("orgs.services.end_office")(s, _held(st, "secretary@willow"), on=DAY, why="x"),
    ),
    Deed(
        "move an organisation away",
        lambda s, st: service("orgs.services.move_org")(s, _org(st), _org(st, "west"), on=DAY, why="x"),
    ),
    Deed(
        "move an organisation of elsewhere here",
        lambda s, st: service("orgs.services.move_org")(s, _org(st), _org(st, "pine"), on=DAY, why="x"),
    ),
    Deed(
        "move one's own organisation elsewhere",
        lambda s, st: service("orgs.services.move_org")(
            replace(s, branches=Range.under(_org(st, "west").path)),
            _org(st, "pine"),
            _org(st, "east"),
            on=DAY,
            why="x",
        ),
    ),
    Deed(
        "open a card",
        lambda s, st: service("members.services.view_card")(
            replace(s, persons=EVERYWHERE), st.world.people["member"].pk
        ),
    ),
    Deed(
        "read a sealed field",
        lambda s, st: service("members.services.unseal_field")(
            s, _card(st, "elm_member"), "mobile", why="xxxxx"
        ),
    ),
    Deed(
        "read one's own sealed field",
        lambda s, st: service("members.services.unseal_field")(
            replace(s, duties=frozenset()), _card(st), "mobile", why="xxxxx"
        ),
    ),
    Deed("take a copy", lambda s, st: service("members.services.take_copy")(s, _card(st))),
    Deed(
        "correct a card",
        lambda s, st: service("members.services.correct_field")(s, _card(st), "landline", "1", why="xx"),
    ),
    Deed("set letters", lambda s, st: service("members.services.set_letters")(s, _card(st), 1)),
    Deed(
        "let letters be as before",
        lambda s, st: service("members.services.letters.put_back")(
            s, member=str(_card(st).pk), size=0, before=1
        ),
    ),
    Deed(
        "change a particular",
        lambda s, st: service("members.services.change_particular")(s, _card(st), "education", "10", on=DAY),
    ),
    Deed(
        "ask for a correction",
        lambda s, st: service("members.services.ask_correction")(s, _card(st), "landline", says="1", why="x"),
    ),
    Deed(
        "accept a correction",
        lambda s, st: service("members.services.accept_correction")(s, _change(st), answer=""),
    ),
    Deed(
        "decline a correction",
        lambda s, st: service("members.services.decline_correction")(s, _change(st), answer="xxx"),
    ),
    Deed(
        "review a card",
        lambda s, st: service("members.services.review_card")(s, _card(st, "elder"), unrelated=True),
    ),
    Deed(
        "review many cards",
        lambda s, st: service("members.services.review_cards")(s, [_card(st, "elder")], unrelated=True),
    ),
    Deed(
        "decline a value that waits",
        lambda s, st: service("members.services.decline_change")(s, _waiting(st), answer="xxx"),
    ),
    Deed(
        "declare an own relative",
        lambda s, st: service("members.services.declare_own_relative")(
            s, _card(st), st.world.people["deputy"], relation="x"
        ),
    ),
    Deed(
        "declare a relative",
        lambda s, st: service("members.services.declare_relative")(
            s, _card(st), st.world.people["deputy"], relation="x"
        ),
    ),
    Deed(
        "withdraw a relative",
        lambda s, st: service("members.services.withdraw_relative")(s, _kinship(st)),
    ),
    Deed(
        "enter a batch",
        lambda s, st: service("members.services.enrolling.enrol")(s, _weighed(st), batch=uuid4()),
    ),
    Deed(
        "put into a group",
        lambda s, st: service("members.services.put_into_group")(
            s, _card(st, "elder"), _org(st, "willow1"), on=DAY
        ),
    ),
    Deed(
        "enter a member",
        lambda s, st: service("members.services.join_member")(
            s, _branch_as(st, "willow", "pine"), _new_member(), from_on=DAY
        ),
    ),
    Deed(
        "enter a member into a branch that has moved",
        lambda s, st: service("members.services.join_member")(
            s, _branch_as(st, "pine", "willow"), _new_member(), from_on=DAY
        ),
    ),
    Deed("record a death", lambda s, st: service("members.services.record_death")(s, _card(st), on=DAY)),
    Deed(
        "record a leaving",
        lambda s, st: service("members.services.record_leaving")(
            s, _card(st), left="removal", on=DAY, resolution="x", approval="x", why="x"
        ),
    ),
    Deed("print slips", lambda s, st: service("members.services.print_slips")(s, [_card(st)])),
    # a transfer asks four times: of both branches, as they were read and again as they stand
    Deed(
        "transfer somebody else's member",
        lambda s, st: _transfer(s, _card_as(st, "willow", "pine_member"), _org(st, "pine")),
    ),
    Deed(
        "transfer to somebody else's branch",
        lambda s, st: _transfer(s, _card_as(st, "pine", "pine_member"), _branch_as(st, "elm", "pine")),
    ),
    Deed(
        "transfer to a branch that has moved",
        lambda s, st: _transfer(s, _card(st, "pine_member"), _branch_as(st, "pine", "elm")),
    ),
    Deed(
        "transfer a member who has moved", lambda s, st: _transfer(s, _card_as(st, "pine"), _org(st, "pine"))
    ),
    Deed(
        "set somebody's password",
        lambda s, st: service("guard.services.set_password")(s, st.extra["session:member"], new="x", old=""),
    ),
    Deed(
        "sign somebody's device out",
        lambda s, st: service("guard.services.sign_out_device")(s, st.extra["session:member"]),
    ),
    Deed(
        "sign somebody's devices out",
        lambda s, st: service("guard.services.sign_out_others")(s, st.extra["session:member"]),
    ),
    Deed(
        "make somebody's token",
        lambda s, st: service("guard.services.make_own_token")(
            s, st.extra["session:member"], name="x", days=1
        ),
    ),
    Deed(
        "end somebody's token", lambda s, st: service("guard.services.end_token")(s, st.extra["token:member"])
    ),
    Deed(
        "begin a second factor for nobody",
        lambda s, st: service("guard.services.begin_second_factor")(replace(s, duties=frozenset())),
    ),
    Deed(
        "read the secret of somebody's second factor",
        lambda s, st: service("guard.services.secret_of")(s, st.extra["factor:member"]),
    ),
    Deed(
        "open a sheet",
        lambda s, st: service("exchange.services.open_batch")(s, _org(st), b"x", name="x.csv"),
    ),
    Deed("enter a sheet in one go", _enter),
    Deed("commit a sheet", lambda s, st: service("exchange.services.commit_batch")(s, _batch(st))),
    Deed("have bad rows handed back", lambda s, st: service("exchange.services.bad_rows")(s, _batch(st))),
    Deed(
        "look at the rows of a sheet",
        lambda s, st: service("exchange.services.remember_looking")(s, _batch(st), show="new", page=1),
    ),
    Deed("stop a job", lambda s, st: service("exchange.services.stop_job")(s, _batch(st))),
    Deed("judge a table", _judge),
    Deed(
        "hand in an export",
        lambda s, st: service("exchange.services.open_reconciliation")(s, _org(st), b"x", name="x.csv"),
    ),
    Deed("have an export laid by a job", _lay_by_job),
    Deed(
        "lay an export beside the base",
        lambda s, st: service("exchange.services.lay_beside")(s, st.laid["willow"]),
    ),
    Deed(
        "match the columns of an export",
        lambda s, st: service("exchange.services.match_columns")(s, st.laid["willow"], []),
    ),
    Deed(
        "stop laying an export",
        lambda s, st: service("exchange.services.stop_reconciling")(s, st.laid["willow"]),
    ),
    Deed(
        "leave a difference for now",
        lambda s, st: service("exchange.services.leave_for_now")(s, st.differing["willow"].pk, why="xxxx"),
    ),
    Deed("look at the differences", lambda s, st: service("exchange.services.remember_list")(s, _org(st))),
    Deed(
        "open the differences in clear",
        lambda s, st: service("exchange.services.open_list_in_clear")(s, _org(st), why="xxxx"),
    ),
    Deed("finish the week", lambda s, st: service("exchange.services.finish_week")(s, _org(st))),
    Deed("export a roster", lambda s, st: service("members.services.export_roster")(s, _org(st))),
    Deed(
        "export a roster in clear",
        lambda s, st: service("members.services.export_in_clear")(s, _org(st), why="xxxx"),
    ),
    Deed("print forms", lambda s, st: service("members.services.print_forms")(s, _org(st))),
    Deed(
        "print forms in clear",
        lambda s, st: service("members.services.print_forms_in_clear")(s, _org(st), why="xxxx"),
    ),
    Deed(
        "print a form",
        lambda s, st: service("members.services.print_form")(s, st.world.people["member"].pk),
    ),
    Deed(
        "print a form in clear",
        lambda s, st: service("members.services.print_form")(s, st.world.people["member"].pk, why="xxxx"),
    ),
    Deed(
        "report a quarter",
        lambda s, st: service("meetings.papers.quarter.report_quarter")(s, _org(st), year=2026, number=3),
    ),
    Deed(
        "page: print a sheet to sign",
        _page("meetings.sign_in", lambda st: {"org": st.world.orgs["willow"].pk, "kind": "assembly"}),
    ),
    Deed(
        "open records for an examiner",
        lambda s, st: service("orgs.services.examining.open_records")(
            s,
            [_org(st)],
            "x",
            reads_from=DAY,
            reads_until=DAY,
            lapses_on=clock.today() + timedelta(days=7),
            basis="x",
        ),
    ),
    Deed(
        "page: record a meeting",
        _page("meetings.record", lambda st: {"org": st.world.orgs["willow"].pk, "kind": "assembly"}),
    ),
    Deed(
        "page: plan a meeting",
        _page("meetings.plan", lambda st: {"org": st.world.orgs["willow"].pk, "kind": "assembly"}),
    ),
    Deed("page: change a plan", _page("meetings.change", lambda st: {"pk": st.plans["willow"].pk})),
    Deed(
        "page: decline for a branch",
        _page("meetings.decline", lambda st: {"pk": st.extra["invitation:willow"].pk}),
    ),
    Deed(
        "page: send a record back", _page("meetings.send_back", lambda st: {"pk": st.meetings["willow"].pk})
    ),
    Deed(
        "page: correct a record",
        _page("meetings.correct", lambda st: {"pk": st.meetings["willow"].pk, "about": "place"}),
    ),
    Deed("page: add a scan", _page("meetings.add_scan", lambda st: {"pk": st.meetings["willow"].pk})),
    Deed(
        "page: explain",
        _page(
            "meetings.unheld",
            lambda st: {"org": st.world.orgs["willow"].pk, "kind": "lesson", "period": "2026Q2"},
        ),
    ),
    Deed(
        "page: take an explanation back",
        _page("meetings.held_after_all", lambda st: {"pk": st.extra["unheld:willow"].pk}),
    ),
    Deed("page: withdraw a meeting", _page("meetings.withdraw", lambda st: {"pk": st.meetings["willow"].pk})),
    Deed(
        "api: the roll",
        lambda s, st: service("meetings.api.roll").__wrapped__(
            None, _seeing(s), org=st.world.orgs["willow"].pk, on=DAY
        ),
    ),
    Deed(
        "record a training",
        lambda s, st: service("learning.services.record_training")(
            s, _org(st, "east"), title="x", from_on=DAY, until=DAY, hours=8, people=[]
        ),
    ),
    Deed(
        "withdraw a training",
        lambda s, st: service("learning.services.withdraw_training")(s, _training(st), why="xx"),
    ),
    Deed("page: record a training", _page("learning.train", lambda st: {"org": st.world.orgs["east"].pk})),
    Deed(
        "page: withdraw a training",
        _page("learning.withdraw", lambda st: {"pk": st.extra["training:east"].pk}),
    ),
    Deed(
        "command: record a training",
        lambda s, st: service("site.commands.training.run")(
            Namespace(
                org="east",
                file="/dev/null",
                title="x",
                from_on="2026-03-01",
                until=None,
                hours="8",
                place="",
                json=True,
                as_login=st.extra["login:auditor"],
            )
        ),
    ),
    Deed(
        "say where the seal lies",
        lambda s, st: service("handover.services.note_keeping")(
            s, st.world.orgs["willow"], thing="seal", where_it_lies="x"
        ),
    ),
    Deed(
        "command: the handover of a branch",
        lambda s, st: service("site.commands.handover.run")(
            Namespace(org="willow", to=None, json=True, as_login=st.extra["login:member"])
        ),
    ),
    Deed(
        "api: the calendar",
        lambda s, st: service("site.api.hall.calendar").__wrapped__(
            None, _seeing(s), org=st.world.orgs["willow"].pk
        ),
    ),
    Deed(
        "api: the handover",
        lambda s, st: service("site.api.hall.handover").__wrapped__(
            None, _seeing(s), org=st.world.orgs["willow"].pk
        ),
    ),
    Deed(
        "api: the hours of a branch",
        lambda s, st: service("learning.api.branch_study").__wrapped__(
            None, s, org=st.world.orgs["willow"].pk, year=2026
        ),
    ),
    Deed(
        "api: the marks",
        lambda s, st: service("meetings.api.marks").__wrapped__(
            None, _seeing(s), plan=st.running["willow"].pk
        ),
    ),
    Deed(
        "command: print slips as one who may not",
        lambda s, st: service("site.commands.accounts.run")(
            Namespace(
                org="willow",
                to="/dev/null/slips",
                days=1,
                site="",
                json=True,
                as_login=st.extra["login:member"],
            )
        ),
    ),
)
