"""The pages of what was taken on: the list of a branch, a new one, done with a word."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing
from zhibu.meetings import selectors, services
from zhibu.meetings.forms import DoneForm, MatterForm, take
from zhibu.orgs import selectors as orgs

from . import showing


@page("meetings.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What a branch and its groups have taken on."""
    where = orgs.org(scope, showing.number(request, "org") or scope.org or 0)
    if where.above_branch:
        raise Http404
    rows = selectors.matters(scope, where)
    context = {"where": where, "matters": rows, "today": clock.today()}
    context["open_still"] = sum(row.done_at is None for row in rows)
    words = {"done": _("记下了，这件事办完了。")}
    return showing.show(request, "matters", context | {"messages": said(request, words)})


@page("meetings.record")
def give(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Somebody takes something on: of a resolution (`?of=`), or of the meeting."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    asked = showing.number(request, "of")
    resolution = next((row for row in selectors.resolutions(meeting) if row.pk == asked), None)
    initial = {"what": resolution.text if resolution else ""}
    roll = selectors.attendances(meeting)
    form = MatterForm(request.POST or None, roll=roll, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            values = form.cleaned_data
            services.give_matter(
                scope,
                meeting,
                what=values["what"],
                owner=UUID(values["owner"]),
                due_on=values["due_on"],
                resolution=resolution,
            )
            return go(reverse("meetings.show", args=[meeting.pk]), "given")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "give_matter", {"meeting": meeting, "form": form}, status=status)


@page("meetings.see")
def done(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """It is done: one sentence, by the owner or at the desk."""
    matter = selectors.matter(scope, pk)
    own = str(matter.owner_id) == scope.actor
    if not own:
        scope.require("meetings.record", matter.branch.path)
    form = DoneForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.finish_matter(scope, matter, word=form.cleaned_data["word"])
            back = "/" if own else f"{reverse('meetings.matters')}?org={matter.branch_id}"
            return go(back, "done")
        except ValidationError as problem:
            take(form, problem)
    context = {"matter": matter, "form": form, "own": own}
    return showing.show(request, "matter_done", context, status=422 if form.is_bound else 200)
