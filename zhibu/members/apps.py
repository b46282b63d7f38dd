"""Loading: what organisations, one floor below, are told about their members."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "zhibu.members"

    def ready(self) -> None:
        """In every process that loads members, also where it serves other contexts."""
        from zhibu.members import selectors
        from zhibu.orgs.selectors import beside

        beside.tell(counts=selectors.counts, people=selectors.found)
        places = frozenset({"party_committee", "general_branch", "branch"})
        beside.show(beside.Link(_("党员名册"), "members.of", "members.see", places))
        beside.show(beside.Link(_("编入党小组"), "members.groups", "orgs.groups", frozenset({"branch"})))
        beside.show(beside.Link(_("录入党员"), "members.join_to", "members.join", frozenset({"branch"})))
