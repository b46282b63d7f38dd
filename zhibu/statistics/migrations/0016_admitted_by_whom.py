"""发展党员 counts for who admitted: also those who have since gone on to another branch, or are no more."""

from django.db import migrations

# Who joined the Party within the period and first belonged to something under the asked organisation, as it
# stood on that day. A first belonging by transfer is somebody whom others admitted.
ADMITTED_FIGURES = """
CREATE FUNCTION zhibu.admitted_figures(asked bigint, since date, through date) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    counted bigint;
BEGIN
    IF NOT zhibu.may_ask(asked, 'person') THEN
        RETURN NULL;
    END IF;
    EXECUTE $query$
    WITH stood AS MATERIALIZED (  -- where and when something stood under the asked organisation
        SELECT p.org_id, GREATEST(p.from_on, t.from_on) AS lo, LEAST(p.until, t.until) AS hi
        FROM public.orgs_placement t
        JOIN public.orgs_placement p ON p.path >= t.path AND p.path < t.path || '~'
        WHERE t.org_id = $1
    )
    SELECT count(DISTINCT s.member_id)
    FROM stood o
    JOIN public.members_membership s ON s.branch_id = o.org_id
    JOIN public.members_member m ON m.person_id = s.member_id
    WHERE s.from_on BETWEEN $2 AND $3 AND m.joined_on BETWEEN $2 AND $3
      AND s.how IN ('admitted', 'entered') AND (s.until IS NULL OR s.until > s.from_on)
      AND o.lo <= s.from_on AND (o.hi IS NULL OR o.hi > s.from_on)
      AND NOT EXISTS (
          SELECT 1 FROM public.members_membership e
          WHERE e.member_id = s.member_id AND e.from_on < s.from_on AND (e.until IS NULL OR e.until > e.from_on))
    $query$ INTO counted USING asked, since, through;
    RETURN counted;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0015_steps"), ("members", "0006_half_a_million")]

    operations = [
        migrations.RunSQL(
            [
                ADMITTED_FIGURES,
                "REVOKE ALL ON FUNCTION zhibu.admitted_figures(bigint, date, date) FROM PUBLIC",
            ],
            "DROP FUNCTION zhibu.admitted_figures(bigint, date, date)",
        )
    ]
