"""The copy of one's own data that a person may take along (个人信息保护法 第四十五条)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from zhibu.kernel import audit
from zhibu.kernel.scope import Scope
from zhibu.members import selectors
from zhibu.members.models import Member


@transaction.atomic
def take_copy(scope: Scope, member: Member | None) -> dict[str, Any]:
    """Everything kept about the person who is acting, sealed fields in clear; the taking is written down."""
    scope.require_own("members.own", member.pk if member else scope.actor)
    audit.record("members.take_copy", scope=scope, subject=f"person:{scope.actor}")
    return selectors.everything(scope, member) | selectors.contributed(scope)
