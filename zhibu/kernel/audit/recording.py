"""Writing one row of the trace: cheap, append-only, and without any value that is kept sealed elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from django.db import connections

from zhibu.kernel.fields import masks
from zhibu.kernel.ids import uuid7s
from zhibu.kernel.scope import Scope

DONE, REFUSED = "done", "refused"

# Names under which a secret would come: a programmer's mistake, so it is refused and not hidden.
_SEALED_NAMES = re.compile(
    r"id_?(?:number|card)|phone|mobile|address|password|passw|secret|otp|cookie|biometric"
)
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_SUSPECT = re.compile(r"\d{11}|\0")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")

_INSERT = """
INSERT INTO kernel_audit (actor, actor_name, office, purpose, action, outcome, detail, id, subject)
SELECT %s::uuid, %s, %s, %s, %s, %s, %s::jsonb, * FROM unnest(string_to_array(%s, ',')::uuid[], %s::text[])
"""


def record(
    action: str, /, *, scope: Scope | None = None, subject: str = "", outcome: str = DONE, **detail: Any
) -> None:
    """Write down that `action` ("context.verb") was done, in the running transaction: both or neither stay.

    `detail` holds texts, whole numbers, truth values, None, or lists of them. Raises ValueError for a
    sealed value or the name of one, TypeError for anything that is not plain.
    """
    _insert("default", statement_for(action, [subject], scope=scope, outcome=outcome, **detail))


def record_many(
    action: str, /, subjects: Sequence[str], *, scope: Scope | None = None, **detail: Any
) -> None:
    """The same deed done to many: one row for each subject, written in one statement."""
    _insert("default", statement_for(action, subjects, scope=scope, **detail))


def record_aside(
    action: str, /, *, scope: Scope | None = None, subject: str = "", outcome: str = DONE, **detail: Any
) -> None:
    """The same as `record`, on a connection of its own: what a rollback must not hide, such as a refusal."""
    _insert("aside", statement_for(action, [subject], scope=scope, outcome=outcome, **detail))


def statement_for(
    action: str,
    subjects: Sequence[str],
    /,
    *,
    scope: Scope | None = None,
    outcome: str = DONE,
    **detail: Any,
) -> tuple[str, list[Any]]:
    """The statement that writes a row for each subject, for who sends it together with others."""
    if "." not in action:
        raise ValueError(f"an action is context.verb, not {action!r}")
    if outcome not in {DONE, REFUSED}:
        raise ValueError(f"an outcome is {DONE} or {REFUSED}, not {outcome!r}")
    who = (scope.actor or None, scope.name[:60], scope.office, scope.purpose) if scope else (None, "", "", "")
    ids, told = ",".join(map(str, uuid7s(len(subjects)))), [_masked(subject)[:120] for subject in subjects]
    return _INSERT, [*who, action, outcome, _body(detail), ids, told]


def _insert(using: str, statement: tuple[str, list[Any]]) -> None:
    # Not through the model: RETURNING would need the right to read what one may only add.
    with connections[using].cursor() as cursor:
        cursor.execute(*statement)


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
    if not _SUSPECT.search(value):
        return value
    value = _ID_NUMBER.sub(lambda found: masks.id_number(found.group()), value.replace("\0", ""))
    return _MOBILE.sub(lambda found: masks.phone(found.group()), value)
