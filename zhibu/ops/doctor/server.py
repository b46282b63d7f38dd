"""The database as the doctor finds it: programs, start, age, clock."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

from zhibu.kernel.postgres import binaries, external
from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

MOST_APART = timedelta(minutes=2)
EARLIEST_YEAR = 2026  # when this was written: a clock before it has lost its battery


def check_programs() -> None:
    """Raises Trouble (no-binaries) unless the server's program is there and runs on this machine."""
    if external():
        return
    call = [binaries.program("postgres"), "--version"]
    try:
        done = subprocess.run(call, capture_output=True, text=True, check=False)
    except OSError as problem:
        raise binaries.none_fit(problem.strerror or str(problem)) from None
    if done.returncode != 0:
        raise binaries.none_fit(done.stderr.strip())


def check_system_clock(now: datetime | None = None) -> None:
    """Raises Trouble (clock-off) for a year that cannot be."""
    now = now or datetime.now(UTC)
    if now.year < EARLIEST_YEAR:
        raise _clock_off(_("现在显示的是 {now}").format(now=f"{now:%Y-%m-%d %H:%M}"))


def check_database_clock(connection: Any, now: datetime | None = None) -> None:
    """Raises Trouble (clock-off) if the database's clock and the system's are over two minutes apart."""
    there: datetime = connection.execute("SELECT clock_timestamp()").fetchone()[0]
    apart = abs(there - (now or datetime.now(UTC)))
    if apart > MOST_APART:
        raise _clock_off(
            _("和数据库的时钟相差 {minutes} 分钟").format(minutes=apart.seconds // 60 + apart.days * 1440)
        )


def check_time_went_on(connection: Any, now: datetime | None = None) -> None:
    """Raises Trouble (clock-off) if something was recorded at a time that this clock has not reached yet."""
    now = now or datetime.now(UTC)
    if not connection.execute("SELECT to_regclass('public.kernel_audit')").fetchone()[0]:
        return
    last = connection.execute(
        "SELECT at FROM public.kernel_audit ORDER BY xid DESC, id DESC LIMIT 1"
    ).fetchone()
    if last and last[0] - now > MOST_APART:
        raise _clock_off(
            _("现在显示的是 {now}，最近一次操作却记在 {last}").format(
                now=f"{now.astimezone():%Y-%m-%d %H:%M}", last=f"{last[0].astimezone():%Y-%m-%d %H:%M}"
            )
        )


def _clock_off(how: str) -> Trouble:
    return Trouble(
        "clock-off",
        _("这台机器的时钟不对：{how}。日期是判断会议、党费、期限的依据。").format(how=how),
        _("请校准时间，例如：sudo timedatectl set-ntp true"),
    )
