"""In a database made before: what is written at a desk gets a wall for each deed, in place of one for all.

The wall for all commands was asked beside the one for reading in every question, without showing a row more.
Where the walls were built by deeds from the start, there is nothing to do.
"""

from django.db import migrations

# wall → its table; what is only ever added has no wall for changing
CHANGED = {
    "person": "guard_person",  # but see below
    "batch": "exchange_batch",
    "coverage": "exchange_coverage",
    "discrepancy": "exchange_discrepancy",
    "reconciliation": "exchange_reconciliation",
    "weeklist": "exchange_weeklist",
    "keeping": "handover_keeping",
    "finding": "kernel_finding",
    "attendance": "meetings_attendance",
    "exclusion": "meetings_exclusion",
    "matter": "meetings_matter",
    "meeting": "meetings_meeting",
    "minute": "meetings_minute",
    "plan": "meetings_plan",
    "resolution": "meetings_resolution",
    "scan": "meetings_scan",
    "seat": "meetings_seat",
    "unheld": "meetings_unheld",
    "change": "members_change",
    "grouping": "members_grouping",
    "kinship": "members_kinship",
    "member": "members_member",
    "membership": "members_membership",
    "particular": "members_particular",
    "appointment": "orgs_appointment",
    "org": "orgs_org",
    "placement": "orgs_placement",
    "term": "orgs_term",
}
ADDED = {
    "confirmation": "meetings_confirmation",
    "correction": "meetings_correction",
    "return": "statistics_annualreturn",
}

SPLIT = """
DO $split$
DECLARE rows text;
BEGIN
    SELECT qual INTO rows FROM pg_policies
    WHERE schemaname = 'public' AND tablename = '{table}' AND policyname = '{wall}_written' AND cmd = 'ALL';
    IF rows IS NULL THEN RETURN; END IF;
    DROP POLICY {wall}_written ON public.{table};
    EXECUTE 'CREATE POLICY {wall}_added ON public.{table} FOR INSERT WITH CHECK (' || rows || ')';
    IF {changed} THEN
        EXECUTE 'CREATE POLICY {wall}_written ON public.{table} FOR UPDATE USING (' || rows
                || ') WITH CHECK (' || rows || ')';
    END IF;
END $split$
"""
STEPS = [
    SPLIT.format(wall=wall, table=table, changed=changed)
    for walls, changed in ((CHANGED, "true"), (ADDED, "false"))
    for wall, table in walls.items()
]
# nobody is a member before his card as a person is there: that wall would add none
STEPS.append("DROP POLICY IF EXISTS person_added ON public.guard_person")


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0002_walls"),
        ("exchange", "0011_reconciliation_walls"),
        ("guard", "0003_standing"),
        ("meetings", "0016_topics_found"),
        ("members", "0006_half_a_million"),
        ("orgs", "0005_days_of_the_tree"),
        ("statistics", "0013_planned_once"),
    ]

    operations = [migrations.RunSQL(STEPS, migrations.RunSQL.noop)]
