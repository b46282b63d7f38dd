"""Loading: organisations show the way to their sheets."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "zhibu.exchange"

    def ready(self) -> None:
        from zhibu.kernel.web import endings, tasks
        from zhibu.orgs.selectors import beside

        from .ended import words
        from .tasks import week

        tasks.tell(week)
        endings.reads("exchange", words)

        places = frozenset({"party_committee", "general_branch", "branch"})
        beside.show(beside.Link(_("导入名册"), "exchange.upload_to", "exchange.import", places))
        beside.show(beside.Link(_("和全国系统对账"), "exchange.discrepancies", "exchange.see", places))
