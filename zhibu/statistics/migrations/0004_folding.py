"""Figures fast at every level: stretches without joins, a cube of the nodes, exact while facts wait to be folded.

A trigger notes each member whose facts change, in the transaction that changes them. Whoever reads adds, for
those noted, what the facts say now and takes away what was folded in. Folding and reading work on one
snapshot each, so nothing is counted twice or not at all.
"""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, for_purpose
from zhibu.statistics import dimensions

HEAD = "LANGUAGE plpgsql {volatile} SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
BY = ("sex", "age", "ethnicity", "education", "joined", "occupation", "category", "field", "admitted")
SETS = 2 ** len(BY) - 1
FACTS = "member_id, branch_id, from_on, until, sex, ethnicity, born_on, joined_on, education, occupation, category"


# The stretch or fact `f` of somebody who is not noted.
FOLDED = "NOT EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id = f.member_id)"
MANY = 20_000  # members noted: from here on everything anew is faster than one by one


def array(values, kind):
    return "ARRAY[" + ", ".join(f"'{value}'" for value in values) + f"]::{kind}[]"


def on_day(alias, day):
    return f"{alias}.from_on <= {day} AND ({alias}.until IS NULL OR {alias}.until > {day})"


def columns(day):
    """Keys of the dimensions of a stretch `s` in an organisation `o`. A birth date never leaves: its band does."""
    years = f"extract(year FROM age({day}::timestamp, s.born_on::timestamp))::int"
    return (
        f"s.sex::text AS sex, width_bucket({years}, {array(dimensions.bounds('age'), 'int')})::text AS age, "
        f"s.ethnicity::text AS ethnicity, s.education::text AS education, "
        f"width_bucket(s.joined_on, {array(dimensions.bounds('joined'), 'date')})::text AS joined, "
        f"s.occupation::text AS occupation, s.category::text AS category, o.field::text AS field, "
        f"CASE WHEN s.joined_on >= date_trunc('year', {day}::timestamp) THEN 'this_year' ELSE 'before' END "
        f"AS admitted"
    )


# Which dimension a row of GROUPING SETS is of, and its key.
NAMED = (
    f"CASE GROUPING({', '.join(BY)}) WHEN {SETS} THEN 'members' "
    + " ".join(f"WHEN {SETS - 2 ** (len(BY) - 1 - i)} THEN '{name}'" for i, name in enumerate(BY))
    + f" END AS dimension, COALESCE({', '.join(BY)}, '') AS key"
)


def counted(source, day, sign="1"):
    """dimension, key, members: alike people are put together first, which several processes can do."""
    return f"""
    SELECT {NAMED}, COALESCE(sum(n), 0)::bigint AS members
    FROM (SELECT {columns(day)}, sum({sign}) AS n FROM {source} GROUP BY {", ".join(BY)}) alike
    GROUP BY GROUPING SETS ({", ".join(f"({name})" for name in BY)}, ())"""


def changes(who):
    """+1 for each stretch that the facts give for these members, −1 for each that was folded in."""
    return f"""(
        SELECT 1 AS sign, x.* FROM zhibu.stretches_of({who}) x
        UNION ALL SELECT -1, {FACTS} FROM public.statistics_stretch f WHERE f.member_id = ANY ({who})
    )"""


def stretches(only):
    return f"""
    WITH cuts AS (
        SELECT member_id, from_on AS day FROM public.members_membership WHERE {only}
        UNION SELECT member_id, until FROM public.members_membership WHERE until IS NOT NULL AND {only}
        UNION SELECT member_id, from_on FROM public.members_particular
        WHERE kind IN ('category', 'education', 'occupation') AND {only}
        UNION SELECT member_id, until FROM public.members_particular
        WHERE kind IN ('category', 'education', 'occupation') AND until IS NOT NULL AND {only}
    ), spans AS (
        SELECT member_id, day, lead(day) OVER (PARTITION BY member_id ORDER BY day) AS until FROM cuts
    )
    SELECT s.member_id, b.branch_id, s.day AS from_on, s.until, m.sex::text AS sex, m.ethnicity::text AS ethnicity,
           m.born_on, m.joined_on, COALESCE(e.code, '')::text AS education,
           COALESCE(w.code, '')::text AS occupation, COALESCE(c.code, '')::text AS category
    FROM spans s
    JOIN public.members_membership b ON b.member_id = s.member_id AND {on_day("b", "s.day")}
    JOIN public.members_member m ON m.person_id = s.member_id
    LEFT JOIN public.members_particular c
        ON c.member_id = s.member_id AND c.kind = 'category' AND {on_day("c", "s.day")}
    LEFT JOIN public.members_particular e
        ON e.member_id = s.member_id AND e.kind = 'education' AND {on_day("e", "s.day")}
    LEFT JOIN public.members_particular w
        ON w.member_id = s.member_id AND w.kind = 'occupation' AND {on_day("w", "s.day")}"""


# With the powers of the caller: called from inside it sees all, from outside what the walls leave.
STRETCHES_OF = f"""
CREATE FUNCTION zhibu.stretches_of(who uuid[]) RETURNS TABLE (
    member_id uuid, branch_id bigint, from_on date, until date, sex text, ethnicity text, born_on date,
    joined_on date, education text, occupation text, category text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$ {stretches("member_id = ANY (who)")} $$
"""

# The members noted, and whether the cube of that day stands: it does not while the tree has changed.
WAITING = """
CREATE FUNCTION zhibu.figures_waiting() RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(array_agg(DISTINCT t.member_id) FILTER (WHERE t.member_id IS NOT NULL), '{}')
    FROM public.statistics_touched t
$$
"""
CUBE_STANDS = """
CREATE FUNCTION zhibu.cube_stands(node text, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.statistics_cube c
                   WHERE c.path = node AND c.on_day = cube_stands.on_day AND c.dimension = 'organisations')
       AND NOT EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL)
$$
"""

STOOD = f"p.path >= $1 AND p.path < $2 AND {on_day('p', '$3')}"
UNDER = "public.orgs_placement p JOIN public.orgs_org o ON o.id = p.org_id"
MEMBER_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.member_figures(asked bigint, on_day date)
RETURNS TABLE (dimension text, key text, members bigint)
{HEAD.format(volatile="STABLE")}
#variable_conflict use_column
DECLARE
    top text := zhibu.place_on(asked, 'person', on_day);
    waiting uuid[];
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    waiting := zhibu.figures_waiting();
    IF zhibu.cube_stands(top, on_day) THEN
        IF waiting = '{{}}' THEN
            RETURN QUERY SELECT c.dimension::text, c.key::text, c.members FROM public.statistics_cube c
            WHERE c.path = top AND c.on_day = member_figures.on_day;
        ELSE
            RETURN QUERY
            SELECT a.dimension, a.key, sum(a.members)::bigint FROM (
                SELECT c.dimension::text, c.key::text, c.members FROM public.statistics_cube c
                WHERE c.path = top AND c.on_day = member_figures.on_day
                UNION ALL
                ({counted(f"{changes('waiting')} s JOIN {UNDER} ON o.id = s.branch_id AND p.path >= top AND p.path < top || '~' AND {on_day('p', 'member_figures.on_day')} AND {on_day('s', 'member_figures.on_day')}", "member_figures.on_day", "s.sign")})
            ) a GROUP BY 1, 2;
        END IF;
    ELSIF waiting = '{{}}' AND (SELECT o.kind = 'branch' FROM public.orgs_org o WHERE o.id = asked) THEN
        RETURN QUERY {counted("public.orgs_org o JOIN public.statistics_stretch s ON s.branch_id = o.id AND o.id = asked AND " + on_day("s", "member_figures.on_day"), "member_figures.on_day")};
    ELSE
        -- planned with the bounds known: a small node and a large one want different plans
        RETURN QUERY EXECUTE $query$ {counted(f"{UNDER} JOIN (SELECT {FACTS} FROM public.statistics_stretch f WHERE {FOLDED} UNION ALL SELECT * FROM zhibu.stretches_of($4)) s ON s.branch_id = p.org_id AND {on_day('s', '$3')} WHERE {STOOD}", "$3")} $query$
        USING top, top || '~', on_day, waiting;
    END IF;
END
$$
"""

CHILD_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.child_figures(asked bigint, on_day date)
RETURNS TABLE (org_id bigint, code text, name text, kind text, members bigint)
{HEAD.format(volatile="STABLE")}
#variable_conflict use_column
DECLARE
    top text := zhibu.place_on(asked, 'person', on_day);
    waiting uuid[];
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    waiting := zhibu.figures_waiting();
    IF waiting = '{{}}' AND zhibu.cube_stands(top, on_day) THEN
        RETURN QUERY
        SELECT o.id, o.code::text, o.name::text, o.kind::text, COALESCE(c.members, 0)
        FROM public.orgs_placement p
        JOIN public.orgs_org o ON o.id = p.org_id
        LEFT JOIN public.statistics_cube c
            ON c.path = p.path AND c.on_day = child_figures.on_day AND c.dimension = 'members' AND c.key = ''
        WHERE p.parent_id = asked AND {on_day("p", "child_figures.on_day")} AND o.kind <> 'group'
        ORDER BY o.sort, p.path;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $query$
    SELECT o.id, o.code::text, o.name::text, o.kind::text, COALESCE(n.members, 0)
    FROM public.orgs_placement p
    JOIN public.orgs_org o ON o.id = p.org_id
    LEFT JOIN (
        SELECT left(p.path, length($1) + 3) AS path, count(*) AS members
        FROM public.orgs_placement p
        JOIN public.members_membership s ON s.branch_id = p.org_id AND {on_day("s", "$3")}
        WHERE {STOOD} GROUP BY 1
    ) n ON n.path = p.path
    WHERE {STOOD} AND length(p.path) = length($1) + 3 AND o.kind <> 'group'
    ORDER BY o.sort, p.path
    $query$ USING top, top || '~', on_day;
END
$$
"""

ORG_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.org_figures(asked bigint, on_day date)
RETURNS TABLE (kind text, organisations bigint)
{HEAD.format(volatile="STABLE")}
#variable_conflict use_column
DECLARE
    top text := zhibu.place_on(asked, 'branch', on_day);
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    IF zhibu.cube_stands(top, on_day) THEN
        RETURN QUERY SELECT c.key::text, c.members FROM public.statistics_cube c
        WHERE c.path = top AND c.on_day = org_figures.on_day AND c.dimension = 'organisations';
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $query$
    SELECT o.kind::text, count(*) FROM {UNDER} WHERE {STOOD} GROUP BY 1
    $query$ USING top, top || '~', on_day;
END
$$
"""


# All that a page of figures begins with, in one question: what of a child is said stands beside its members.
NODE_FIGURES = f"""
CREATE FUNCTION zhibu.node_figures(asked bigint, on_day date)
RETURNS TABLE (dimension text, key text, members bigint, org_id bigint, code text, name text, kind text)
{HEAD.format(volatile="STABLE")}
#variable_conflict use_column
DECLARE
    top text := zhibu.place_on(asked, 'person', on_day);
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    IF zhibu.cube_stands(top, on_day) AND zhibu.figures_waiting() = '{{}}' THEN
        RETURN QUERY
        SELECT c.dimension::text, c.key::text, c.members, NULL::bigint, NULL, NULL, NULL
        FROM public.statistics_cube c WHERE c.path = top AND c.on_day = node_figures.on_day;
    ELSIF (SELECT o.kind = 'branch' FROM public.orgs_org o WHERE o.id = asked) THEN
        RETURN QUERY
        SELECT f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL
        FROM zhibu.member_figures(asked, node_figures.on_day) f
        UNION ALL SELECT 'organisations', 'branch', 1::bigint, NULL::bigint, NULL, NULL, NULL;
        RETURN;
    ELSE
        RETURN QUERY
        SELECT f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL
        FROM zhibu.member_figures(asked, node_figures.on_day) f
        UNION ALL
        SELECT 'organisations', g.kind, g.organisations, NULL::bigint, NULL, NULL, NULL
        FROM zhibu.org_figures(asked, node_figures.on_day) g;
    END IF;
    RETURN QUERY
    SELECT 'child', '', d.members, d.org_id, d.code, d.name, d.kind
    FROM zhibu.child_figures(asked, node_figures.on_day) d;
END
$$
"""


def leaves(source, day, sign):
    """path of a branch, dimension, key, members: of stretches `s` placed by `p` in organisations `o`."""
    return f"""
    SELECT path, {NAMED}, sum(n)::bigint AS members
    FROM (SELECT p.path::text AS path, {columns(day)}, {sign} AS n
          FROM {source} JOIN {UNDER} ON o.id = s.branch_id AND {on_day("p", day)} AND {on_day("s", day)}) each
    GROUP BY GROUPING SETS ({", ".join(f"(path, {name})" for name in BY)}, (path))"""


def rolled(leaf, day):
    """The leaves at every node above them; of a branch itself only its members."""
    node = f"SELECT p.path::text AS path FROM {UNDER} WHERE o.kind NOT IN ('branch', 'group') AND {on_day('p', day)}"
    return f"""
    SELECT n.path, l.dimension, l.key, sum(l.members)::bigint AS members
    FROM {leaf} l CROSS JOIN generate_series(3, length(l.path), 3) AS places
    JOIN ({node}) n ON n.path = left(l.path, places)
    GROUP BY 1, 2, 3
    UNION ALL SELECT l.path, 'members', '', l.members FROM {leaf} l WHERE l.dimension = 'members'"""


def organisations(day):
    return f"""
    SELECT n.path::text, 'organisations', o.kind::text, count(*)
    FROM {UNDER} CROSS JOIN generate_series(3, length(p.path), 3) AS places
    JOIN public.orgs_placement n ON n.path = left(p.path, places) AND {on_day("n", day)}
    JOIN public.orgs_org a ON a.id = n.org_id AND a.kind NOT IN ('branch', 'group')
    WHERE {on_day("p", day)} GROUP BY 1, 2, 3"""


CELLS = f"""WITH leaf AS MATERIALIZED ({leaves("public.statistics_stretch s", "today", "1")})
{rolled("leaf", "today")} UNION ALL {organisations("today")}"""
REFILL = f"""
    DELETE FROM public.statistics_cube;
    INSERT INTO public.statistics_cube (path, dimension, key, on_day, members)
    SELECT c.path, c.dimension, c.key, today, c.members FROM ({CELLS}) c;"""
RESTRETCH = f"""
    DELETE FROM public.statistics_stretch;
    INSERT INTO public.statistics_stretch ({FACTS}) SELECT {FACTS} FROM ({stretches("true")}) f;"""
HOUSE_ONLY = """
    IF NOT zhibu.scope_ok() OR current_setting('zhibu.purpose', true) <> 'house' THEN
        RAISE EXCEPTION 'figures are folded by the house itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('statistics.fold'));"""

FOLD = f"""
CREATE FUNCTION zhibu.fold_figures(today date) RETURNS integer
{HEAD.format(volatile="VOLATILE SET work_mem = '64MB'")}
#variable_conflict use_column
DECLARE
    who uuid[];
    again boolean;
BEGIN
    {HOUSE_ONLY}
    WITH taken AS (DELETE FROM public.statistics_touched RETURNING member_id)
    SELECT COALESCE(array_agg(DISTINCT member_id) FILTER (WHERE member_id IS NOT NULL), '{{}}'),
           COALESCE(bool_or(member_id IS NULL), false)
    INTO who, again FROM taken;
    again := again OR NOT EXISTS (SELECT 1 FROM public.statistics_cube c WHERE c.on_day = today);
    IF cardinality(who) > {MANY} THEN {RESTRETCH}
        again := true;
    ELSIF who <> '{{}}' THEN
        WITH gone AS (
            DELETE FROM public.statistics_stretch WHERE member_id = ANY (who) RETURNING {FACTS}
        ), came AS (
            INSERT INTO public.statistics_stretch ({FACTS})
            SELECT {FACTS} FROM zhibu.stretches_of(who) RETURNING {FACTS}
        ), change AS (
            SELECT 1 AS sign, c.* FROM came c UNION ALL SELECT -1, g.* FROM gone g
        ), leaf AS MATERIALIZED ({leaves("change s", "today", "s.sign")})
        INSERT INTO public.statistics_cube AS cell (path, dimension, key, on_day, members)
        SELECT d.path, d.dimension, d.key, today, d.members FROM ({rolled("leaf", "today")}) d
        WHERE d.members <> 0 AND NOT again
        ON CONFLICT (path, dimension, key) DO UPDATE SET members = cell.members + excluded.members;
    END IF;
    IF again THEN {REFILL}
    END IF;
    RETURN cardinality(who);
END
$$
"""

# Everything anew from the facts, compared with what stands and what waits; then put right. In one statement
# each, so that facts written meanwhile are seen by both sides or by none.
RECOUNT = f"""
CREATE FUNCTION zhibu.recount_figures(today date) RETURNS bigint
{HEAD.format(volatile="VOLATILE SET work_mem = '64MB'")}
#variable_conflict use_column
DECLARE
    wrong integer;
    off integer := 0;
    began timestamptz := clock_timestamp();
    kept bigint;
BEGIN
    {HOUSE_ONLY}
    WITH fresh AS MATERIALIZED ({stretches("true")}), stand AS (
        SELECT {FACTS} FROM public.statistics_stretch f WHERE {FOLDED}
    ), new AS (
        SELECT {FACTS} FROM fresh f WHERE {FOLDED}
    )
    SELECT (SELECT count(*) FROM (SELECT * FROM new EXCEPT ALL SELECT * FROM stand) a)
         + (SELECT count(*) FROM (SELECT * FROM stand EXCEPT ALL SELECT * FROM new) b) INTO wrong;
    IF wrong > 0 THEN
        DELETE FROM public.statistics_touched WHERE member_id IS NOT NULL;
        {RESTRETCH}
    END IF;
    PERFORM zhibu.fold_figures(today);
    IF wrong = 0 THEN
        SELECT count(*) INTO off
        FROM public.statistics_cube c FULL JOIN ({CELLS}) f USING (path, dimension, key)
        WHERE COALESCE(c.members, 0) <> COALESCE(f.members, 0)
          AND NOT EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL);
    END IF;
    IF wrong + off > 0 THEN {REFILL}
    END IF;
    INSERT INTO public.statistics_recount (day, stretches, cells, differences, seconds)
    SELECT today, (SELECT count(*) FROM public.statistics_stretch), (SELECT count(*) FROM public.statistics_cube),
           wrong + off, extract(epoch FROM clock_timestamp() - began)
    RETURNING id INTO kept;
    RETURN kept;
END
$$
"""

FLOW_FIGURES = """
CREATE OR REPLACE FUNCTION zhibu.flow_figures(asked bigint, since date, through date)
RETURNS TABLE (direction text, reason text, members bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT zhibu.may_ask(asked, 'person') THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $query$
    WITH stood AS (  -- where and when something stood under the asked organisation
        SELECT p.org_id, GREATEST(p.from_on, t.from_on) AS lo, LEAST(p.until, t.until) AS hi
        FROM public.orgs_placement t
        JOIN public.orgs_placement p ON p.path >= t.path AND p.path < t.path || '~'
        WHERE t.org_id = $1
    ), turned AS (  -- only whose membership or whose branch's place begins or ends in the period can flow
        SELECT s.member_id FROM public.members_membership s JOIN stood o ON o.org_id = s.branch_id
        WHERE s.from_on BETWEEN $2 AND $3 OR s.until BETWEEN $2 AND $3
           OR o.lo BETWEEN $2 AND $3 OR o.hi BETWEEN $2 AND $3
    ), pieces AS (
        SELECT s.member_id, s.how::text AS how, s."left"::text AS gone, s.from_on AS came, s.until AS went,
               GREATEST(s.from_on, o.lo) AS lo, COALESCE(LEAST(s.until, o.hi), 'infinity') AS hi
        FROM (SELECT DISTINCT member_id FROM turned) w
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
    FROM stood o
    JOIN public.members_membership s ON s.branch_id = o.org_id
    JOIN public.members_member m ON m.person_id = s.member_id
    WHERE m.converted_on BETWEEN $2 AND $3
      AND s.from_on <= m.converted_on AND (s.until IS NULL OR s.until > m.converted_on)
      AND o.lo <= m.converted_on AND (o.hi IS NULL OR o.hi > m.converted_on)
    $query$ USING asked, since, through;
END
$$
"""

TOUCH = f"""
CREATE FUNCTION zhibu.touch_members() RETURNS trigger
{HEAD.format(volatile="VOLATILE")}
BEGIN
    INSERT INTO public.statistics_touched (member_id) SELECT DISTINCT c.member_id FROM changed c;
    RETURN NULL;
END
$$
"""
TOUCH_CARDS = f"""
CREATE FUNCTION zhibu.touch_cards() RETURNS trigger
{HEAD.format(volatile="VOLATILE")}
BEGIN
    INSERT INTO public.statistics_touched (member_id)
    SELECT n.person_id FROM changed n JOIN was o ON o.person_id = n.person_id
    WHERE (n.sex, n.ethnicity, n.born_on, n.joined_on)
          IS DISTINCT FROM (o.sex, o.ethnicity, o.born_on, o.joined_on);
    RETURN NULL;
END
$$
"""
TOUCH_TREE = f"""
CREATE FUNCTION zhibu.touch_tree() RETURNS trigger
{HEAD.format(volatile="VOLATILE")}
BEGIN
    INSERT INTO public.statistics_touched (member_id) VALUES (NULL);
    RETURN NULL;
END
$$
"""


def noticed(table, function, *events):
    """Once a statement, whatever its number of rows."""
    sides = {"INSERT": "NEW TABLE AS changed", "DELETE": "OLD TABLE AS changed"}
    sides["UPDATE"] = "OLD TABLE AS was NEW TABLE AS changed"
    return [
        f"CREATE TRIGGER touched_by_{event.lower()} AFTER {event} ON public.{table} "
        f"REFERENCING {sides[event]} FOR EACH STATEMENT EXECUTE FUNCTION zhibu.{function}()"
        for event in events
    ]


TRIGGERS = [
    *noticed("members_membership", "touch_members", "INSERT", "UPDATE", "DELETE"),
    *noticed("members_particular", "touch_members", "INSERT", "UPDATE", "DELETE"),
    *noticed("members_member", "touch_cards", "UPDATE"),
    "CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE ON public.orgs_placement "
    "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.touch_tree()",
    "CREATE TRIGGER touched AFTER UPDATE OF kind, field ON public.orgs_org "
    "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.touch_tree()",
]
FILL = f"INSERT INTO public.statistics_stretch ({FACTS}) SELECT {FACTS} FROM ({stretches('true')}) f"
FUNCTIONS = {
    "stretches_of(uuid[])": STRETCHES_OF,
    "figures_waiting()": WAITING,
    "cube_stands(text, date)": CUBE_STANDS,
    "node_figures(bigint, date)": NODE_FIGURES,
    "fold_figures(date)": FOLD,
    "recount_figures(date)": RECOUNT,
    "touch_members()": TOUCH,
    "touch_cards()": TOUCH_CARDS,
    "touch_tree()": TOUCH_TREE,
}
REPLACED = [MEMBER_FIGURES, CHILD_FIGURES, ORG_FIGURES, FLOW_FIGURES]


class Migration(migrations.Migration):
    dependencies = [("statistics", "0003_cube"), ("members", "0002_walls"), ("orgs", "0002_walls")]

    operations = [
        build("statistics_stretch"),
        build("statistics_touched"),
        build("statistics_cube"),
        build("statistics_recount", Wall("recount_read", for_purpose("house", "accounts"), "SELECT")),
        migrations.RunSQL(
            [
                *REPLACED,
                *FUNCTIONS.values(),
                *(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in FUNCTIONS),
                *TRIGGERS,
                FILL,
            ],
            migrations.RunSQL.noop,
        ),
    ]
