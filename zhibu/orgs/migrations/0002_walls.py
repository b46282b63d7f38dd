"""The walls around organisations, and the doors they open in the tables below."""

from django.db import migrations

from zhibu.kernel.walls import Wall, add, build, for_purpose, in_branch, in_range, is_actor

ABOVE = "path = ANY ((SELECT zhibu.trail())::text[])"
ORG_ABOVE = f"org_id IN (SELECT o.id FROM orgs_org o WHERE o.{ABOVE})"
# Who holds an office that one may see: readable by name. Row-level security bounds the inner select.
HOLDS_OFFICE = "person_id IN (SELECT a.person_id FROM orgs_appointment a)"
ACCOUNTS = f"{HOLDS_OFFICE} AND {for_purpose('accounts')}"
DOOR = for_purpose("door")


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial"), ("guard", "0002_walls")]

    operations = [
        build(
            "orgs_org",
            Wall("org_within", in_range("path", "branch")),
            Wall("org_above", ABOVE, "SELECT"),
            Wall("org_door", DOOR, "SELECT"),
        ),
        build(
            "orgs_placement",
            Wall("placement_within", in_branch("org_id")),
            Wall("placement_above", ORG_ABOVE, "SELECT"),
        ),
        build(
            "orgs_appointment",
            Wall("appointment_within", in_branch("org_id")),
            Wall("appointment_above", ORG_ABOVE, "SELECT"),
            Wall("appointment_own", is_actor("person_id"), "SELECT"),
        ),
        build(
            "orgs_term", Wall("term_within", in_branch("org_id")), Wall("term_above", ORG_ABOVE, "SELECT")
        ),
        build("kernel_finding", Wall("finding_within", in_branch("branch_id", "person"))),
        add("guard_person", Wall("person_office", HOLDS_OFFICE.replace("person_id IN", "id IN"), "SELECT")),
        add("guard_account", Wall("account_office", ACCOUNTS)),
        add("guard_code", Wall("code_office", ACCOUNTS)),
        add("guard_session", Wall("session_office", ACCOUNTS)),
        add("guard_token", Wall("token_office", ACCOUNTS)),
        add("guard_authenticator", Wall("authenticator_office", ACCOUNTS)),
    ]
