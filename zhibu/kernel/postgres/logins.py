"""The passwords of the database logins, in a file that the owner of the data folder alone may read."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

SUPERUSER = "postgres"
OWNER, WEB, WORK = "zhibu_owner", "zhibu_web", "zhibu_work"
ALL = (SUPERUSER, OWNER, WEB, WORK)


def fresh() -> dict[str, str]:
    """A new random password for every login; none holds a character that SQL or a URL would care about."""
    return {login: secrets.token_urlsafe(24) for login in ALL}


def read(place: Path) -> dict[str, str]:
    """The passwords by login. Raises FileNotFoundError, and ValueError if a login is missing."""
    held = json.loads(place.read_text("utf-8"))
    return {login: str(held[login]) for login in ALL}


def write(place: Path, passwords: dict[str, str]) -> None:
    """Replace the file, whole or not at all."""
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(passwords, file, indent=1)
        file.flush()
        os.fsync(descriptor)
    draft.replace(place)
