"""Migrations, and the short way through all of them at once on an empty database.

With every table that appears, Django draws the table and all that are related to it again, and in this house
all are related to persons and organisations: a first start would spend half its time on that. On an empty
database nothing has to see the relations from their other end, so only the new table is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


def migrate() -> None:
    """Bring the tables to this code, with the login of the connection (the owner's)."""
    if MigrationRecorder(connection).applied_migrations():
        call_command("migrate", interactive=False, verbosity=0)
        return
    with only_what_is_new():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def only_what_is_new() -> Iterator[None]:
    """While the block runs a migration's new model is rendered alone, without those it refers to."""
    plain = ProjectState.add_model

    def add_model(state: ProjectState, model: ModelState) -> None:
        apps = state.__dict__.pop("apps", None)  # without it the state only takes the model down
        plain(state, model)
        if apps is not None:
            state.apps = apps
            apps.render_multiple([model])

    ProjectState.add_model = add_model  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = plain  # type: ignore[method-assign]
