"""The walls around the cards, the doors they open below, and the one question that crosses every wall."""

from django.db import migrations

from zhibu.kernel.walls import Wall, add, build, in_range, is_actor, of_member

OWN = is_actor("member_id")
MEMBER = of_member("person_id")

# Is this identity number held anywhere? The answer is yes or no: never where, never who.
IDENTITY_HELD = """
CREATE FUNCTION zhibu.identity_held(wanted bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT zhibu.scope_ok() OR current_setting('zhibu.person_hi', true) = '' THEN
        RETURN NULL;
    END IF;
    RETURN EXISTS (SELECT 1 FROM public.members_member m WHERE m.id_number_index = wanted);
END
$$
"""

# Invented and real people do not mix: the exemption of demo accounts cannot exist beside a real member.
UNMIXED = """
CREATE FUNCTION zhibu.refuse_mixing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'members_member' THEN
        IF NOT NEW.demo AND EXISTS (SELECT 1 FROM public.guard_account a WHERE a.exempt) THEN
            RAISE EXCEPTION 'a real member cannot enter beside demo accounts' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.exempt AND EXISTS (SELECT 1 FROM public.members_member m WHERE NOT m.demo) THEN
        RAISE EXCEPTION 'an exempt demo account cannot exist beside a real member' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("orgs", "0002_walls")]

    operations = [
        build(
            "members_member",
            Wall("member_within", in_range("path", "person")),
            Wall("member_own", is_actor("person_id"), "SELECT"),
        ),
        build(
            "members_membership",
            Wall("membership_within", of_member()),
            Wall("membership_own", OWN, "SELECT"),
        ),
        build(
            "members_grouping", Wall("grouping_within", of_member()), Wall("grouping_own", OWN, "SELECT")
        ),
        build(
            "members_particular",
            Wall("particular_within", of_member()),
            Wall("particular_own", OWN, "SELECT"),
        ),
        build(
            "members_change",
            Wall("change_within", of_member()),
            Wall("change_own", OWN, "SELECT"),
            Wall("change_asked", f"{OWN} AND state = 'asked'", "INSERT"),
        ),
        add("guard_person", Wall("person_member", of_member("id"))),
        add("guard_account", Wall("account_member", MEMBER)),
        add("guard_code", Wall("code_member", MEMBER)),
        add("guard_session", Wall("session_member", MEMBER)),
        add("guard_token", Wall("token_member", MEMBER)),
        migrations.RunSQL(
            [
                IDENTITY_HELD,
                UNMIXED,
                "REVOKE ALL ON FUNCTION zhibu.identity_held(bytea) FROM PUBLIC",
                "REVOKE ALL ON FUNCTION zhibu.refuse_mixing() FROM PUBLIC",
                "CREATE TRIGGER unmixed BEFORE INSERT OR UPDATE OF demo ON members_member "
                "FOR EACH ROW EXECUTE FUNCTION zhibu.refuse_mixing()",
                "CREATE TRIGGER unmixed BEFORE INSERT OR UPDATE OF exempt ON guard_account "
                "FOR EACH ROW EXECUTE FUNCTION zhibu.refuse_mixing()",
            ],
            [
                "DROP TRIGGER unmixed ON guard_account",
                "DROP TRIGGER unmixed ON members_member",
                "DROP FUNCTION zhibu.refuse_mixing()",
                "DROP FUNCTION zhibu.identity_held(bytea)",
            ],
        ),
    ]
