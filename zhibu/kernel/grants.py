"""What each database login may do, generated from the map of the house. Applied after every migration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.apps import apps
from django.db import connection, models

READ = "SELECT"
OWN = "SELECT, INSERT, UPDATE"
DERIVED = {"web": "SELECT", "work": "SELECT, INSERT, UPDATE, DELETE, TRUNCATE"}


def powers(login: str, model: type[models.Model], *, writes: bool) -> str:
    """The privileges of `login` (web or work) on a table. A model may say its own as `powers`.

    Nothing is deleted by default: what was announced is corrected, not removed. Derived rows are written
    by the worker alone.
    """
    own: dict[str, str] = getattr(model, "powers", {})
    if login in own:
        given = own[login]
    elif getattr(model, "derived", False):
        given = DERIVED[login]
    else:
        given = OWN
    if writes or not given:
        return given
    return READ if READ in given else ""


def statements(
    login: str, role: str, *, reads: Collection[str], writes: Collection[str], managed: Iterable[str]
) -> Iterator[str]:
    """The SQL that gives `role` what a process of these contexts needs, and takes everything else."""
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"'
    yield f'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM "{role}"'
    yield f'GRANT USAGE ON SCHEMA public, zhibu TO "{role}"'
    yield f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA zhibu TO "{role}"'
    for context in managed:
        if context not in reads:
            continue
        for model in apps.get_app_config(context).get_models(include_auto_created=True):
            given = powers(login, model, writes=context in writes)
            if not given:
                continue
            yield f'GRANT {given} ON TABLE public."{model._meta.db_table}" TO "{role}"'
            if "INSERT" in given and isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
                yield (
                    f'GRANT USAGE ON SEQUENCE public."{model._meta.db_table}_{model._meta.pk.column}_seq" '
                    f'TO "{role}"'
                )
    yield f'GRANT SELECT ON TABLE public.django_migrations TO "{role}"'


def apply(roles: dict[str, str], *, reads: Collection[str], writes: Collection[str]) -> None:
    """Run as owner: give the logins {"web": name, "work": name} their powers."""
    managed = [config.label for config in apps.get_app_configs()]
    with connection.cursor() as cursor:
        for login, role in roles.items():
            for statement in statements(login, role, reads=reads, writes=writes, managed=managed):
                cursor.execute(statement)
