"""As whom the command line acts: a login with its widest office, or the house under the operator's name."""

from __future__ import annotations

import getpass

from zhibu.guard.selectors import NoSuchLogin
from zhibu.kernel.scope import WORK_SECONDS, Scope, wear
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import scopes


def worn(login: str | None) -> Scope:
    """The grant of the login, else the house's; worn in the running transaction. Raises Trouble (login)."""
    try:
        scope = scopes.scope_of(login) if login else scopes.house(getpass.getuser())
    except NoSuchLogin:
        raise Trouble("login", _("没有登录名 {login}。").format(login=login)) from None
    wear(scope, seconds=WORK_SECONDS)
    return scope
