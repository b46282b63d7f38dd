"""Row-level security as a list one can read: which rows of a table a signed scope may see and write.

Used by migrations. Every table that holds a person or an organisation has walls from its first day; a
test compares the list of tables with the list of policies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import migrations

SIGNED = "(SELECT zhibu.scope_ok())"
ACTOR = "NULLIF(current_setting('zhibu.actor', true), '')::uuid"


def setting(name: str) -> str:
    return f"current_setting('zhibu.{name}', true)"


def in_range(column: str, kind: str) -> str:
    """`kind` is person or branch."""
    return f"{column} >= {setting(kind + '_lo')} AND {column} < {setting(kind + '_hi')}"


def for_purpose(*purposes: str) -> str:
    names = ", ".join(f"'{p}'" for p in purposes)
    return f"{setting('purpose')} IN ({names})"


# Who works at a desk, and the house itself. Everybody else reads at most: members, auditors, administrators.
DESKS = for_purpose("branch", "committee", "house")


def in_branch(column: str = "branch_id", kind: str = "branch") -> str:
    """The row hangs on an organisation of the signed range."""
    return f"{column} IN (SELECT o.id FROM orgs_org o WHERE {in_range('o.path', kind)})"


def of_member(column: str = "member_id") -> str:
    """The row hangs on a member whose card lies in the signed range of persons.

    `@` stands for the walled table: an unqualified column would be taken for the card's own.
    """
    return (
        f"EXISTS (SELECT 1 FROM members_member m WHERE m.person_id = @.{column} "
        f"AND {in_range('m.path', 'person')})"
    )


def is_actor(column: str) -> str:
    return f"{column} = {ACTOR}"


@dataclass(frozen=True, slots=True)
class Wall:
    """One permissive policy: `rows` may be read and, unless `command` says less, written."""

    name: str
    rows: str
    command: str = "ALL"

    def sql(self, table: str) -> str:
        condition = f"({self.rows.replace('@.', table + '.')}) AND {SIGNED}"
        using = "" if self.command == "INSERT" else f" USING ({condition})"
        check = "" if self.command in {"SELECT", "DELETE"} else f" WITH CHECK ({condition})"
        return f"CREATE POLICY {self.name} ON {table} FOR {self.command}{using}{check}"


def seen_and_written(name: str, rows: str, *, writers: str = DESKS, changed: bool = True) -> tuple[Wall, ...]:
    """Walls by deed: the rows may be read by whoever the range covers, and written for these purposes only.

    `changed` is false for what is only ever added. One policy for all commands would be asked beside the
    first in every reading too, though it shows nothing more: half of the planning of each question.
    """
    written = f"{rows} AND {writers}"
    added = Wall(f"{name}_within", rows, "SELECT"), Wall(f"{name}_added", written, "INSERT")
    return (*added, Wall(f"{name}_written", written, "UPDATE")) if changed else added


def build(table: str, *walls: Wall) -> migrations.RunSQL:
    """The migration step that closes a table and opens these doors in it."""
    forward: list[Any] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        *(wall.sql(table) for wall in walls),
    ]
    backward: list[Any] = [
        *(f"DROP POLICY {wall.name} ON {table}" for wall in walls),
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return migrations.RunSQL(forward, backward)


def add(table: str, *walls: Wall) -> migrations.RunSQL:
    """The migration step by which a context above opens one more door in a table below."""
    forward: list[Any] = [wall.sql(table) for wall in walls]
    return migrations.RunSQL(forward, [f"DROP POLICY {wall.name} ON {table}" for wall in walls])
