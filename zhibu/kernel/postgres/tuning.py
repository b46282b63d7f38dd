"""How the embedded server is set, and what its logins may do from the first moment."""

from __future__ import annotations

from .logins import OWNER, SUPERUSER, WEB, WORK

DATABASE = "zhibu"
PORT = 5432  # of the socket's name only: the server listens on no network

# Small enough for an old office machine. Statements and details of errors stay out of the log: they would
# carry what people entered.
SETTINGS = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "wal_level": "replica",
    "summarize_wal": "on",
    "max_wal_senders": "4",
    "max_replication_slots": "4",
    "synchronous_commit": "on",
    "io_method": "sync",
    "jit": "off",
    "max_worker_processes": "4",
    "autovacuum_max_workers": "2",
    "logging_collector": "off",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_startup_progress_interval": "2s",
    "log_line_prefix": "'%m [%p] %q%u '",
    "log_timezone": "'Asia/Shanghai'",
    "timezone": "'Asia/Shanghai'",
}

# For tests: nothing here survives a power cut, nor has to.
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "summarize_wal": "off",
    "max_wal_senders": "0",
    "max_connections": "100",
}

DOORS = """\
# TYPE  DATABASE     USER  METHOD
local   all          all   scram-sha-256
local   replication  all   scram-sha-256
"""


def configuration(settings: dict[str, str]) -> str:
    """The text of zhibu.conf."""
    head = "# Written anew at every start. Settings of your own belong into local.conf beside it.\n"
    return head + "".join(f"{name} = {value}\n" for name, value in settings.items())


def first_words(passwords: dict[str, str]) -> list[tuple[str, list[str]]]:
    """(database, statements) that make the logins and the database of a new cluster, in order."""
    serving = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
    return [
        (
            "postgres",
            [
                f"CREATE ROLE {OWNER} LOGIN BYPASSRLS PASSWORD '{passwords[OWNER]}'",
                f"CREATE ROLE {WEB} {serving} PASSWORD '{passwords[WEB]}'",
                f"CREATE ROLE {WORK} {serving} PASSWORD '{passwords[WORK]}'",
                "REVOKE ALL ON DATABASE postgres FROM PUBLIC",
                "REVOKE ALL ON DATABASE template1 FROM PUBLIC",
                *making(DATABASE),
            ],
        ),
        (DATABASE, furnishing()),
    ]


def making(database: str) -> list[str]:
    """Make a database for the three logins; to be said in another one."""
    return [
        f'CREATE DATABASE "{database}" OWNER {OWNER}',
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{database}" TO {WEB}, {WORK}',
        f'GRANT TEMPORARY ON DATABASE "{database}" TO {WORK}',
    ]


def furnishing() -> list[str]:
    """To be said in the new database itself."""
    return [
        f"ALTER SCHEMA public OWNER TO {OWNER}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"CREATE SCHEMA zhibu AUTHORIZATION {OWNER}",
    ]


def new_passwords(passwords: dict[str, str]) -> list[str]:
    """Give all logins these passwords."""
    return [f"ALTER ROLE {login} PASSWORD '{passwords[login]}'" for login in (SUPERUSER, OWNER, WEB, WORK)]
