"""Whether the logins of a database somebody else looks after have the powers they should, and no more."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import psycopg

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from .urls import urls

OLDEST = 150000

_SELF = """
SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
       EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid),
       EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database() AND d.datdba = r.oid),
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                 AND n.nspname IN ('public', 'zhibu')),
       has_schema_privilege('public', 'CREATE'),
       current_setting('server_version_num')::int,
       rolname
FROM pg_roles r WHERE rolname = current_user
"""


def check(environ: Mapping[str, str] = os.environ) -> None:
    """Raises Trouble (wrong-powers, no-connection, old-server) naming the login and what is wrong with it."""
    held = urls(environ)
    names = [_serving("web", held.web), _serving("work", held.work)]
    with _connected("owner", held.owner) as connection:
        row = connection.execute(_SELF).fetchone()
        assert row is not None
        if not (row[0] or row[1]):
            raise _wrong("owner", row[10], _("它要有 BYPASSRLS"))
        if not row[8]:
            raise _wrong("owner", row[10], _("它要能在 public 里建表"))
        names.append(row[10])
    if len(set(names)) < len(names):
        raise _wrong("web", names[0], _("三个地址要用三个不同的登录"))


def _serving(kind: str, url: str) -> str:
    with _connected(kind, url) as connection:
        row = connection.execute(_SELF).fetchone()
    assert row is not None
    name: str = row[10]
    if row[9] < OLDEST:
        raise Trouble(
            "old-server", _("数据库是 PostgreSQL {version}，要 15 以上。").format(version=row[9] // 10000)
        )
    reasons = {
        0: _("它是超级用户"),
        1: _("它有 BYPASSRLS"),
        2: _("它有 CREATEROLE"),
        3: _("它有 CREATEDB"),
        4: _("它有 REPLICATION"),
        5: _("它是别的角色的成员"),
        6: _("它是数据库的所有者"),
        7: _("它拥有表"),
        8: _("它能在 public 里建表"),
    }
    for place, reason in reasons.items():
        if row[place]:
            raise _wrong(kind, name, reason)
    return name


def _wrong(kind: str, name: str, reason: str) -> Trouble:
    return Trouble(
        "wrong-powers",
        _("数据库登录 {name}（{kind}）的权力不对：{reason}。").format(name=name, kind=kind, reason=reason),
        _("请数据库管理员照 docs/database.md 里的 SQL 重设三个登录。"),
    )


def _connected(kind: str, url: str) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        return psycopg.connect(url, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise Trouble(
            "no-connection",
            _("连不上数据库（{kind}）：{reason}").format(kind=kind, reason=str(problem).strip()),
            _("请检查 ZHIBU_DATABASE_URL、ZHIBU_WORK_URL、ZHIBU_MIGRATE_URL，以及数据库是否在运行。"),
        ) from None
