"""Meetings are counted by the kind of organisation (党组织类别) too."""

from django.db import migrations

DROP = "DROP FUNCTION zhibu.meeting_figures(bigint, date, text, text)"
MEETING_FIGURES = """
CREATE FUNCTION zhibu.meeting_figures(asked bigint, on_day date, first_month text, last_month text)
RETURNS TABLE (month text, kind text, held bigint, expected bigint, present bigint, hours numeric, field text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    top text := zhibu.place_on(asked, 'branch', on_day);
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $query$
    SELECT b.month::text, b.kind::text, sum(b.held)::bigint, sum(b.expected)::bigint, sum(b.present)::bigint,
           sum(b.hours), o.field::text
    FROM public.orgs_placement p
    JOIN public.orgs_org o ON o.id = p.org_id
    JOIN public.statistics_branchmonth b ON b.branch_id = p.org_id
    WHERE p.path >= $1 AND p.path < $2 AND p.from_on <= $3 AND (p.until IS NULL OR p.until > $3) AND b.month BETWEEN $4 AND $5
    GROUP BY 1, 2, 7 ORDER BY 1, 2, 7
    $query$ USING top, top || '~', on_day, first_month, last_month;
END
$$
"""
CLOSED = "REVOKE ALL ON FUNCTION zhibu.meeting_figures(bigint, date, text, text) FROM PUBLIC"


class Migration(migrations.Migration):
    dependencies = [("statistics", "0005_annual_return")]

    operations = [migrations.RunSQL([DROP, MEETING_FIGURES, CLOSED], migrations.RunSQL.noop)]
