"""Accounts are made, opened again by a slip of paper, closed; slips are printed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Account, Code, Person
from zhibu.guard.secrets import digest, new_code, printed
from zhibu.guard.selectors import account_in_charge
from zhibu.kernel import audit, clock
from zhibu.kernel.names import spelling
from zhibu.kernel.scope import Refused, Scope

from .sessions import end_sessions
from .signing_in import tidy_login

PRINTERS = frozenset({"members.slips", "guard.accounts"})  # duties of the pages that print slips
SLIP_DAYS = 30
RESET_DAYS = 7
_LOGIN = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff._-]{2,39}")


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip of paper. `code` is in two groups, and is known to nobody else."""

    name: str
    login: str
    code: str


def suggest_login(name: str) -> str:
    """A free sign-in name: the name's sound and three digits, 张小明 → zhangxiaoming527.

    The database answers whether one is taken and to nobody whose it is.
    """
    sound = "".join(c for c in spelling(name) if c.isascii() and c.isalnum())[:30] or "dangyuan"
    for digits in (3, 3, 3, 4, 4, 6, 8):
        login = f"{sound}{secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1)}"
        if not _is_taken(login):
            return login
    raise ValidationError({"login": _("没有找到可用的登录名，请自己写一个。")})


def make_account(scope: Scope, person: Person, login: str, *, must_change: bool = False) -> Account:
    """An account without a password: it is entered by the code of a slip, made next.

    With `must_change` the first thing asked for is a password. Who may is bounded by the walls of the
    database: the branch's secretary for its members, the system administrator for holders of offices.
    Raises ValidationError, Refused.
    """
    login = tidy_login(login)
    if not _LOGIN.fullmatch(login):
        raise ValidationError({"login": _("登录名用 3–40 个小写字母、数字或汉字，中间可以有 . _ -。")})
    if _is_taken(login):
        raise ValidationError({"login": _("这个登录名已经有人用了。")})
    account = Account(person=person, login=login, must_change=must_change)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except ProgrammingError as walled:
        raise Refused("guard.make_account", f"person:{person.pk}") from walled
    audit.record("guard.make_account", scope=scope, subject=f"person:{person.pk}", login=login)
    return account


def make_codes(scope: Scope, person_ids: Iterable[UUID], *, days: int = SLIP_DAYS) -> list[Slip]:
    """A one-time code for each person, in the order asked; unused codes printed before end.

    Whoever has no account gets one. The caller has checked over whom the duty reaches, and the walls of
    the database let nobody print a code for a person beyond the grant: Refused. Raises ValidationError for
    a closed account.
    """
    if not PRINTERS & scope.duties:
        raise Refused("guard.make_codes")
    wanted = list(person_ids)
    people = Person.objects.in_bulk(wanted)
    missing = [pk for pk in wanted if pk not in people]
    if missing:
        raise Refused("guard.make_codes", f"person:{missing[0]}")
    accounts = Account.objects.in_bulk(wanted)
    shut = [people[pk].name for pk, account in accounts.items() if account.closed_at is not None]
    if shut:
        raise ValidationError(_("账号已关闭，不能打印登录码：%(names)s。") % {"names": _("、").join(shut)})
    for pk in wanted:
        if pk not in accounts:
            accounts[pk] = make_account(scope, people[pk], suggest_login(people[pk].name))
    Code.objects.filter(person_id__in=wanted, used_at=None, ended_at=None).update(ended_at=clock.now())
    slips = [Slip(people[pk].name, accounts[pk].login, new_code()) for pk in wanted]
    rows = [
        Code(
            person_id=pk,
            digest=digest(slip.code),
            made_by=UUID(scope.actor) if scope.actor else None,
            made_by_name=scope.name[:60],
            expires_on=clock.today() + timedelta(days=days),
        )
        for pk, slip in zip(wanted, slips, strict=True)
    ]
    try:
        with transaction.atomic():
            Code.objects.bulk_create(rows)
    except ProgrammingError as walled:
        raise Refused("guard.make_codes") from walled
    for pk in wanted:
        audit.record("guard.make_code", scope=scope, subject=f"person:{pk}", days=days)
    return [Slip(slip.name, slip.login, printed(slip.code)) for slip in slips]


def open_account(scope: Scope, person: Person) -> Slip:
    """The system administrator gives a holder of an office an account; returns the slip to hand over."""
    _require_other(scope, person.pk)
    if Account.objects.filter(pk=person.pk).exists():
        raise ValidationError(_("这位同志已经有账号。"))
    make_account(scope, person, suggest_login(person.name), must_change=True)
    return make_codes(scope, [person.pk], days=RESET_DAYS)[0]


def reset_account(scope: Scope, person: UUID) -> Slip:
    """The password is forgotten or feared known: it ends with every session, and a slip opens the account.

    The second factor stays: who prints the slip cannot enter with it.
    """
    account = _in_charge(scope, person)
    if account.closed_at is not None:
        raise ValidationError(_("账号已关闭，请先恢复。"))
    account.password, account.must_change = "", True
    account.save(update_fields=["password", "must_change"])
    end_sessions(account.pk, why="reset")
    audit.record("guard.reset_account", scope=scope, subject=f"person:{account.pk}")
    return make_codes(scope, [account.pk], days=RESET_DAYS)[0]


def close_account(scope: Scope, person: UUID, *, why: str) -> None:
    """Nobody signs in with it any more, and who is inside is out at the next request."""
    account = _in_charge(scope, person)
    if not why.strip():
        raise ValidationError({"why": _("请写明原因。")})
    if account.closed_at is not None:
        return
    account.closed_at = clock.now()
    account.save(update_fields=["closed_at"])
    Code.objects.filter(person_id=account.pk, used_at=None, ended_at=None).update(ended_at=clock.now())
    end_sessions(account.pk, why="closed")
    audit.record("guard.close_account", scope=scope, subject=f"person:{account.pk}", why=why)


def reopen_account(scope: Scope, person: UUID) -> None:
    """A closed account may be signed in to again, with the password it had."""
    account = _in_charge(scope, person)
    account.closed_at = None
    account.save(update_fields=["closed_at"])
    audit.record("guard.reopen_account", scope=scope, subject=f"person:{account.pk}")


def _in_charge(scope: Scope, person: UUID) -> Account:
    """The account of another person in this administrator's charge. Raises Refused, Http404."""
    _require_other(scope, person)
    return account_in_charge(scope, person)


def _require_other(scope: Scope, person: UUID) -> None:
    if not scope.may("guard.accounts") or scope.actor == str(person):
        raise Refused("guard.accounts", f"person:{person}")


def _is_taken(login: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.login_taken(%s)", [login])
        taken = cursor.fetchone()[0]
    if taken is None:
        raise Refused("guard.make_account")
    return bool(taken)
