"""会后一问: the branch asks one question after a meeting; whoever was there answers once, without a name."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Refused, Scope
from zhibu.meetings.models import Echo, Meeting

LONGEST = 40


@transaction.atomic
def ask_echo(scope: Scope, meeting: Meeting, *, text: str, choices: Sequence[str]) -> Echo:
    """Put one question, with three to five answers to choose from, to whoever was at the meeting."""
    scope.require("meetings.record", meeting.branch.path)
    if meeting.withdrawn:
        raise ValidationError(_("这份记录已经撤回。"))
    fewest, most = Echo.CHOICES
    given = [choice.strip() for choice in choices if choice.strip()]
    if not fewest <= len(given) <= most:
        words = {"fewest": fewest, "most": most}
        raise ValidationError({"choices": _("请写 %(fewest)d 到 %(most)d 个可选的答案。") % words})
    if len(set(given)) < len(given):
        raise ValidationError({"choices": _("有两个答案是一样的，请改写一个。")})
    if any(len(choice) > LONGEST for choice in given):
        raise ValidationError({"choices": _("答案最多 %(n)d 个字。") % {"n": LONGEST}})
    row = Echo(
        branch=meeting.branch,
        meeting=meeting,
        text=text.strip(),
        choices=given,
        asked_by=scope.actor or None,
        asked_by_name=scope.name,
    )
    row.full_clean(exclude=["branch", "meeting"], validate_unique=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError(_("这次会已经问过一个问题了。")) from twice
    audit.record("meetings.ask_echo", scope=scope, subject=f"meeting:{meeting.pk}")
    return row


def answer_echo(scope: Scope, echo: Echo, choice: int) -> None:
    """Answer it, once. Not audited: a trace of who answered when would undo what has no name."""
    scope.require("meetings.see", echo.branch.path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.echo_answer(%s, %s)", [echo.pk, choice])
        answer = cursor.fetchone()[0]
    if answer == "absent":
        raise Refused("meetings.see", f"meeting:{echo.meeting_id}")
    if answer == "nothing":
        raise ValidationError({"choice": _("请选一个答案。")})
    if answer == "twice":
        raise ValidationError(_("您已经答过了，每人答一次。"))
    if answer == "closed":
        raise ValidationError(_("这一问已经结束，不再收答案。"))


@transaction.atomic
def close_echo(scope: Scope, echo: Echo) -> None:
    """Close it for good; from five answers on the branch now sees how many chose what."""
    scope.require("meetings.record", echo.branch.path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.echo_close(%s, %s, %s)", [echo.pk, scope.name, clock.now()])
        if not cursor.fetchone()[0]:
            raise ValidationError(_("这一问已经结束了。"))
    audit.record("meetings.close_echo", scope=scope, subject=f"meeting:{echo.meeting_id}")
