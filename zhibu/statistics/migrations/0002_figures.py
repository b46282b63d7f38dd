"""The walls around derived figures, and the house's own reckoning: what crosses a signed scope is counted."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, in_branch
from zhibu.statistics import dimensions

# Rights go by today's tree: the asked organisation lies in the signed range of branches or of persons.
MAY_ASK = """
CREATE FUNCTION zhibu.may_ask(asked bigint, span text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT zhibu.scope_ok() AND EXISTS (
        SELECT 1 FROM public.orgs_org o WHERE o.id = asked
        AND o.path >= current_setting('zhibu.' || span || '_lo', true)
        AND o.path < current_setting('zhibu.' || span || '_hi', true))
$$
"""

# Figures go by the tree of the asked day: where the organisation stood then, for those who may ask.
PLACE_ON = """
CREATE FUNCTION zhibu.place_on(asked bigint, span text, on_day date) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.path FROM public.orgs_placement p
    WHERE zhibu.may_ask(asked, span) AND p.org_id = asked
      AND p.from_on <= on_day AND (p.until IS NULL OR p.until > on_day)
$$
"""

BEGIN = """
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    top text := zhibu.place_on(asked, '{span}', on_day);
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    -- planned with the bounds known: a branch and the root want different plans
    RETURN QUERY EXECUTE $query$
"""
END = """
    $query$ USING top, top || '~', on_day{more};
END
$$
"""
STOOD = "p.path >= $1 AND p.path < $2 AND p.from_on <= $3 AND (p.until IS NULL OR p.until > $3)"
BELONGED = "s.from_on <= $3 AND (s.until IS NULL OR s.until > $3)"


def particular(alias, kind):
    """The dated particular of the day, if there is one."""
    return (
        f"LEFT JOIN public.members_particular {alias} ON {alias}.member_id = m.person_id "
        f"AND {alias}.kind = '{kind}' AND {alias}.from_on <= $3 "
        f"AND ({alias}.until IS NULL OR {alias}.until > $3)"
    )


def array(values, kind):
    return "ARRAY[" + ", ".join(f"'{value}'" for value in values) + f"]::{kind}[]"


YEARS = "extract(year FROM age($3::timestamp, m.born_on::timestamp))::int"
AGE = f"width_bucket({YEARS}, {array(dimensions.bounds('age'), 'int')})"
JOINED = f"width_bucket(m.joined_on, {array(dimensions.bounds('joined'), 'date')})"
BY = ("sex", "age", "ethnicity", "education", "joined", "occupation", "category", "admitted")
NONE = 2 ** len(BY) - 1

# One pass over the members of that day, one row for each key of each dimension. A birth date never leaves:
# bands are counted inside, by bounds that the caller cannot choose.
MEMBER_FIGURES = f"""
CREATE FUNCTION zhibu.member_figures(asked bigint, on_day date)
RETURNS TABLE (dimension text, key text, members bigint)
{BEGIN.format(span="person")}
    SELECT CASE GROUPING({", ".join(BY)}) WHEN {NONE} THEN 'members'
           {" ".join(f"WHEN {NONE - 2 ** (len(BY) - 1 - i)} THEN '{name}'" for i, name in enumerate(BY))} END,
           COALESCE({", ".join(BY)}, ''), count(*)
    FROM (
        SELECT m.sex::text AS sex, m.ethnicity::text AS ethnicity,
               {AGE}::text AS age, {JOINED}::text AS joined,
               COALESCE(e.code, '')::text AS education, COALESCE(w.code, '')::text AS occupation,
               COALESCE(c.code, '')::text AS category,
               CASE WHEN m.joined_on >= date_trunc('year', $3::timestamp)
                    THEN 'this_year' ELSE 'before' END AS admitted
        FROM public.orgs_placement p
        JOIN public.members_membership s ON s.branch_id = p.org_id AND {BELONGED}
        JOIN public.members_member m ON m.person_id = s.member_id
        {particular("c", "category")}
        {particular("e", "education")}
        {particular("w", "occupation")}
        WHERE {STOOD}
    ) here
    GROUP BY GROUPING SETS ({", ".join(f"({name})" for name in BY)}, ())
{END.format(more="")}
"""

# The organisations directly below on that day that members belong to or under, each with its members.
CHILD_FIGURES = f"""
CREATE FUNCTION zhibu.child_figures(asked bigint, on_day date)
RETURNS TABLE (org_id bigint, code text, name text, kind text, members bigint)
{BEGIN.format(span="person")}
    SELECT o.id, o.code::text, o.name::text, o.kind::text, COALESCE(n.members, 0)
    FROM public.orgs_placement p
    JOIN public.orgs_org o ON o.id = p.org_id
    LEFT JOIN (
        SELECT left(p.path, length($1) + 3) AS path, count(*) AS members
        FROM public.orgs_placement p
        JOIN public.members_membership s ON s.branch_id = p.org_id AND {BELONGED}
        WHERE {STOOD} GROUP BY 1
    ) n ON n.path = p.path
    WHERE {STOOD} AND length(p.path) = length($1) + 3 AND o.kind <> 'group'
    ORDER BY o.sort, p.path
{END.format(more="")}
"""

ORG_FIGURES = f"""
CREATE FUNCTION zhibu.org_figures(asked bigint, on_day date) RETURNS TABLE (kind text, organisations bigint)
{BEGIN.format(span="branch")}
    SELECT o.kind::text, count(*) FROM public.orgs_placement p JOIN public.orgs_org o ON o.id = p.org_id
    WHERE {STOOD} GROUP BY 1
{END.format(more="")}
"""

MEETING_FIGURES = f"""
CREATE FUNCTION zhibu.meeting_figures(asked bigint, on_day date, first_month text, last_month text)
RETURNS TABLE (month text, kind text, held bigint, expected bigint, present bigint, hours numeric)
{BEGIN.format(span="branch")}
    SELECT b.month::text, b.kind::text, sum(b.held)::bigint, sum(b.expected)::bigint, sum(b.present)::bigint,
           sum(b.hours)
    FROM public.orgs_placement p JOIN public.statistics_branchmonth b ON b.branch_id = p.org_id
    WHERE {STOOD} AND b.month BETWEEN $4 AND $5
    GROUP BY 1, 2 ORDER BY 1, 2
{END.format(more=", first_month, last_month")}
"""

# Who was under the asked organisation without a gap is one stretch, also across transfers within it and
# moves of branches. Stretches that begin or end in the period are its flows; a stretch of no day is none.
FLOW_FIGURES = """
CREATE FUNCTION zhibu.flow_figures(asked bigint, since date, through date)
RETURNS TABLE (direction text, reason text, members bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT zhibu.may_ask(asked, 'person') THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH pieces AS (
        SELECT s.member_id, s.how::text AS how, s."left"::text AS gone, s.from_on AS came, s.until AS went,
               GREATEST(s.from_on, p.from_on, t.from_on) AS lo,
               COALESCE(LEAST(s.until, p.until, t.until), 'infinity') AS hi
        FROM public.orgs_placement t
        JOIN public.orgs_placement p ON p.path >= t.path AND p.path < t.path || '~'
        JOIN public.members_membership s ON s.branch_id = p.org_id
        WHERE t.org_id = asked
    ), stretches AS (
        SELECT q.*, lag(q.hi) OVER w IS NOT DISTINCT FROM q.lo AS went_on,
               lead(q.lo) OVER w IS NOT DISTINCT FROM q.hi AS goes_on
        FROM pieces q WHERE q.lo < q.hi AND q.hi >= since AND q.lo <= through
        WINDOW w AS (PARTITION BY q.member_id ORDER BY q.lo)
    )
    SELECT 'in', CASE WHEN x.lo = x.came THEN x.how ELSE 'moved' END, count(*)
    FROM stretches x WHERE NOT x.went_on AND x.lo BETWEEN since AND through GROUP BY 2
    UNION ALL
    SELECT 'out', CASE WHEN x.hi = x.went THEN x.gone ELSE 'moved' END, count(*)
    FROM stretches x WHERE NOT x.goes_on AND x.hi BETWEEN since AND through GROUP BY 2;
END
$$
"""

FUNCTIONS = {
    "may_ask(bigint, text)": MAY_ASK,
    "place_on(bigint, text, date)": PLACE_ON,
    "member_figures(bigint, date)": MEMBER_FIGURES,
    "child_figures(bigint, date)": CHILD_FIGURES,
    "org_figures(bigint, date)": ORG_FIGURES,
    "meeting_figures(bigint, date, text, text)": MEETING_FIGURES,
    "flow_figures(bigint, date, date)": FLOW_FIGURES,
}


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial"), ("meetings", "0002_walls")]

    operations = [
        build("statistics_branchmonth", Wall("branchmonth_within", in_branch())),
        migrations.RunSQL(
            [
                *FUNCTIONS.values(),
                *(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in FUNCTIONS),
            ],
            [f"DROP FUNCTION zhibu.{name}" for name in reversed(FUNCTIONS)],
        ),
    ]
