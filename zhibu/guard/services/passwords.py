"""Passwords: judged, kept as argon2id, compared in the same time whether or not the login exists."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.guard.models import Account, Code, Session
from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope

from . import lockout
from .sessions import _end_all

LEAST_LETTERS = 10  # as AUTH_PASSWORD_VALIDATORS says
FRESH_CODE = timedelta(minutes=10)  # so long after a paper code the forgotten password need not be known


def password_is(account: Account | None, password: str) -> bool:
    """Whether this is the account's password. Takes as long for no account, or one without a password."""
    kept = account.password if account is not None and account.password else _nobodys()
    return check_password(password, kept) and account is not None and bool(account.password)


@cache
def _nobodys() -> str:
    """A hash that no password opens, as costly as a real one."""
    return make_password("\0nobody")


def needs_old_password(session: Session) -> bool:
    """Not where there is none, where it has just been reset, or right after signing in by a paper code."""
    account = session.person.account
    if not account.password or account.must_change:
        return False
    return not (session.how == "code" and clock.now() - session.made_at <= FRESH_CODE)


def set_password(scope: Scope, session: Session, *, new: str, old: str = "") -> None:
    """Set one's own password. Every other device, every token and unused slip of the person ends.

    Raises ValidationError naming the field: old, new.
    """
    scope.require_own("guard.prove", session.person_id)
    account = session.person.account
    if needs_old_password(session):
        left = lockout.count(lockout.OWN_PASSWORD, scope.actor)
        if not password_is(account, old):
            audit.record_aside("guard.change_password", scope=scope, outcome="refused")
            raise ValidationError({"old": [_("原密码不对。"), lockout.told(left)]})
        lockout.forget(lockout.OWN_PASSWORD, scope.actor)
    _judge(new, account)
    account.password, account.must_change = make_password(new), False
    account.save(update_fields=["password", "must_change"])
    Code.objects.filter(person_id=account.pk, used_at=None, ended_at=None).update(ended_at=clock.now())
    _end_all(account.pk, "new_password", session)
    audit.record("guard.change_password", scope=scope, subject=f"person:{account.pk}")


def _judge(new: str, account: Account) -> None:
    """What is wrong with a password, all of it at once, in words of the house."""
    said = {
        "password_too_short": _("至少要 %(least)d 个字符。") % {"least": LEAST_LETTERS},
        "password_too_common": _("这个密码太常见，容易被猜到。"),
        "password_entirely_numeric": _("不能全是数字，请加上字母或汉字。"),
    }
    problems: list[str] = []
    try:
        validate_password(new)
    except ValidationError as wrong:
        problems = [said.get(error.code or "", error.messages[0]) for error in wrong.error_list]
    if account.login and account.login in new.lower():
        problems.append(_("不要把登录名放进密码里。"))
    if new and password_is(account, new):
        problems.append(_("和原来的密码一样，请换一个。"))
    if problems:
        raise ValidationError({"new": problems})
