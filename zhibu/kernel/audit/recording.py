"""Writing one row of the trace: cheap, append-only, and without any value that is kept sealed elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from django.db import connections

from zhibu.kernel.fields import masks
from zhibu.kernel.ids import uuid7
from zhibu.kernel.scope import Scope

DONE, REFUSED = "done", "refused"

# Names under which a secret would come: a programmer's mistake, so it is refused and not hidden.
_SEALED_NAMES = re.compile(
    r"id_?(?:number|card)|phone|mobile|address|password|passw|secret|otp|cookie|biometric"
)
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")

_INSERT = (
    "INSERT INTO kernel_audit (id, actor, actor_name, office, purpose, action, outcome, subject, detail) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)"
)

_INSERT_MANY = """
INSERT INTO kernel_audit (id, actor, actor_name, office, purpose, action, outcome, subject, detail)
SELECT r.id, who.actor, who.name, who.office, who.purpose, who.action, who.outcome, r.subject, who.detail
FROM (SELECT %s::uuid AS actor, %s AS name, %s AS office, %s AS purpose,
             %s AS action, %s AS outcome, %s::jsonb AS detail) who,
     unnest(%s::uuid[], %s::text[]) AS r (id, subject)
"""


def record(
    action: str, /, *, scope: Scope | None = None, subject: str = "", outcome: str = DONE, **detail: Any
) -> None:
    """Write down that `action` ("context.verb") was done, in the running transaction: both or neither stay.

    `detail` holds texts, whole numbers, truth values, None, or lists of them. Raises ValueError for a
    sealed value or the name of one, TypeError for anything that is not plain.
    """
    _insert("default", action, scope, subject, outcome, detail)


def record_many(
    action: str, /, subjects: Sequence[str], *, scope: Scope | None = None, **detail: Any
) -> None:
    """The same deed done to many: one row for each subject, written in one statement."""
    if "." not in action:
        raise ValueError(f"an action is context.verb, not {action!r}")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            _INSERT_MANY,
            [
                *_who(scope),
                action,
                DONE,
                _body(detail),
                [uuid7() for _ in subjects],
                [_masked(subject)[:120] for subject in subjects],
            ],
        )


def record_aside(
    action: str, /, *, scope: Scope | None = None, subject: str = "", outcome: str = DONE, **detail: Any
) -> None:
    """The same on a connection of its own: what a rollback must not hide, such as a refusal."""
    _insert("aside", action, scope, subject, outcome, detail)


def _insert(
    using: str, action: str, scope: Scope | None, subject: str, outcome: str, detail: dict[str, Any]
) -> None:
    if "." not in action:
        raise ValueError(f"an action is context.verb, not {action!r}")
    if outcome not in {DONE, REFUSED}:
        raise ValueError(f"an outcome is {DONE} or {REFUSED}, not {outcome!r}")
    # Not through the model: RETURNING would need the right to read what one may only add.
    with connections[using].cursor() as cursor:
        cursor.execute(
            _INSERT, [uuid7(), *_who(scope), action, outcome, _masked(subject)[:120], _body(detail)]
        )


def _who(scope: Scope | None) -> tuple[str | None, str, str, str]:
    return (
        (scope.actor or None, scope.name[:60], scope.office, scope.purpose) if scope else (None, "", "", "")
    )


def _body(detail: dict[str, Any]) -> str:
    return json.dumps({name: _plain(name, value) for name, value in detail.items()}, ensure_ascii=False)


def _plain(name: str, value: Any) -> Any:
    if _SEALED_NAMES.search(name):
        raise ValueError(f"{name!r} is kept sealed and has no place in the audit")
    if isinstance(value, list | tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, str):
        return _masked(value)
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"{name!r} is a {type(value).__name__}: the audit takes texts and whole numbers")


def _masked(value: str) -> str:
    """Numbers that people type into search boxes come masked; NUL, which jsonb cannot hold, goes."""
    value = _ID_NUMBER.sub(lambda found: masks.id_number(found.group()), value.replace("\0", ""))
    return _MOBILE.sub(lambda found: masks.phone(found.group()), value)
