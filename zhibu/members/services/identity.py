"""An identity number: is it right, does it say what the card says, is it held already."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import normal
from zhibu.kernel.norms import Level, judging
from zhibu.kernel.scope import Refused, Scope
from zhibu.members.models import Member

from .rules import is_held

ASKED = "members.identity_asked"


def read_identity(number: str) -> tuple[date, str]:
    """Birth and sex as an identity number says them. Raises ValidationError where the number is wrong."""
    plain = normal.id_number(number)
    verdict = judging("identity.number", clock.today())(number=plain, born_on=None, sex=None)
    if verdict.level != Level.KEPT:
        raise ValidationError({"id_number": verdict.because})
    return told_by(plain)


def told_by(plain: str) -> tuple[date, str]:
    """Birth and sex in a number that is right."""
    born_on = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    return born_on, "male" if int(plain[16]) % 2 else "female"


def refuse_held(scope: Scope, number: str, *, but: Member | None = None) -> None:
    """Raise ValidationError if the number is held by anybody, anywhere, other than `but`.

    This is the one question that crosses every wall, so each asking is written down on a connection of its
    own, and who asks more than sixty times an hour gets no answer.
    """
    if (
        but is not None
        and Member.objects.filter(Member.id_number.found_by(Member, number), pk=but.pk).exists()
    ):
        return
    if scope.purpose != "house":
        audit.record_aside(ASKED, scope=scope)
    marks = blind.candidates(normal.id_number(number), place=Member.id_number.place(Member))
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.identity_held(%s)", [marks])
        answer = cursor.fetchone()[0]
    if answer is None:
        raise Refused(ASKED)
    if answer == "enough":
        raise ValidationError(
            {"id_number": _("一小时内查对身份证号超过60次，请稍后再录；人数多的，请用表格导入。")}
        )
    if answer == "yes":
        raise ValidationError({"id_number": is_held()})
