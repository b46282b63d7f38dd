"""The figures of a year or half-year are frozen: from then on they stand, whatever is corrected later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Refused, Scope
from zhibu.orgs.models import Org
from zhibu.statistics.annual import closings
from zhibu.statistics.models import AnnualReturn
from zhibu.statistics.selectors.returns import annual_now

LONGEST = 200


@transaction.atomic
def freeze_return(
    scope: Scope, org: Org, as_of: date, *, reasons: Mapping[str, str], why: str = ""
) -> AnnualReturn:
    """Freeze the return of a closing day as the facts tell it now.

    Each check that does not agree needs its reason, and another edition a reason of its own. Raises
    ValidationError naming the field: reason_<check> or why.
    """
    scope.require("statistics.freeze", org.path)
    if org.path not in scope.persons:
        raise Refused("statistics.freeze", org.path)
    if as_of not in closings(clock.today()):
        raise ValidationError({"on": _("报表截至六月三十日或十二月三十一日，过了那一天才能冻结。")})
    made = annual_now(scope, org, as_of)
    before = made.frozen
    said = {check.code: " ".join(reasons.get(check.code, "").split())[:LONGEST] for check in made.failed}
    wrong = {
        f"reason_{check.code}": _("“%(check)s”没有通过，请写明原因。") % {"check": check.title}
        for check in made.failed
        if not said[check.code]
    }
    if before is not None and not why.strip():
        wrong["why"] = _("这张报表已经冻结过，重新冻结要写明原因。")
    if wrong:
        raise ValidationError(wrong)
    frozen = AnnualReturn(
        org=org,
        as_of=as_of,
        edition=before.edition + 1 if before else 1,
        figures={key: str(value) for key, value in made.this.items()},
        last={key: str(value) for key, value in made.last.items()},
        checks=[asdict(replace(check, reason=said.get(check.code, ""))) for check in made.checks],
        why=why.strip()[:LONGEST] if before else "",
        frozen_by=scope.actor or None,
        frozen_by_name=scope.name,
    )
    try:
        with transaction.atomic():
            frozen.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("刚刚有人冻结了这张报表，请刷新后再看。")) from None
    audit.record("statistics.freeze", scope=scope, subject=f"org:{org.pk}", on=as_of.isoformat())
    return frozen
