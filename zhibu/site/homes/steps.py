"""先做这几步: what comes first in a house or a branch that has just been set up; each line ticks itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhibu.guard.models import Account
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.ops import selectors as ops
from zhibu.orgs import selectors as orgs
from zhibu.statistics import selectors as statistics

FOUNDERS = 4  # three administrators and the first secretary have accounts from the founding


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first things to do; it ticks itself."""

    title: str
    note: str
    url: str
    action: str
    done: bool
    also_url: str = ""  # the same by another way
    also: str = ""


def of_the_house(scope: Scope, today: date) -> list[Step]:
    """What its system administrator does in the first days; empty once all of it is done."""
    where = orgs.own_org(scope)
    accounts = Account.objects.filter(closed_at=None).aggregate(
        all=Count("pk"), untouched=Count("pk", filter=Q(must_change=True))
    )
    branches = statistics.organisations(scope, where, today).get("branch", 0)
    year = statistics.meetings_in(scope, where, f"{today.year}-01", f"{today.year}-12", today)
    steps = [
        Step(
            _("三个管理员各自登录，设自己的密码"),
            _("用登录纸条登录，再设第二重验证"),
            link("guard.accounts"),
            _("看账号"),
            not accounts["untouched"],
        ),
        Step(
            _("设立下级党组织"),
            _("现在有 %(n)d 个党支部") % {"n": branches},
            link("orgs.index"),
            _("去设立"),
            branches > 1,
        ),
        Step(
            _("任命书记，给他们开账号"),
            _("现在有 %(n)d 个账号") % {"n": accounts["all"]},
            link("guard.accounts"),
            _("去开通"),
            accounts["all"] > FOUNDERS,
        ),
        Step(
            _("做第一份备份"),
            _("密钥文件另外保管，不和备份放在一起"),
            link("ops.backup"),
            _("怎么做"),
            ops.last_backup() is not None,
        ),
        Step(
            _("让手机能打开"),
            _("前面放一个反向代理，走 HTTPS"),
            link("help.topic", "phones"),
            _("怎么做"),
            settings.HTTPS,
        ),
        Step(
            _("等支部记下第一次会"),
            _("书记录入党员、开会，这里自己打勾"),
            link("orgs.index"),
            _("看组织"),
            any(row.held for row in year),
        ),
    ]
    return [] if all(step.done for step in steps) else steps
