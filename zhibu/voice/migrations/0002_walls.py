"""The walls around suggestions, and the verbs by which somebody without an account passes them."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, for_purpose, in_branch

# A member's range is the branch too: what was told to the secretary is for those who work there.
DESKS = for_purpose("branch", "committee", "house")
WITHIN = f"({in_branch('org_id')} OR {in_branch('desk_id')}) AND {DESKS}"
# About the platform, or handed to its administrators.
PLATFORM = f"(org_id IS NULL OR desk_id IS NULL) AND {for_purpose('accounts', 'house')}"
OF_SUGGESTION = "suggestion_id IN (SELECT s.id FROM voice_suggestion s)"  # itself walled

# One more from this sender today; true while it is not too many. Older days are forgotten on the way.
KNOCK = """
CREATE FUNCTION zhibu.voice_knock(sender bytea, on_day date, most integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    times integer;
BEGIN
    IF NOT zhibu.scope_ok() THEN
        RETURN false;
    END IF;
    DELETE FROM public.voice_knock k WHERE k."on" < on_day;
    INSERT INTO public.voice_knock AS k (key, "on", count) VALUES (sender, on_day, 1)
        ON CONFLICT (key) DO UPDATE SET count = k.count + 1
        RETURNING count INTO times;
    RETURN times <= most;
END
$$
"""

# Takes a suggestion in and gives it the next number of the year. The same id again gives the same number.
# Answers 'enough' to a sender who came too often, 'nowhere' for what is no standing branch.
RECEIVE = """
CREATE FUNCTION zhibu.voice_receive(new_id uuid, about bigint, said text, who text, sealed bytea, mask text,
                                    pickup bytea, sender bytea, on_day date, most integer) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text;
    year text := to_char(on_day, 'YY');
BEGIN
    IF NOT zhibu.scope_ok() THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('zhibu.voice'), year::integer);
    SELECT s.number INTO given FROM public.voice_suggestion s WHERE s.id = new_id AND s.word = pickup;
    IF FOUND THEN
        RETURN given;
    END IF;
    IF NOT zhibu.voice_knock(sender, on_day, most) THEN
        RETURN 'enough';
    END IF;
    IF about IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM public.orgs_org o WHERE o.id = about AND o.kind = 'branch' AND o.dissolved_on IS NULL
    ) THEN
        RETURN 'nowhere';
    END IF;
    SELECT year || '-' || CASE WHEN n < 1000 THEN lpad(n::text, 3, '0') ELSE n::text END INTO given
    FROM (SELECT COALESCE(max(split_part(s.number, '-', 2)::integer), 0) + 1 AS n
          FROM public.voice_suggestion s WHERE s.number LIKE year || '-%') counted;
    INSERT INTO public.voice_suggestion
        (id, number, word, org_id, desk_id, text, name, contact_sealed, contact_mask)
        VALUES (new_id, given, pickup, about, about, said, who, sealed, mask);
    INSERT INTO public.voice_step (suggestion_id, what, to_name, words, by_name, by_office)
        VALUES (new_id, 'received', '', '', '', '');
    RETURN given;
END
$$
"""

# What was done about it, for whoever has both the number and the word. Wrong words are counted, by sender
# and by number; an answer never says which of the two was wrong.
FIND = """
CREATE FUNCTION zhibu.voice_find(asked text, pickup bytea, sender bytea, on_day date, most integer)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found_one jsonb;
    often boolean;
BEGIN
    IF NOT zhibu.scope_ok() THEN
        RETURN NULL;
    END IF;
    SELECT NOT COALESCE(bool_and(k.count < most), true) INTO often FROM public.voice_knock k
        WHERE k."on" = on_day AND k.key IN (sender, convert_to('number:' || asked, 'UTF8'));
    IF often THEN
        RETURN '"enough"'::jsonb;
    END IF;
    SELECT jsonb_build_object(
        'number', s.number, 'text', s.text, 'at', s.at, 'closed', s.closed_at IS NOT NULL,
        'about', COALESCE(o.name, ''),
        'steps', (SELECT jsonb_agg(jsonb_build_object('what', t.what, 'to', t.to_name, 'words', t.words,
                                                      'by', t.by_office, 'at', t.at) ORDER BY t.at, t.id)
                  FROM public.voice_step t WHERE t.suggestion_id = s.id))
    INTO found_one
    FROM public.voice_suggestion s LEFT JOIN public.orgs_org o ON o.id = s.org_id
    WHERE s.number = asked AND s.word = pickup;
    IF found_one IS NULL THEN
        PERFORM zhibu.voice_knock(sender, on_day, most);
        PERFORM zhibu.voice_knock(convert_to('number:' || asked, 'UTF8'), on_day, most);
    END IF;
    RETURN found_one;
END
$$
"""

# Puts it on another desk, also one that the hand which gives cannot see; who may not see it moves nothing.
HAND = """
CREATE FUNCTION zhibu.voice_hand(which uuid, to_desk bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    purpose text := current_setting('zhibu.purpose', true);
BEGIN
    IF NOT zhibu.scope_ok() THEN
        RETURN false;
    END IF;
    UPDATE public.voice_suggestion s SET desk_id = to_desk
    WHERE s.id = which AND s.closed_at IS NULL AND (
        purpose IN ('accounts', 'house') AND (s.org_id IS NULL OR s.desk_id IS NULL)
        OR purpose IN ('branch', 'committee', 'house') AND EXISTS (
            SELECT 1 FROM public.orgs_org o WHERE o.id IN (s.org_id, s.desk_id)
            AND o.path >= current_setting('zhibu.branch_lo', true)
            AND o.path < current_setting('zhibu.branch_hi', true)));
    RETURN FOUND;
END
$$
"""

# The standing branches whose name has these words: names, nothing else of them.
PLACES = """
CREATE FUNCTION zhibu.voice_places(words text, most integer) RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT o.id, o.name FROM public.orgs_org o
    WHERE zhibu.scope_ok() AND o.kind = 'branch' AND o.dissolved_on IS NULL
      AND strpos(o.name, words) > 0
    ORDER BY o.path LIMIT most
$$
"""

SIGNATURES = (
    "voice_knock(bytea, date, integer)",
    "voice_receive(uuid, bigint, text, text, bytea, text, bytea, bytea, date, integer)",
    "voice_find(text, bytea, bytea, date, integer)",
    "voice_hand(uuid, bigint)",
    "voice_places(text, integer)",
)


class Migration(migrations.Migration):
    dependencies = [("voice", "0001_initial"), ("orgs", "0002_walls")]

    operations = [
        build("voice_suggestion", Wall("suggestion_within", WITHIN), Wall("suggestion_platform", PLATFORM)),
        build("voice_step", Wall("step_of_seen", OF_SUGGESTION)),
        build("voice_knock", Wall("knock_house", for_purpose("house"), "SELECT")),
        migrations.RunSQL(
            [
                KNOCK,
                RECEIVE,
                FIND,
                HAND,
                PLACES,
                *(f"REVOKE ALL ON FUNCTION zhibu.{s} FROM PUBLIC" for s in SIGNATURES),
            ],
            [f"DROP FUNCTION zhibu.{s}" for s in reversed(SIGNATURES)],
        ),
    ]
