"""The walls around organisations, and the doors they open in the tables below."""

from django.db import migrations

from zhibu.kernel.walls import (
    Wall,
    add,
    build,
    for_purpose,
    in_branch,
    in_range,
    is_actor,
    seen_and_written,
)

ABOVE = "path = ANY ((SELECT zhibu.trail())::text[])"
ORG_ABOVE = f"org_id IN (SELECT o.id FROM orgs_org o WHERE o.{ABOVE})"
# Who holds an office that one may see: readable by name. Row-level security bounds the inner select.
HOLDS_OFFICE = "person_id IN (SELECT a.person_id FROM orgs_appointment a)"
ACCOUNTS = f"{HOLDS_OFFICE} AND {for_purpose('accounts')}"
DOOR = for_purpose("door")
# Administrators found organisations and propose offices, besides those who work at a desk.
KEEPERS = for_purpose("branch", "committee", "accounts", "house")

# A place once given is not given again: what is founded or moved for a day in the past would stand on top of
# what stood there then. Also of organisations that have moved out of sight only the numbers are told.
PLACES_GIVEN = """
CREATE FUNCTION zhibu.places_given(above text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT left(p.path, length(above) + 3) FROM public.orgs_placement p
    WHERE zhibu.scope_ok() AND p.path >= above AND p.path < above || '~' AND length(p.path) > length(above)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial"), ("guard", "0002_walls")]

    operations = [
        build(
            "orgs_org",
            *seen_and_written("org", in_range("path", "branch"), writers=KEEPERS),
            Wall("org_above", ABOVE, "SELECT"),
            Wall("org_door", DOOR, "SELECT"),
        ),
        build(
            "orgs_placement",
            *seen_and_written("placement", in_branch("org_id"), writers=KEEPERS),
            Wall("placement_above", ORG_ABOVE, "SELECT"),
        ),
        build(
            "orgs_appointment",
            *seen_and_written("appointment", in_branch("org_id"), writers=KEEPERS),
            Wall("appointment_above", ORG_ABOVE, "SELECT"),
            Wall("appointment_own", is_actor("person_id"), "SELECT"),
        ),
        build(
            "orgs_term",
            *seen_and_written("term", in_branch("org_id"), writers=KEEPERS),
            Wall("term_above", ORG_ABOVE, "SELECT"),
        ),
        build(
            "kernel_finding",
            *seen_and_written("finding", in_branch("branch_id", "person"), writers=for_purpose("house")),
        ),
        migrations.RunSQL(
            [PLACES_GIVEN, "REVOKE ALL ON FUNCTION zhibu.places_given(text) FROM PUBLIC"],
            ["DROP FUNCTION zhibu.places_given(text)"],
        ),
        add("guard_person", Wall("person_office", HOLDS_OFFICE.replace("person_id IN", "id IN"), "SELECT")),
        add("guard_account", Wall("account_office", ACCOUNTS)),
        add("guard_code", Wall("code_office", ACCOUNTS)),
        add("guard_session", Wall("session_office", ACCOUNTS)),
        add("guard_token", Wall("token_office", ACCOUNTS)),
        add("guard_authenticator", Wall("authenticator_office", ACCOUNTS)),
    ]
