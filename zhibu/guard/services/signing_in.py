"""Somebody at the door proves who they are: by password, or by the code on a slip of paper."""

from __future__ import annotations

import unicodedata

from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.guard.models import Account, Code, Person, Session
from zhibu.guard.secrets import CODE_LENGTH, digest, typed
from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope

from . import lockout
from .at_door import at_door
from .passwords import password_is
from .sessions import end_session, open_session


def tidy_login(login: str) -> str:
    """A login as it is kept: narrow letters, small, no blanks."""
    return "".join(unicodedata.normalize("NFKC", login).split()).lower()


def sign_in_by_password(
    scope: Scope, *, login: str, password: str, address: str, device: str, instead: Session | None = None
) -> str:
    """Returns the secret of the new session's cookie; the session `instead` ends.

    Raises ValidationError, and lockout.Locked after too many wrong tries; the answer is the same, and
    takes as long, whether the login does not exist or the password is wrong.
    """
    login = tidy_login(login)
    try:
        left = lockout.count(lockout.PAIR, login, address)
        lockout.count(lockout.ADDRESS, address)
    except lockout.Locked:
        _refused(None, how="password", locked=True)
        raise
    with at_door(scope):
        account = _open_account(login)
        if not password_is(account, password):
            _refused(account, how="password", locked=False)
            raise ValidationError([_("登录名或密码不对。"), lockout.told(left)])
        assert account is not None  # else password_is would not have said so
        _keep_costly(account, password)
        secret = _enter(account.person, how="password", device=device, instead=instead)
    lockout.forget(lockout.PAIR, login, address)
    lockout.give_back(lockout.ADDRESS, address)
    return secret


def sign_in_by_code(
    scope: Scope, *, code: str, address: str, device: str, instead: Session | None = None
) -> str:
    """The same with a one-time code from a slip; whoever holds a slip is told what is wrong with it."""
    meant = typed(code)
    if len(meant) != CODE_LENGTH:
        raise ValidationError(
            _("登录码是 %(length)d 位，现在读到 %(found)d 位。登录码里没有 0、1、I、L、O，请对照纸条。")
            % {"length": CODE_LENGTH, "found": len(meant)}
        )
    try:
        left = lockout.count(lockout.CODES, address)
    except lockout.Locked:
        _refused(None, how="code", locked=True)
        raise
    with at_door(scope):
        slip = Code.objects.select_related("person__account").filter(digest=digest(meant)).first()
        wrong = _wrong_with(slip)
        if slip is None or wrong or not _use(slip):
            _refused(slip.person.account if slip else None, how="code", locked=False)
            raise ValidationError([wrong or _used_up(), *([] if slip else [lockout.told(left)])])
        secret = _enter(slip.person, how="code", device=device, instead=instead)
    lockout.give_back(lockout.CODES, address)
    return secret


def _open_account(login: str) -> Account | None:
    return Account.objects.select_related("person").filter(login=login, closed_at=None).first()


def _wrong_with(slip: Code | None) -> str:
    if slip is None:
        return _("登录码不对，请对照纸条再输一遍。")
    if slip.person.account.closed_at is not None:
        return _("这个账号已经关闭，请找支部或系统管理员。")
    if slip.used_at is not None:
        return _used_up()
    if slip.ended_at is not None:
        return _("这张纸条已经作废：后来打印过新的，或者改过密码。请用最新的一张。")
    if slip.expires_on < clock.today():
        return _("这张纸条已过期，请支部重新打印一张。")
    return ""


def _used_up() -> str:
    return _("这张纸条上的登录码已经用过，每张只能用一次。请支部重新打印一张。")


def _use(slip: Code) -> bool:
    """True for exactly one of those who come with the same slip at the same moment."""
    return Code.objects.filter(pk=slip.pk, used_at=None, ended_at=None).update(used_at=clock.now()) == 1


def _enter(person: Person, *, how: str, device: str, instead: Session | None) -> str:
    if instead is not None:
        end_session(instead, why="signed_in_anew")
    secret = open_session(person, how=how, device=device)
    who = Scope(actor=str(person.pk), name=person.name, purpose="door", office="")
    audit.record("guard.sign_in", scope=who, subject=f"person:{person.pk}", how=how, device=device)
    return secret


def _refused(account: Account | None, *, how: str, locked: bool) -> None:
    """What was typed as a login is not written down: it may be a password in the wrong box."""
    subject = f"person:{account.pk}" if account else ""
    audit.record_aside("guard.sign_in", subject=subject, outcome="refused", how=how, locked=locked)


def _keep_costly(account: Account, password: str) -> None:
    """A hash made under weaker settings is made anew when the password is at hand."""
    hasher = identify_hasher(account.password)
    if hasher.must_update(account.password):
        account.password = make_password(password)
        account.save(update_fields=["password"])
