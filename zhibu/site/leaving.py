"""`zhibu export-all`: everything that was recorded, in one package to take along."""

from __future__ import annotations

import getpass
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext

from zhibu.guard import services as guard
from zhibu.guard.selectors import NoSuchLogin, person_by_login
from zhibu.kernel import audit
from zhibu.kernel.models import Installation
from zhibu.kernel.scope import DOOR, WORK_SECONDS, Scope, wear
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble
from zhibu.members.models import Member
from zhibu.ops.leaving import packing

from . import scopes

ENOUGH_WORDS = 4


@contextmanager
def one_moment() -> Iterator[None]:
    """What others write meanwhile is not seen: the tables fit each other."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def take_along(args: Namespace) -> dict[str, Any]:
    """Write the package and the trace of it. Raises Trouble, then neither is there."""
    with one_moment():
        return _take_along(args)


def _take_along(args: Namespace) -> dict[str, Any]:
    scope = _who(args)
    why = (args.purpose or "").strip()
    if args.in_clear:
        _may_open(scope, args, why)
    name = Installation.objects.values_list("name", flat=True).first() or gettext("支部")
    place = Path(args.place).expanduser().absolute()
    made = packing.pack(place, name=name, clear=args.in_clear)
    audit.record("ops.take_along", scope=scope, subject="installation", clear=args.in_clear, why=why)
    if args.in_clear:
        guard.remember_viewings(
            scope,
            list(Member.objects.order_by("pk").values_list("pk", flat=True)),
            office=gettext("系统管理员"),
            what=gettext("整套带走，号码、电话、住址是全文"),
            why=why,
            action="members.unseal",
        )
    return made.as_json()


def _who(args: Namespace) -> Scope:
    """Under the named login's hat of an administrator; without a name, the keeper of the machine."""
    if not args.as_login:
        scope = scopes.house(getpass.getuser())
        wear(scope, seconds=WORK_SECONDS)
        return scope
    wear(DOOR)
    try:
        hats = scopes.grants(person_by_login(args.as_login))
    except NoSuchLogin:
        raise Trouble("login", _("没有登录名 {login}。").format(login=args.as_login)) from None
    mine = [hat for hat in hats if hat.may("ops.leave")]
    if not mine:
        raise Trouble("duty", _("只有系统管理员能把全部数据带走。"))
    scope = mine[0]
    wear(scope, seconds=WORK_SECONDS)
    return scope


def _may_open(scope: Scope, args: Namespace, why: str) -> None:
    """In clear only by name, with a reason, and with the second factor at hand."""
    if not args.as_login:
        raise Trouble("as", _("全文要具名：请写 --as 系统管理员的登录名。"))
    if len(why) < ENOUGH_WORDS:
        raise Trouble("purpose", _("全文要写明用途：--purpose，至少四个字，每位党员看得到。"))
    try:
        guard.prove_at_terminal(scope, args.code or "")
    except ValidationError as problem:
        raise Trouble("code", " ".join(problem.messages)) from None
