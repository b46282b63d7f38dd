"""The one question that crosses every wall, asked for many numbers at once."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from zhibu.kernel import audit
from zhibu.kernel.scope import Refused, Scope

from .pouring import BYTES, as_text

ASKED = "members.identities_asked"
_HELD = f"SELECT answer, held FROM zhibu.identities_held({BYTES}, %s)"  # noqa: S608 - our own words


def held_anywhere(scope: Scope, marks: Collection[bytes], *, numbers: int) -> set[bytes]:
    """Which of these marks of identity numbers stand on some card; nobody learns on whose or where.

    Each asking is written down on a connection of its own, with how many numbers it was about. Raises
    ValidationError where somebody has asked for too many within the hour: the database counts.
    """
    if not marks:
        return set()
    if scope.purpose != "house":
        audit.record_aside(ASKED, scope=scope, numbers=numbers)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [as_text(marks), numbers])
        answer, held = cursor.fetchone()
    if answer is None:
        raise Refused(ASKED)
    if answer == "enough":
        raise ValidationError(
            _("一小时内查对的身份证号太多，请过一小时再来，或者分给上级党委导入。"), code="enough"
        )
    return {bytes(mark) for mark in held}
