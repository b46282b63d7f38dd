"""Jobs for tests. What they do is a row in the audit for each step: it is there after the commit, or not."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from zhibu.kernel import audit
from zhibu.kernel.jobs import Run, work
from zhibu.kernel.scope import Scope


@work("suite.count")
def count(scope: Scope, run: Run, *, steps: int, pause: float) -> dict[str, Any]:
    for step in range(steps):
        run.reached(step, steps)
        audit.record("suite.step", scope=scope, step=step)
        time.sleep(pause)
    return {"counted": steps}


@work("suite.sleep")
def sleep(scope: Scope, run: Run) -> None:
    """One long question to the database, without a step in it."""
    audit.record("suite.step", scope=scope)
    run.reached(1, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(120)")


@work("suite.break")
def fail(scope: Scope, run: Run) -> None:
    audit.record("suite.step", scope=scope)
    raise ZeroDivisionError("张小明的身份证号")


@work("suite.refuse")
def refuse(scope: Scope, run: Run) -> None:
    audit.record("suite.step", scope=scope)
    raise ValidationError("这批已经导入。")


@work("suite.crash")
def crash(scope: Scope, run: Run) -> None:
    """Takes the whole worker with it."""
    os.kill(os.getpid(), signal.SIGKILL)


@work("suite.see")
def see(scope: Scope, run: Run) -> dict[str, Any]:
    """What can be seen under the grant worn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM members_member")
        return {"cards": cursor.fetchone()[0], "office": scope.office, "actor": scope.actor}
