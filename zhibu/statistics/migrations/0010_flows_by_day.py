"""Who came and went is found by the days of memberships and of the tree, not by looking at everybody."""

from django.db import migrations

HEAD = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
FLOW_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.flow_figures(asked bigint, since date, through date)
RETURNS TABLE (direction text, reason text, members bigint)
{HEAD}
BEGIN
    IF NOT zhibu.may_ask(asked, 'person') THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $query$
    WITH stood AS MATERIALIZED (  -- where and when something stood under the asked organisation
        SELECT p.org_id, GREATEST(p.from_on, t.from_on) AS lo, LEAST(p.until, t.until) AS hi
        FROM public.orgs_placement t
        JOIN public.orgs_placement p ON p.path >= t.path AND p.path < t.path || '~'
        WHERE t.org_id = $1
    ), turned AS (  -- only whose membership or whose branch's place begins or ends in the period can flow
        SELECT s.member_id FROM public.members_membership s JOIN stood o ON o.org_id = s.branch_id
        WHERE s.from_on BETWEEN $2 AND $3
        UNION
        SELECT s.member_id FROM public.members_membership s JOIN stood o ON o.org_id = s.branch_id
        WHERE s.until BETWEEN $2 AND $3
        UNION
        SELECT s.member_id FROM stood o JOIN public.members_membership s ON s.branch_id = o.org_id
        WHERE o.lo BETWEEN $2 AND $3 OR o.hi BETWEEN $2 AND $3
    ), pieces AS (
        SELECT s.member_id, s.how::text AS how, s."left"::text AS gone, s.from_on AS came, s.until AS went,
               GREATEST(s.from_on, o.lo) AS lo, COALESCE(LEAST(s.until, o.hi), 'infinity') AS hi
        FROM turned w
        JOIN public.members_membership s ON s.member_id = w.member_id
        JOIN stood o ON o.org_id = s.branch_id
    ), stretches AS (
        SELECT q.*, lag(q.hi) OVER w IS NOT DISTINCT FROM q.lo AS went_on,
               lead(q.lo) OVER w IS NOT DISTINCT FROM q.hi AS goes_on
        FROM pieces q WHERE q.lo < q.hi AND q.hi >= $2 AND q.lo <= $3
        WINDOW w AS (PARTITION BY q.member_id ORDER BY q.lo)
    )
    SELECT 'in', CASE WHEN x.lo = x.came THEN x.how ELSE 'moved' END, count(*)
    FROM stretches x WHERE NOT x.went_on AND x.lo BETWEEN $2 AND $3 GROUP BY 2
    UNION ALL
    SELECT 'out', CASE WHEN x.hi = x.went THEN x.gone ELSE 'moved' END, count(*)
    FROM stretches x WHERE NOT x.goes_on AND x.hi BETWEEN $2 AND $3 GROUP BY 2
    UNION ALL
    SELECT 'converted', '', count(DISTINCT m.person_id)
    FROM public.members_member m
    JOIN public.members_membership s ON s.member_id = m.person_id
    JOIN stood o ON o.org_id = s.branch_id
    WHERE m.converted_on BETWEEN $2 AND $3
      AND s.from_on <= m.converted_on AND (s.until IS NULL OR s.until > m.converted_on)
      AND o.lo <= m.converted_on AND (o.hi IS NULL OR o.hi > m.converted_on)
    $query$ USING asked, since, through;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0009_every_day"), ("members", "0006_half_a_million")]

    operations = [migrations.RunSQL(FLOW_FIGURES, migrations.RunSQL.noop)]
