"""Making the database folder of a new cluster, and giving an inherited one new passwords."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import binaries, logins, tuning
from .account import Account


def make(place: Path, account: Account, passwords: dict[str, str], settings: dict[str, str]) -> None:
    """A cluster with its logins and its database, whole or not at all. Raises Trouble (not-made)."""
    draft = place.with_name(f"{place.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.own(draft)
    secret = draft.with_name(f".{draft.name}.password")
    _write_private(secret, account, passwords[logins.SUPERUSER])
    try:
        _run(
            account,
            [
                binaries.program("initdb"),
                f"--pgdata={draft}",
                f"--username={logins.SUPERUSER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions",
                *(["--no-sync"] if settings.get("fsync") == "off" else []),
            ],
        )
    finally:
        secret.unlink(missing_ok=True)
    configure(draft, account, settings)
    for database, statements in tuning.first_words(passwords):
        tell(draft, account, database, statements)
    draft.rename(place)


def configure(place: Path, account: Account, settings: dict[str, str]) -> None:
    """Write zhibu.conf, see that it and then local.conf are read, and close every door but ours."""
    _write_private(place / "zhibu.conf", account, tuning.configuration(settings))
    main = place / "postgresql.conf"
    wanted = "include 'zhibu.conf'\ninclude_if_exists 'local.conf'\n"
    said = main.read_text("utf-8")
    if wanted not in said:
        _write_private(main, account, f"{said}\n{wanted}")
    _write_private(place / "pg_hba.conf", account, tuning.DOORS)


def tell(place: Path, account: Account, database: str, statements: list[str]) -> None:
    """Have the statements done by the superuser while no server runs, without a password or a socket.

    Raises Trouble (not-made) at the first that fails.
    """
    call = [binaries.program("postgres"), "--single", "-j", "-D", str(place), "-c", "exit_on_error=on"]
    _run(account, [*call, database], told="".join(f"{statement};\n\n" for statement in statements))


def _run(account: Account, call: list[str], told: str = "") -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        call,
        input=told,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment | {"LC_ALL": "C"},
        **account.identity(),
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        wrong = [line for line in said if any(word in line for word in ("error:", "ERROR", "FATAL", "PANIC"))]
        raise Trouble(
            "not-made",
            _("数据库没有建成：{reason}").format(reason="\n".join(wrong[:3] or said[-3:])),
            _("请检查磁盘空间和权限；运行 zhibu doctor 看看还有什么不对。"),
        )


def _write_private(path: Path, account: Account, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    account.own(path)
