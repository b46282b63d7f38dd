"""The walls around differences with the national system: by persons, like the sheets that came in."""

from django.db import migrations

from zhibu.kernel.walls import DESKS, Wall, build, in_branch, seen_and_written

OF_ORG = in_branch("org_id", "person")
OF_BRANCH = in_branch("branch_id", "person")
# Itself walled. An auditor sees that an export was laid and what it counted, not its rows.
OF_RECONCILIATION = f"reconciliation_id IN (SELECT r.id FROM exchange_reconciliation r) AND {DESKS}"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0010_reconciliations"), ("members", "0002_walls"), ("orgs", "0002_walls")]

    operations = [
        build("exchange_reconciliation", *seen_and_written("reconciliation", OF_ORG)),
        build("exchange_handedexport", Wall("handed_within", OF_RECONCILIATION)),
        build("exchange_coverage", *seen_and_written("coverage", OF_BRANCH)),
        build("exchange_discrepancy", *seen_and_written("discrepancy", OF_BRANCH)),
        build("exchange_weeklist", *seen_and_written("weeklist", OF_BRANCH)),
    ]
