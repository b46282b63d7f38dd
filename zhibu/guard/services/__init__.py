"""Writing: persons come in, prove who they are, go out; accounts, slips and tokens are made and ended."""

from .accounts import (
    Slip,
    close_account,
    make_account,
    make_codes,
    open_account,
    reopen_account,
    reset_account,
    suggest_login,
)
from .letters import letters_preset
from .lockout import Locked, forget_old_attempts
from .passwords import needs_old_password, set_password
from .persons import make_person
from .second_factor import (
    begin_second_factor,
    confirm_second_factor,
    prove_at_terminal,
    prove_second_factor,
    renew_recovery,
    secret_of,
    take_away_second_factor,
)
from .sessions import (
    end_session,
    end_sessions,
    open_session,
    see_session,
    sign_out,
    sign_out_device,
    sign_out_others,
    wear_hat,
)
from .signing_in import sign_in_by_code, sign_in_by_password
from .tokens import end_token, make_own_token, make_token
from .viewing import remember_viewing, remember_viewings

__all__ = [
    "Locked",
    "Slip",
    "begin_second_factor",
    "close_account",
    "confirm_second_factor",
    "end_session",
    "end_sessions",
    "end_token",
    "forget_old_attempts",
    "letters_preset",
    "make_account",
    "make_codes",
    "make_own_token",
    "make_person",
    "make_token",
    "needs_old_password",
    "open_account",
    "open_session",
    "prove_at_terminal",
    "prove_second_factor",
    "remember_viewing",
    "remember_viewings",
    "renew_recovery",
    "reopen_account",
    "reset_account",
    "secret_of",
    "see_session",
    "set_password",
    "sign_in_by_code",
    "sign_in_by_password",
    "sign_out",
    "sign_out_device",
    "sign_out_others",
    "suggest_login",
    "take_away_second_factor",
    "wear_hat",
]
