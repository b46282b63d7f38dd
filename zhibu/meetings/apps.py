"""Loading: what the cards, two floors below, are told about meetings that rest on them."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "zhibu.meetings"

    def ready(self) -> None:
        """In every process that loads meetings, also where it serves other contexts."""
        from zhibu.meetings import selectors
        from zhibu.members.selectors import resting

        resting.rests("meetings", selectors.who_attended)
