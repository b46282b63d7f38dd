"""Where a person stands is a number: whatever changes their grants changes it in the same transaction.

The door keeps the grants it has found beside that number. It asks for it with the session at every request,
in one question that needs no scope: whoever can name the digest of a cookie has the cookie.
"""

from django.db import migrations, models

SESSION_OF = """
CREATE FUNCTION zhibu.session_of(wanted bytea) RETURNS TABLE (
    id bigint, person_id uuid, version integer, how varchar, device varchar, appointment bigint,
    made_at timestamptz, seen_at timestamptz, second_factor_at timestamptz, ended_at timestamptz,
    ended_why varchar, name varchar, born timestamptz, login varchar, must_change boolean, exempt boolean,
    closed_at timestamptz, opened timestamptz, standing bigint, has_second_factor boolean, moment timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT s.id, s.person_id, s.version, s.how, s.device, s.appointment, s.made_at, s.seen_at,
           s.second_factor_at, s.ended_at, s.ended_why, p.name, p.made_at, a.login, a.must_change, a.exempt,
           a.closed_at, a.made_at, a.standing,
           EXISTS (SELECT 1 FROM public.guard_authenticator f
                   WHERE f.person_id = s.person_id AND f.confirmed_at IS NOT NULL AND f.ended_at IS NULL),
           now()
    FROM public.guard_session s
    JOIN public.guard_person p ON p.id = s.person_id
    JOIN public.guard_account a ON a.person_id = s.person_id
    WHERE s.digest = wanted AND s.ended_at IS NULL AND s.version = a.version AND a.closed_at IS NULL;
END
$$
"""

# For triggers of the rooms above, whose rows name persons as `changed`.
STAND_ANEW = """
CREATE FUNCTION zhibu.stand_anew() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.guard_account a SET standing = nextval('zhibu.standing')
    WHERE a.person_id IN (SELECT c.person_id FROM changed c);
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("guard", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="standing",
            field=models.BigIntegerField(db_default=0, editable=False),
        ),
        migrations.RunSQL(
            [
                "CREATE SEQUENCE zhibu.standing",
                SESSION_OF,
                STAND_ANEW,
                "REVOKE ALL ON FUNCTION zhibu.session_of(bytea) FROM PUBLIC",
                "REVOKE ALL ON FUNCTION zhibu.stand_anew() FROM PUBLIC",
            ],
            [
                "DROP FUNCTION zhibu.stand_anew()",
                "DROP FUNCTION zhibu.session_of(bytea)",
                "DROP SEQUENCE zhibu.standing",
            ],
        ),
    ]
