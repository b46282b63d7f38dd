"""The hours of study of a branch, counted inside: how many members have how many, and no name."""

from django.db import migrations

# Whoever keeps the branch may ask. What somebody learned in an earlier branch counts and is not told apart.
STUDY_HOURS = """
CREATE FUNCTION zhibu.study_hours(asked bigint, first_day date, last_day date, offices text[])
RETURNS TABLE (leads boolean, hours numeric, members bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT here.leads, COALESCE(studied.hours, 0), count(*)
    FROM (
        SELECT s.member_id, EXISTS (
            SELECT 1 FROM public.orgs_appointment a
            WHERE a.person_id = s.member_id AND a.office = ANY (offices)
              AND a.from_on <= last_day AND (a.until IS NULL OR a.until > last_day)
              AND (a.lapses_on IS NULL OR a.lapses_on > last_day)
              AND (NOT a.needs_second OR a.confirmed_at IS NOT NULL)
        ) AS leads
        FROM public.members_membership s JOIN public.orgs_org o ON o.id = s.branch_id
        WHERE zhibu.scope_ok()
          AND current_setting('zhibu.purpose', true) IN ('branch', 'house')
          AND s.branch_id = asked
          AND o.path >= current_setting('zhibu.branch_lo', true)
          AND o.path < current_setting('zhibu.branch_hi', true)
          AND s.from_on <= last_day AND (s.until IS NULL OR s.until > last_day)
    ) here
    LEFT JOIN LATERAL (
        SELECT sum(m.hours) AS hours
        FROM public.meetings_attendance a JOIN public.meetings_meeting m ON m.id = a.meeting_id
        WHERE a.person_id = here.member_id AND a.mark IN ('present', 'remote')
          AND m.archived_at IS NOT NULL AND m.withdrawn_at IS NULL
          AND m.held_on BETWEEN first_day AND last_day
    ) studied ON true
    GROUP BY 1, 2 ORDER BY 1, 2
$$
"""
SIGNATURE = "zhibu.study_hours(bigint, date, date, text[])"


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_presence_and_archive"),
        ("members", "0002_walls"),
        ("orgs", "0002_walls"),
    ]

    operations = [
        migrations.RunSQL(
            [STUDY_HOURS, f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC"],
            [f"DROP FUNCTION {SIGNATURE}"],
        ),
    ]
