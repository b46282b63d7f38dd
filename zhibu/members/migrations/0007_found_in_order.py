"""Found in order of names: by the first two letters as they sound, and by today's 人员类别 on the card.

The dated rows tell the category; the database carries what they tell today onto the card, whoever writes them.
It is the row without an end, so nothing turns with the clock.
"""

import django.db.models.functions.text
from django.db import migrations, models

HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
TODAY = """
    SELECT p.code FROM public.members_particular p
    WHERE p.member_id = {member} AND p.kind = 'category' AND p.until IS NULL"""

# What comes in says itself what holds: a sheet of ten thousand writes the category with the card, and here
# nothing differs.
CATEGORIES_COME = f"""
CREATE FUNCTION zhibu.categories_come() RETURNS trigger
{HEAD}
BEGIN
    UPDATE public.members_member m SET category_now = c.code FROM changed c
    WHERE c.kind = 'category' AND c.until IS NULL AND m.person_id = c.member_id AND m.category_now <> c.code;
    RETURN NULL;
END
$$
"""
CATEGORIES_TURN = f"""
CREATE FUNCTION zhibu.categories_turn() RETURNS trigger
{HEAD}
BEGIN
    UPDATE public.members_member m SET category_now = t.code
    FROM (
        SELECT c.member_id, COALESCE(({TODAY.format(member="c.member_id")}), '') AS code
        FROM (SELECT DISTINCT w.member_id FROM was w WHERE w.kind = 'category') c
    ) t
    WHERE m.person_id = t.member_id AND m.category_now <> t.code;
    RETURN NULL;
END
$$
"""
# Whoever saves a whole card that he read before: the card says what the dated rows say, not what he read.
CATEGORY_STANDS = f"""
CREATE FUNCTION zhibu.category_stands() RETURNS trigger
{HEAD}
BEGIN
    NEW.category_now := COALESCE(({TODAY.format(member="NEW.person_id")}), '');
    RETURN NEW;
END
$$
"""
FUNCTIONS = {
    "categories_come()": CATEGORIES_COME,
    "categories_turn()": CATEGORIES_TURN,
    "category_stands()": CATEGORY_STANDS,
}
TRIGGERS = {
    "category_comes": "AFTER INSERT ON members_particular REFERENCING NEW TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.categories_come()",
    # a dated row never changes whose it is, nor of what it tells: those it was of are all it can be of
    "category_turns": "AFTER UPDATE ON members_particular REFERENCING OLD TABLE AS was "
    "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.categories_turn()",
    "category_goes": "AFTER DELETE ON members_particular REFERENCING OLD TABLE AS was "
    "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.categories_turn()",
    "category_stands": "BEFORE UPDATE OF category_now ON members_member FOR EACH ROW "
    "WHEN (OLD.category_now IS DISTINCT FROM NEW.category_now) EXECUTE FUNCTION zhibu.category_stands()",
}
TABLES = {"category_stands": "members_member"}
FILL = """
UPDATE members_member m SET category_now = p.code FROM members_particular p
WHERE p.member_id = m.person_id AND p.kind = 'category' AND p.until IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0006_half_a_million")]

    operations = [
        migrations.RemoveIndex(model_name="member", name="member_by_initials"),
        migrations.AddField(
            model_name="member",
            name="category_now",
            field=models.CharField(db_default="", default="", editable=False, max_length=30),
        ),
        migrations.RunSQL(
            [  # the triggers see to nothing that changes here, and rows of a table written anew all count as new
                "ALTER TABLE members_member DISABLE TRIGGER USER",
                FILL,
                "ALTER TABLE members_member ENABLE TRIGGER USER",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="member",
            name="sounds",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Left("initials", 2),
                output_field=models.CharField(db_collation="C", max_length=2),
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("gone_on", None)),
                fields=["sounds", "pinyin", "person", "path", "initials"],
                name="member_by_sounds",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("gone_on", None)),
                fields=["category_now", "pinyin", "person", "path"],
                name="member_by_category",
            ),
        ),
        migrations.RunSQL(
            [
                *FUNCTIONS.values(),
                *(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in FUNCTIONS),
                *(f"CREATE TRIGGER {name} {what}" for name, what in TRIGGERS.items()),
            ],
            [
                *(f"DROP TRIGGER {name} ON {TABLES.get(name, 'members_particular')}" for name in TRIGGERS),
                *(f"DROP FUNCTION zhibu.{name}" for name in FUNCTIONS),
            ],
        ),
    ]
