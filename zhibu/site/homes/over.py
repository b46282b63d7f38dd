"""What was asked for and is over: the long jobs of the last day, on the first page of whoever asked."""

from __future__ import annotations

from zhibu.kernel import clock, jobs
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endings
from zhibu.kernel.web.parts import Todo


def over(scope: Scope) -> list[Todo]:
    return list(endings.told(scope, jobs.ended(scope, clock.now())).values())
