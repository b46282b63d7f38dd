"""Loading: what the cards, two floors below, and the desk are told about meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "zhibu.meetings"

    def ready(self) -> None:
        """In every process that loads meetings, also where it serves other contexts."""
        from zhibu.kernel.web import tasks
        from zhibu.meetings import noticed, selectors, waiting
        from zhibu.members.selectors import resting

        resting.rests("meetings", selectors.who_attended)
        tasks.reads(noticed.NORMS, told=noticed.told, last_day=noticed.last_day)
        tasks.tell(waiting.at_the_desk)
