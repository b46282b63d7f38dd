"""The walls around persons and their ways in. Contexts above open further doors."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, for_purpose, is_actor, setting

DOOR = for_purpose("door")
HOUSE = for_purpose("house")
OWN = is_actor("person_id")
SEES_SOMEBODY = f"{setting('person_hi')} <> '' OR {for_purpose('accounts')}"

# Is a sign-in name given? Yes or no: never whose.
LOGIN_TAKEN = """
CREATE FUNCTION zhibu.login_taken(wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT zhibu.scope_ok() OR (
        current_setting('zhibu.person_hi', true) = ''
        AND current_setting('zhibu.purpose', true) NOT IN ('accounts', 'house')
    ) THEN
        RETURN NULL;
    END IF;
    RETURN EXISTS (SELECT 1 FROM public.guard_account a WHERE a.login = wanted);
END
$$
"""

# Who ends an office or a membership may not see the account behind it, and still must end its sessions.
END_SESSIONS = """
CREATE FUNCTION zhibu.end_sessions(whose uuid, reason text, spare bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    raised integer;
    ended integer;
BEGIN
    IF NOT zhibu.scope_ok() OR NOT (
        current_setting('zhibu.actor', true) = whose::text
        OR current_setting('zhibu.person_hi', true) <> ''
        OR current_setting('zhibu.purpose', true) IN ('accounts', 'door', 'house')
    ) THEN
        RETURN NULL;
    END IF;
    UPDATE public.guard_account SET version = version + 1 WHERE person_id = whose RETURNING version INTO raised;
    UPDATE public.guard_session SET ended_at = now(), ended_why = reason
        WHERE person_id = whose AND ended_at IS NULL AND id IS DISTINCT FROM spare;
    GET DIAGNOSTICS ended = ROW_COUNT;
    UPDATE public.guard_session SET version = raised WHERE id = spare AND person_id = whose;
    UPDATE public.guard_token SET ended_at = now() WHERE person_id = whose AND ended_at IS NULL;
    RETURN ended;
END
$$
"""
FUNCTIONS = migrations.RunSQL(
    [
        LOGIN_TAKEN,
        END_SESSIONS,
        "REVOKE ALL ON FUNCTION zhibu.login_taken(text) FROM PUBLIC",
        "REVOKE ALL ON FUNCTION zhibu.end_sessions(uuid, text, bigint) FROM PUBLIC",
    ],
    [
        "DROP FUNCTION zhibu.end_sessions(uuid, text, bigint)",
        "DROP FUNCTION zhibu.login_taken(text)",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("guard", "0001_initial"), ("kernel", "0002_scope_and_walls")]

    operations = [
        build(
            "guard_person",
            Wall("person_door", DOOR, "SELECT"),
            Wall("person_own", is_actor("id"), "SELECT"),
            Wall("person_made", SEES_SOMEBODY, "INSERT"),
            Wall("person_house", HOUSE),
        ),
        build(
            "guard_account",
            Wall("account_door", DOOR),
            Wall("account_own", OWN),
            Wall("account_house", HOUSE),
        ),
        build(
            "guard_authenticator",
            Wall("authenticator_door", DOOR),
            Wall("authenticator_own", OWN),
            Wall("authenticator_house", HOUSE),
        ),
        build("guard_recovery", Wall("recovery_own", OWN), Wall("recovery_house", HOUSE)),
        build("guard_code", Wall("code_door", DOOR), Wall("code_own", OWN), Wall("code_house", HOUSE)),
        build(
            "guard_session",
            Wall("session_door", DOOR),
            Wall("session_own", OWN),
            Wall("session_house", HOUSE),
        ),
        build("guard_token", Wall("token_door", DOOR), Wall("token_own", OWN), Wall("token_house", HOUSE)),
        build("guard_attempt", Wall("attempt_door", DOOR), Wall("attempt_house", HOUSE)),
        build(
            "guard_viewing",
            Wall("viewing_own", OWN, "SELECT"),
            Wall("viewing_made", is_actor("viewer"), "INSERT"),
            Wall("viewing_house", HOUSE),
        ),
        FUNCTIONS,
    ]
