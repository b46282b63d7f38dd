"""The addresses of papers: a page of what can be printed, the files themselves, the quarter's report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, paper
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import finished, page
from zhibu.kernel.web.said import go, said
from zhibu.meetings import ahead
from zhibu.meetings.models import Plan
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import before, inspecting, minutes, pages, selectors, words
from . import quarter as quarters
from . import workbook as book
from .forms import PeriodForm, this_year

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOLDER = "meetings/papers/"


@page("meetings.see")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """报表与打印: the papers of a branch; above it, who has handed in the quarter."""
    where = orgs.org(scope, _number(request, "org") or scope.org or 0)
    context = pages.papers(scope, where, clock.today())
    name = "meetings/papers/below.html" if where.above_branch else "meetings/papers/index.html"
    return render(request, name, {"where": where, **context})


@page("meetings.see")
def minutes_pdf(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """会议记录 or 主题党日记录, with the reasons of leave that the page itself would show."""
    record = selectors.record(scope, pk)
    _trace(scope, "minutes", f"meeting:{pk}")
    made = paper.pdf(minutes.template(record.meeting), minutes.minutes(record), on=record.meeting.held_on)
    return finished(made, PDF, filename=f"{minutes.name_of(record)}.pdf")


@page("meetings.see")
def minutes_word(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The same, to be edited."""
    record = selectors.record(scope, pk)
    _trace(scope, "minutes", f"meeting:{pk}")
    made = paper.word(minutes.template(record.meeting).replace(".typ", ".docx"), minutes.minutes(record))
    return finished(made, WORD, filename=f"{minutes.name_of(record)}.docx")


@page("meetings.see")
def resolution(request: HttpRequest, scope: Scope, pk: int, row: int) -> HttpResponse:
    """支部党员大会决议."""
    record = selectors.record(scope, pk)
    resolved = selectors.resolution(record, row)
    _trace(scope, "resolution", f"meeting:{pk}")
    made = paper.pdf(
        FOLDER + "resolution.typ", minutes.resolution(record, resolved), on=record.meeting.held_on
    )
    return finished(made, PDF, filename=f"{minutes.name_of(record)}决议.pdf")


@page("meetings.see")
def signed(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """签到册 of a meeting that was held: the frozen list with what was ticked. Reasons are not on it."""
    record = selectors.record(scope, pk)
    _trace(scope, "sign_in", f"meeting:{pk}")
    made = paper.pdf(FOLDER + "sign_in.typ", minutes.signed(record), on=record.meeting.held_on)
    return finished(made, PDF, filename=f"{minutes.name_of(record)}签到册.pdf")


@page("meetings.record")
def sign_in(request: HttpRequest, scope: Scope, org: int, kind: str) -> HttpResponse:
    """签到册 with the names of that day's roll, to be signed."""
    plan = _before(request, scope, org, kind)
    _trace(scope, "sign_in", f"org:{org}")
    made = paper.pdf(FOLDER + "sign_in.typ", before.sign_in(plan), on=plan.held_on)
    return finished(made, PDF, filename=f"{plan.branch.short_name}{words.kind(kind)}签到册.pdf")


@page("meetings.record")
def chairing(request: HttpRequest, scope: Scope, org: int, kind: str) -> HttpResponse:
    """主持词, to be edited."""
    plan = _before(request, scope, org, kind)
    _trace(scope, "chairing", f"org:{org}")
    made = paper.word(FOLDER + "chairing.docx", before.chairing(plan))
    return finished(made, WORD, filename=f"{plan.branch.short_name}{words.kind(kind)}主持词.docx")


@page("meetings.compile")
def workbook_pdf(request: HttpRequest, scope: Scope, org: int) -> HttpResponse:
    """支部工作手册 of a period."""
    return _workbook(request, scope, org, word=False)


@page("meetings.compile")
def workbook_word(request: HttpRequest, scope: Scope, org: int) -> HttpResponse:
    """The same, to be edited."""
    return _workbook(request, scope, org, word=True)


def _workbook(request: HttpRequest, scope: Scope, org: int, *, word: bool) -> HttpResponse:
    branch = selectors.branch(scope, org)
    form = PeriodForm(request.GET or this_year())
    if not form.is_valid():
        context = pages.papers(scope, branch, clock.today()) | {"form": form}
        return render(request, "meetings/papers/index.html", {"where": branch, **context}, status=422)
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    facts = book.workbook(scope, branch, since, until)
    _trace(scope, "workbook", f"org:{org}")
    name = f"{branch.short_name}工作手册{since}至{until}"
    if word:
        return finished(paper.word(FOLDER + "workbook.docx", facts), WORD, filename=f"{name}.docx")
    return finished(paper.pdf(FOLDER + "workbook.typ", facts, on=until), PDF, filename=f"{name}.pdf")


@page("meetings.see")
def quarter(request: HttpRequest, scope: Scope, org: int, year: int, number: int) -> HttpResponse:
    """核对 → 报送: the figures of a quarter, each leading to its records; one button hands them in."""
    branch = selectors.branch(scope, org)
    found = _quarter(scope, branch, year, number)
    problem, status = "", 200
    if request.method == "POST":
        try:
            quarters.report_quarter(scope, branch, year=year, number=number)
            return go(reverse("meetings.quarter", args=[org, year, number]), "reported")
        except ValidationError as refused:
            problem, status = " ".join(refused.messages), 422
    words_ = {"reported": _("已经报送。以后记录有更正，这里会注明，可以再报一次。")}
    context = pages.quarter_page(scope, found) | {"problem": problem, "messages": said(request, words_)}
    return render(request, "meetings/papers/quarter.html", context, status=status)


@page("meetings.see")
def quarter_pdf(request: HttpRequest, scope: Scope, org: int, year: int, number: int) -> HttpResponse:
    branch = selectors.branch(scope, org)
    found = _quarter(scope, branch, year, number)
    _trace(scope, "quarter", f"org:{org}")
    made = paper.pdf(FOLDER + "quarter.typ", quarters.form(found), on=found.period.last)
    return finished(made, PDF, filename=f"{branch.short_name}{year}年第{number}季度三会一课情况表.pdf")


@page("meetings.inspect")
def inspection(request: HttpRequest, scope: Scope) -> HttpResponse:
    """迎检: which units, which period, which records; then what there is, what is missing, and the book."""
    form, offer = pages.asking(scope, request.GET)
    context: dict[str, Any] = {"form": form, "offer": offer, "found": None}
    if form.is_valid():
        context |= pages.looked_up(scope, offer.units, form.cleaned_data)
        context["book_url"] = f"{reverse('meetings.inspection_book')}?{request.GET.urlencode()}"
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "meetings/papers/inspection.html", context, status=status)


@page("meetings.inspect")
def inspection_book(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The book of an inspection as one PDF."""
    form, offer = pages.asking(scope, request.GET)
    context: dict[str, Any] = {"form": form, "offer": offer, "found": None}
    if not form.is_valid():
        return render(request, "meetings/papers/inspection.html", context, status=422)
    found = pages.looked_up(scope, offer.units, form.cleaned_data)
    if found["too_many"]:
        context |= {"book_url": "", **found}
        return render(request, "meetings/papers/inspection.html", context, status=422)
    _trace(scope, "inspection", "", meetings=len(found["found"]))
    facts = inspecting.book(
        found["found"],
        found["units"],
        found["branches"],
        form.cleaned_data["since"],
        form.cleaned_data["until"],
        form.cleaned_data["kind"],
    )
    made = paper.pdf(FOLDER + "inspection.typ", facts, on=form.cleaned_data["until"], seconds=60)
    name = f"组织生活记录汇编{form.cleaned_data['since']}至{form.cleaned_data['until']}.pdf"
    return finished(made, PDF, filename=name)


def _before(request: HttpRequest, scope: Scope, org: int, kind: str) -> Plan:
    """The plan that is asked for (`?plan=`); where there is none, what such a meeting is like as a rule."""
    where = selectors.meeting_place(scope, org, kind)
    scope.require("meetings.record", where.path)
    asked = _number(request, "plan")
    if asked:
        return selectors.plan(scope, where, kind, asked)
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = clock.today()
    return ahead.usual(scope, where, kind, max(day, clock.today()))


def _quarter(scope: Scope, branch: Org, year: int, number: int) -> quarters.Quarter:
    if not 1 <= number <= 4 or not branch.founded_on.year <= year <= clock.today().year:
        raise Http404
    return quarters.quarter(scope, branch, year, number)


def _trace(scope: Scope, what: str, subject: str, *, meetings: int = 1) -> None:
    """A paper leaves the system: who took which one stays written down."""
    audit.record("meetings.print", scope=scope, subject=subject, paper=what, meetings=meetings)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
