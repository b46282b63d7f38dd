"""What a command stands on: the database reached, brought to this code, and Django set up."""

from __future__ import annotations

import atexit
import os
from typing import Literal

from zhibu.kernel.postgres import DataFolder, Sharing, external, urls
from zhibu.kernel.postgres.urls import EMBEDDED
from zhibu.site.loading import kept

Login = Literal["web", "work", "owner"]


def django_ready(login: Login) -> None:
    """Reach the database under one of its logins and set Django up.

    Starts the embedded server if nobody has, and stops it again when this process ends, unless somebody
    else uses it by then. Raises Trouble.
    """
    reach_database()
    if not DataFolder.of().is_served():
        from zhibu.site.running.settled import ensure_settled

        ensure_settled()
    set_up(login)


def reach_database() -> None:
    """Put the three addresses into the environment, the server behind them running."""
    folder = DataFolder.of()
    os.environ["ZHIBU_DATA"] = str(folder.root)
    if EMBEDDED in os.environ:  # whoever started us sees to it
        return
    if external():
        folder.prepare()
        urls()
        return
    sharing = Sharing(folder)
    sharing.reach()
    atexit.register(sharing.release)
    os.environ.update(urls().as_environment())


def set_up(login: Login) -> None:
    """Django under a login, speaking the language of the environment."""
    os.environ["ZHIBU_LOGIN"] = login
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhibu.site.settings"
    import django

    with kept():
        django.setup()
    from django.utils import translation

    from zhibu.kernel.speech import language

    translation.activate("en" if language() == "en" else "zh-hans")
