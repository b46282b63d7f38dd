"""The walls around derived figures, and the house's own reckoning: aggregates only, by the tree of the day."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, in_branch

# Rights go by today's tree: the asked organisation lies in the signed range of branches.
MAY_ASK = """
CREATE FUNCTION zhibu.may_ask(asked bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT zhibu.scope_ok() AND EXISTS (
        SELECT 1 FROM public.orgs_org o WHERE o.id = asked
        AND o.path >= current_setting('zhibu.branch_lo', true)
        AND o.path < current_setting('zhibu.branch_hi', true))
$$
"""

# Figures go by the tree of the asked day: every organisation that stood under the asked one on that day.
STOOD_UNDER = """
CREATE FUNCTION zhibu.stood_under(asked bigint, on_day date) RETURNS TABLE (org_id bigint, path text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.org_id, p.path
    FROM public.orgs_placement top
    JOIN public.orgs_placement p ON p.path >= top.path AND p.path < top.path || '~'
    WHERE zhibu.may_ask(asked) AND top.org_id = asked
      AND top.from_on <= on_day AND (top.until IS NULL OR top.until > on_day)
      AND p.from_on <= on_day AND (p.until IS NULL OR p.until > on_day)
$$
"""

# One row for each combination of the dated particulars of that day; pages add them up as they need.
MEMBER_FIGURES = """
CREATE FUNCTION zhibu.member_figures(asked bigint, on_day date)
RETURNS TABLE (branch_id bigint, sex text, ethnicity text, born_on date, joined_on date,
               category text, education text, occupation text, n bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.branch_id, m.sex, m.ethnicity, m.born_on, m.joined_on,
           COALESCE(c.code, ''), COALESCE(e.code, ''), COALESCE(w.code, ''), count(*)
    FROM zhibu.stood_under(asked, on_day) u
    JOIN public.members_membership s ON s.branch_id = u.org_id
     AND s.from_on <= on_day AND (s.until IS NULL OR s.until > on_day)
    JOIN public.members_member m ON m.person_id = s.member_id
    LEFT JOIN public.members_particular c ON c.member_id = m.person_id AND c.kind = 'category'
     AND c.from_on <= on_day AND (c.until IS NULL OR c.until > on_day)
    LEFT JOIN public.members_particular e ON e.member_id = m.person_id AND e.kind = 'education'
     AND e.from_on <= on_day AND (e.until IS NULL OR e.until > on_day)
    LEFT JOIN public.members_particular w ON w.member_id = m.person_id AND w.kind = 'occupation'
     AND w.from_on <= on_day AND (w.until IS NULL OR w.until > on_day)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
$$
"""

ORG_FIGURES = """
CREATE FUNCTION zhibu.org_figures(asked bigint, on_day date)
RETURNS TABLE (org_id bigint, code text, name text, kind text, path text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT o.id, o.code, o.name, o.kind, u.path
    FROM zhibu.stood_under(asked, on_day) u JOIN public.orgs_org o ON o.id = u.org_id
$$
"""

MEETING_FIGURES = """
CREATE FUNCTION zhibu.meeting_figures(asked bigint, on_day date, first_month text, last_month text)
RETURNS TABLE (branch_id bigint, month text, kind text, held bigint, expected bigint, present bigint, hours numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.branch_id, b.month, b.kind, b.held::bigint, b.expected::bigint, b.present::bigint, b.hours
    FROM zhibu.stood_under(asked, on_day) u
    JOIN public.statistics_branchmonth b ON b.branch_id = u.org_id
    WHERE b.month BETWEEN first_month AND last_month
$$
"""

NAMES = (
    "may_ask(bigint)",
    "stood_under(bigint, date)",
    "member_figures(bigint, date)",
    "org_figures(bigint, date)",
    "meeting_figures(bigint, date, text, text)",
)


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("meetings", "0002_walls")]

    operations = [
        build("statistics_branchmonth", Wall("branchmonth_within", in_branch())),
        migrations.RunSQL(
            [
                MAY_ASK,
                STOOD_UNDER,
                MEMBER_FIGURES,
                ORG_FIGURES,
                MEETING_FIGURES,
                *(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in NAMES),
            ],
            [f"DROP FUNCTION zhibu.{name}" for name in reversed(NAMES)],
        ),
    ]
