"""Meetings in the order of their days, and found by the characters of their topics among millions."""

from django.db import migrations, models

# The newest meetings of the signed range of branches whose topic contains what was typed. Row-level security
# lets no index look inside a text before it knows whose it is, so this asks for the range itself. Three ways,
# because nobody can foretell how usual a text is: few branches are looked through, and so are the newest
# meetings; a rare text is found by its characters; of a usual one the newest are soon met in the order of days.
FEW_BRANCHES, NEWEST, RARE = 300, 3_000, 1_000
HELD_ABOUT = f"""
CREATE FUNCTION zhibu.held_about(words text, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_indexscan = on SET enable_bitmapscan = on SET enable_sort = on AS $$
DECLARE
    low text := current_setting('zhibu.branch_lo', true);
    high text := current_setting('zhibu.branch_hi', true);
    branches bigint[];
    found bigint[];
BEGIN
    IF NOT zhibu.scope_ok() THEN
        RETURN '{{}}';
    END IF;
    words := lower(words);
    branches := ARRAY(SELECT o.id FROM public.orgs_org o WHERE o.path >= low COLLATE "C" AND o.path < high COLLATE "C"
                      LIMIT {FEW_BRANCHES + 1});
    IF cardinality(branches) <= {FEW_BRANCHES} THEN
        RETURN ARRAY(
            SELECT m.id FROM public.meetings_meeting m
            WHERE m.branch_id = ANY (branches) AND strpos(lower(m.topic), words) > 0 AND m.withdrawn_at IS NULL
            ORDER BY m.held_on DESC, m.id DESC LIMIT most);
    END IF;
    found := ARRAY(
        SELECT m.id FROM (
            SELECT n.* FROM public.meetings_meeting n ORDER BY n.held_on DESC, n.id DESC LIMIT {NEWEST}
        ) m
        WHERE strpos(lower(m.topic), words) > 0 AND m.withdrawn_at IS NULL
          AND (SELECT o.path >= low COLLATE "C" AND o.path < high COLLATE "C"
               FROM public.orgs_org o WHERE o.id = m.branch_id)
        ORDER BY m.held_on DESC, m.id DESC LIMIT most);
    IF cardinality(found) = most THEN
        RETURN found;
    END IF;
    PERFORM set_config('enable_indexscan', 'off', true);
    found := ARRAY(
        SELECT m.id FROM public.meetings_meeting m
        WHERE string_to_array(lower(m.topic), NULL) @> string_to_array(words, NULL)
          AND strpos(lower(m.topic), words) > 0 AND m.withdrawn_at IS NULL
          AND (SELECT o.path >= low COLLATE "C" AND o.path < high COLLATE "C"
               FROM public.orgs_org o WHERE o.id = m.branch_id)
        LIMIT {RARE + 1});
    PERFORM set_config('enable_indexscan', 'on', true);
    IF cardinality(found) <= {RARE} THEN
        RETURN ARRAY(SELECT m.id FROM public.meetings_meeting m WHERE m.id = ANY (found)
                     ORDER BY m.held_on DESC, m.id DESC LIMIT most);
    END IF;
    PERFORM set_config('enable_bitmapscan', 'off', true);
    PERFORM set_config('enable_sort', 'off', true);
    RETURN ARRAY(
        SELECT m.id FROM public.meetings_meeting m
        WHERE strpos(lower(m.topic), words) > 0 AND m.withdrawn_at IS NULL
          AND (SELECT o.path >= low COLLATE "C" AND o.path < high COLLATE "C"
               FROM public.orgs_org o WHERE o.id = m.branch_id)
        ORDER BY m.held_on DESC, m.id DESC LIMIT most);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_the_later_reason_is_kept")]

    operations = [
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["-held_on", "-id"], name="meeting_in_order"),
        ),
        migrations.RunSQL(
            [
                "CREATE INDEX meeting_by_characters ON meetings_meeting "
                "USING gin (string_to_array(lower(topic), NULL)) WHERE withdrawn_at IS NULL",
                HELD_ABOUT,
                "REVOKE ALL ON FUNCTION zhibu.held_about(text, integer) FROM PUBLIC",
            ],
            ["DROP FUNCTION zhibu.held_about(text, integer)", "DROP INDEX meeting_by_characters"],
        ),
    ]
