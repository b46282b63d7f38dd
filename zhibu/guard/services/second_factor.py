"""The second factor is set up, asked for, replaced, and taken away by the security administrator."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.guard import totp
from zhibu.guard.models import Account, Authenticator, Recovery, Session
from zhibu.guard.secrets import CODE_LENGTH, digest, new_code, printed, typed
from zhibu.guard.selectors import own_authenticators, proved_lately, second_factor_of
from zhibu.kernel import audit, clock
from zhibu.kernel.fields import seal, unseal
from zhibu.kernel.scope import Refused, Scope

from . import lockout
from .sessions import end_sessions

RECOVERY_CODES = 10


def begin_second_factor(scope: Scope) -> Authenticator:
    """The authenticator being set up, its secret still to be read into a phone; begun if there is none."""
    scope.require_own("guard.prove", scope.actor)
    begun = own_authenticators(scope).filter(confirmed_at=None).order_by("-made_at").first()
    if begun is not None:
        return begun
    fresh = Authenticator(person_id=UUID(scope.actor))
    seal(fresh, "secret", totp.new_secret())
    fresh.save(force_insert=True)
    return fresh


def secret_of(scope: Scope, authenticator: Authenticator) -> str:
    """The secret in clear, for its owner and only until it is confirmed."""
    scope.require_own("guard.prove", authenticator.person_id)
    if authenticator.confirmed_at is not None:
        raise Refused("guard.prove")
    return unseal(authenticator, "secret")


def confirm_second_factor(scope: Scope, session: Session, digits: str) -> list[str]:
    """The phone shows the right six digits: from now on it is asked for. Returns ten recovery codes, once.

    One that was in force before ends. Raises ValidationError.
    """
    standing = second_factor_of(scope)
    if standing is not None and not proved_lately(session):
        raise Refused("guard.prove")
    fresh = begin_second_factor(scope)
    step = _judge(scope, fresh, digits)
    if standing is not None:
        _end(standing)
    fresh.confirmed_at, fresh.last_step = clock.now(), step
    fresh.save(update_fields=["confirmed_at", "last_step"])
    _proved(session)
    audit.record("guard.second_factor_on", scope=scope, subject=f"person:{scope.actor}")
    return _print_recovery(fresh)


def prove_second_factor(scope: Scope, session: Session, typed_text: str) -> None:
    """Six digits from the phone, or one of the recovery codes. Raises ValidationError, lockout.Locked."""
    standing = second_factor_of(scope)
    if standing is None:
        raise Refused("guard.prove")
    how = "digits"
    if len(typed(typed_text)) == CODE_LENGTH:
        how = "recovery"
        _use_recovery(scope, standing, typed_text)
    else:
        _judge(scope, standing, typed_text)
    _proved(session)
    audit.record("guard.second_factor", scope=scope, subject=f"person:{scope.actor}", how=how)


def prove_at_terminal(scope: Scope, typed_text: str) -> None:
    """Six digits from the phone for one deed at the command line, without session. Raises ValidationError.

    Whoever has no second factor cannot prove it; the accounts of a demonstration need none.
    """
    standing = second_factor_of(scope)
    if standing is None:
        if Account.objects.filter(pk=UUID(scope.actor), exempt=True).exists():
            return
        raise ValidationError(_("请先在网页上开启第二重验证。"))
    _judge(scope, standing, typed_text)
    audit.record("guard.second_factor", scope=scope, subject=f"person:{scope.actor}", how="digits")


def renew_recovery(scope: Scope, session: Session) -> list[str]:
    """Ten new recovery codes, shown once; those before no longer open. Asks for a fresh second factor."""
    standing = second_factor_of(scope)
    if standing is None or not proved_lately(session):
        raise Refused("guard.prove")
    Recovery.objects.filter(authenticator=standing, used_at=None, ended_at=None).update(ended_at=clock.now())
    audit.record("guard.recovery_codes", scope=scope, subject=f"person:{scope.actor}")
    return _print_recovery(standing)


def take_away_second_factor(scope: Scope, person: UUID, *, why: str) -> None:
    """Phone and recovery codes are lost: the security administrator, who can print no code, ends it."""
    if not scope.may("guard.second_factors") or scope.actor == str(person):
        raise Refused("guard.second_factors", f"person:{person}")
    standing = list(Authenticator.objects.filter(person_id=person, ended_at=None).exclude(confirmed_at=None))
    if not standing:
        raise Refused("guard.second_factors", f"person:{person}")
    if not why.strip():
        raise ValidationError({"why": _("请写明原因，例如：本人当面说明手机遗失。")})
    for one in standing:
        _end(one)
    end_sessions(person, why="second_factor")
    audit.record("guard.second_factor_off", scope=scope, subject=f"person:{person}", why=why)


def _judge(scope: Scope, authenticator: Authenticator, text: str) -> int:
    """Which step the digits belong to; each step opens once. Raises ValidationError."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())
    left = lockout.count(lockout.SECOND_FACTOR, scope.actor)
    step = totp.matching_step(unseal(authenticator, "secret"), digits, clock.now())
    if step is None or not _first_use(authenticator, step):
        audit.record_aside("guard.second_factor", scope=scope, outcome="refused", replayed=step is not None)
        wrong = _("这六位数字用过了，请等下一组。") if step else _("六位数字不对，请看手机上现在显示的一组。")
        raise ValidationError({"digits": [wrong, lockout.told(left)]})
    lockout.forget(lockout.SECOND_FACTOR, scope.actor)
    return step


def _first_use(authenticator: Authenticator, step: int) -> bool:
    """True for exactly one of those who send the same six digits."""
    newer = Authenticator.objects.filter(pk=authenticator.pk, last_step__lt=step)
    return newer.update(last_step=step) == 1


def _use_recovery(scope: Scope, authenticator: Authenticator, text: str) -> None:
    left = lockout.count(lockout.SECOND_FACTOR, scope.actor)
    found = Recovery.objects.filter(
        authenticator=authenticator, digest=digest(typed(text)), used_at=None, ended_at=None
    )
    if found.update(used_at=clock.now()) != 1:
        audit.record_aside("guard.second_factor", scope=scope, outcome="refused", how="recovery")
        raise ValidationError({"digits": [_("备用码不对，或者已经用过。"), lockout.told(left)]})
    lockout.forget(lockout.SECOND_FACTOR, scope.actor)


def _print_recovery(authenticator: Authenticator) -> list[str]:
    codes = [new_code() for _n in range(RECOVERY_CODES)]
    Recovery.objects.bulk_create(
        Recovery(person_id=authenticator.person_id, authenticator=authenticator, digest=digest(code))
        for code in codes
    )
    return [printed(code) for code in codes]


def _proved(session: Session) -> None:
    session.second_factor_at = clock.now()
    session.save(update_fields=["second_factor_at"])


def _end(authenticator: Authenticator) -> None:
    authenticator.ended_at = clock.now()
    authenticator.save(update_fields=["ended_at"])
