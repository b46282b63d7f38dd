"""The walls around the life of organisations: by the signed range of branches, and one's own attendance."""

from django.db import migrations

from zhibu.kernel.walls import ACTOR, DESKS, Wall, build, for_purpose, in_branch, is_actor, seen_and_written

# Where one was expected one may read of, also after moving to another branch.
WAS_THERE = f"id IN (SELECT a.meeting_id FROM meetings_attendance a WHERE a.person_id = {ACTOR})"
OWN = is_actor("person_id")
# Administrators of the system do not read who was where.
READ = f"{in_branch()} AND {for_purpose('member', 'branch', 'committee', 'reading', 'house')}"
# Who writes the record of a group has no range of persons; the reasons written down may be read again.
WRITTEN = f"{in_branch()} AND ({is_actor('made_by')} OR {for_purpose('house')})"

# 应到: the names of those who belonged to a branch or group of the signed range on a day, and whether they
# had a vote. Names, no card: the leader of a group calls the roll without reading anybody's particulars.
ROLL = """
CREATE FUNCTION zhibu.roll(asked bigint, on_day date)
RETURNS TABLE (person_id uuid, name text, category text, entitled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.person_id, m.name, COALESCE(c.code, ''),
           COALESCE(c.code = 'formal', false) AND COALESCE(s.code, 'normal') = 'normal'
    FROM (
        SELECT member_id, branch_id AS org_id, from_on, until FROM public.members_membership
        UNION ALL
        SELECT member_id, group_id, from_on, until FROM public.members_grouping
    ) b
    JOIN public.orgs_org o ON o.id = b.org_id
    JOIN public.members_member m ON m.person_id = b.member_id
    LEFT JOIN public.members_particular c ON c.member_id = m.person_id AND c.kind = 'category'
     AND c.from_on <= on_day AND (c.until IS NULL OR c.until > on_day)
    LEFT JOIN public.members_particular s ON s.member_id = m.person_id AND s.kind = 'standing'
     AND s.from_on <= on_day AND (s.until IS NULL OR s.until > on_day)
    WHERE zhibu.scope_ok()
      AND current_setting('zhibu.purpose', true) IN ('branch', 'committee', 'house')
      AND b.org_id = asked
      AND o.path >= current_setting('zhibu.branch_lo', true)
      AND o.path < current_setting('zhibu.branch_hi', true)
      AND b.from_on <= on_day AND (b.until IS NULL OR b.until > on_day)
      AND COALESCE(s.code, 'normal') <> 'suspended'
    ORDER BY m.pinyin, m.person_id
$$
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("members", "0002_walls")]

    operations = [
        build(
            "meetings_meeting",
            *seen_and_written("meeting", READ),
            Wall("meeting_own", WAS_THERE, "SELECT"),
        ),
        build(
            "meetings_attendance",
            *seen_and_written("attendance", READ),
            Wall("attendance_own", OWN, "SELECT"),
        ),
        build(
            "meetings_excuse",
            Wall("excuse_within", in_branch("branch_id", "person"), "SELECT"),
            Wall("excuse_written", f"{WRITTEN} AND {DESKS}"),
            Wall("excuse_own", OWN, "SELECT"),
        ),
        build("meetings_resolution", *seen_and_written("resolution", READ)),
        migrations.RunSQL(
            [ROLL, "REVOKE ALL ON FUNCTION zhibu.roll(bigint, date) FROM PUBLIC"],
            ["DROP FUNCTION zhibu.roll(bigint, date)"],
        ),
    ]
