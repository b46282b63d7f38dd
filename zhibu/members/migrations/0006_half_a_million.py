"""For half a million cards: a list in order of names, names found by their characters, moves in one statement."""

from django.db import migrations, models

# What was carried row by row and examined row by row, for each statement at once.
CARRY_CARDS = """
CREATE OR REPLACE FUNCTION zhibu.carry_cards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.members_member m SET path = c.path
    FROM changed c JOIN was w ON w.id = c.id
    WHERE c.path IS DISTINCT FROM w.path AND m.branch_id = c.id;
    RETURN NULL;
END
$$
"""
CHECK_CARDS = """
CREATE FUNCTION zhibu.check_cards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM changed c JOIN was w ON w.person_id = c.person_id
        JOIN public.orgs_org o ON o.id = c.branch_id
        WHERE (c.branch_id, c.path) IS DISTINCT FROM (w.branch_id, w.path) AND c.path IS DISTINCT FROM o.path
    ) THEN
        RAISE EXCEPTION 'a card stands where its branch stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$
"""
BOTH = "REFERENCING OLD TABLE AS was NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION"
TRIGGERS = [
    "DROP TRIGGER carried ON orgs_org",
    f"CREATE TRIGGER carried AFTER UPDATE ON orgs_org {BOTH} zhibu.carry_cards()",
    "DROP TRIGGER settled ON members_member",
    "CREATE TRIGGER settled BEFORE INSERT ON members_member "
    "FOR EACH ROW EXECUTE FUNCTION zhibu.settle_card()",
    f"CREATE TRIGGER settled_again AFTER UPDATE ON members_member {BOTH} zhibu.check_cards()",
]

# Who in the signed range of persons has these characters in the name, one after another; NULL if they are
# more than so many: those are quickly met in any order. Row-level security lets no index look inside a text
# before it knows whose it is, so this asks for the range itself.
CALLED = """
CREATE FUNCTION zhibu.called(words text, lo text, hi text, most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    low text := GREATEST(lo COLLATE "C", current_setting('zhibu.person_lo', true) COLLATE "C");
    high text := LEAST(hi COLLATE "C", current_setting('zhibu.person_hi', true) COLLATE "C");
    found uuid[];
BEGIN
    IF NOT zhibu.scope_ok() THEN
        RETURN '{}';
    END IF;
    EXECUTE $query$
        SELECT ARRAY(
            SELECT m.person_id FROM public.members_member m
            WHERE string_to_array(m.name, NULL) @> string_to_array($1, NULL) AND strpos(m.name, $1) > 0
              AND m.gone_on IS NULL AND m.path >= $2 AND m.path < $3
            LIMIT $4)
    $query$ INTO found USING words, low, high, most + 1;
    RETURN CASE WHEN cardinality(found) <= most THEN found END;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0005_standing")]

    operations = [
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("gone_on", None)),
                fields=["pinyin", "person", "path", "initials"],
                name="member_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="membership", index=models.Index(fields=["from_on"], name="membership_begins")
        ),
        migrations.AddIndex(
            model_name="membership", index=models.Index(fields=["until"], name="membership_ends")
        ),
        migrations.RunSQL(
            [
                "CREATE INDEX member_by_characters ON members_member USING gin (string_to_array(name, NULL)) "
                "WHERE gone_on IS NULL",
                CARRY_CARDS,
                CHECK_CARDS,
                *TRIGGERS,
                CALLED,
                "REVOKE ALL ON FUNCTION zhibu.check_cards() FROM PUBLIC",
                "REVOKE ALL ON FUNCTION zhibu.called(text, text, text, integer) FROM PUBLIC",
            ],
            migrations.RunSQL.noop,
        ),
    ]
