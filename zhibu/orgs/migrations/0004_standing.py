"""Who takes or leaves an office, or whose organisation moves or is dissolved, stands anew."""

from django.db import migrations

SEATS_STAND_ANEW = """
CREATE FUNCTION zhibu.seats_stand_anew() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.guard_account a SET standing = nextval('zhibu.standing')
    WHERE a.person_id IN (
        SELECT s.person_id FROM after n JOIN before o ON o.id = n.id
        JOIN public.orgs_appointment s ON s.org_id = n.id
        WHERE (n.path, n.dissolved_on) IS DISTINCT FROM (o.path, o.dissolved_on)
    );
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_examiners"), ("guard", "0003_standing")]

    operations = [
        migrations.RunSQL(
            [
                SEATS_STAND_ANEW,
                "REVOKE ALL ON FUNCTION zhibu.seats_stand_anew() FROM PUBLIC",
                "CREATE TRIGGER appointed_stand_anew AFTER INSERT ON orgs_appointment "
                "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION zhibu.stand_anew()",
                "CREATE TRIGGER reappointed_stand_anew AFTER UPDATE ON orgs_appointment "
                "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION zhibu.stand_anew()",
                "CREATE TRIGGER seats_stand_anew AFTER UPDATE ON orgs_org "
                "REFERENCING OLD TABLE AS before NEW TABLE AS after "
                "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.seats_stand_anew()",
            ],
            [
                "DROP TRIGGER seats_stand_anew ON orgs_org",
                "DROP TRIGGER reappointed_stand_anew ON orgs_appointment",
                "DROP TRIGGER appointed_stand_anew ON orgs_appointment",
                "DROP FUNCTION zhibu.seats_stand_anew()",
            ],
        )
    ]
