"""Whose card comes, moves or goes stands anew."""

from django.db import migrations

CARDS_STAND_ANEW = """
CREATE FUNCTION zhibu.cards_stand_anew() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.guard_account a SET standing = nextval('zhibu.standing')
    WHERE a.person_id IN (
        SELECT n.person_id FROM after n JOIN before o ON o.person_id = n.person_id
        WHERE (n.branch_id, n.path, n.gone_on) IS DISTINCT FROM (o.branch_id, o.path, o.gone_on)
    );
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0004_kinships"), ("guard", "0003_standing")]

    operations = [
        migrations.RunSQL(
            [
                CARDS_STAND_ANEW,
                "REVOKE ALL ON FUNCTION zhibu.cards_stand_anew() FROM PUBLIC",
                "CREATE TRIGGER joined_stand_anew AFTER INSERT ON members_member "
                "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION zhibu.stand_anew()",
                "CREATE TRIGGER cards_stand_anew AFTER UPDATE ON members_member "
                "REFERENCING OLD TABLE AS before NEW TABLE AS after "
                "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.cards_stand_anew()",
            ],
            [
                "DROP TRIGGER cards_stand_anew ON members_member",
                "DROP TRIGGER joined_stand_anew ON members_member",
                "DROP FUNCTION zhibu.cards_stand_anew()",
            ],
        )
    ]
