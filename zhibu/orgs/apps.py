"""Loading: what guard, one floor below, is told about offices."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "zhibu.orgs"

    def ready(self) -> None:
        from zhibu.guard.selectors import tell_offices_by
        from zhibu.orgs.selectors import titles_of

        tell_offices_by(titles_of)
