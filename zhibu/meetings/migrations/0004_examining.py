"""An examiner reads the records of one unit and period while the appointment runs: the database counts too."""

from django.db import migrations

from zhibu.kernel.walls import Wall, add, for_purpose

# The appointment says unit, period and last day. It is looked up at each reading: what has lapsed opens nothing.
OPENED = """
CREATE FUNCTION zhibu.opened_meetings() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.id
    FROM public.orgs_appointment a
    JOIN public.orgs_org unit ON unit.id = a.org_id
    JOIN public.orgs_org here ON here.path >= unit.path AND here.path < unit.path || '~'
    JOIN public.meetings_meeting m ON m.branch_id = here.id
    WHERE zhibu.scope_ok()
      AND current_setting('zhibu.purpose', true) = 'examining'
      AND a.person_id = NULLIF(current_setting('zhibu.actor', true), '')::uuid
      AND a.office = 'examiner' AND a.confirmed_at IS NOT NULL AND a.until IS NULL
      AND a.lapses_on > (now() AT TIME ZONE 'Asia/Shanghai')::date
      AND here.path >= current_setting('zhibu.branch_lo', true)
      AND here.path < current_setting('zhibu.branch_hi', true)
      AND m.held_on BETWEEN a.reads_from AND a.reads_until
      AND m.withdrawn_at IS NULL
$$
"""


def opened(column):
    return f"{for_purpose('examining')} AND {column} IN (SELECT zhibu.opened_meetings())"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_reports"), ("orgs", "0003_examiners")]

    operations = [
        migrations.RunSQL(
            [OPENED, "REVOKE ALL ON FUNCTION zhibu.opened_meetings() FROM PUBLIC"],
            ["DROP FUNCTION zhibu.opened_meetings()"],
        ),
        add("meetings_meeting", Wall("meeting_examined", opened("id"), "SELECT")),
        add("meetings_attendance", Wall("attendance_examined", opened("meeting_id"), "SELECT")),
        add("meetings_resolution", Wall("resolution_examined", opened("meeting_id"), "SELECT")),
    ]
