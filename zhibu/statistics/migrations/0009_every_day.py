"""Any past day as fast as today: what a node counted stands in rows that hold from one change to the next.

A large node keeps every key, every other node above a branch its members. A member while in a branch while the
branch stood in one place is a piece: it adds to every node whose path its own path begins with, from its first
day until its last. A change of facts or of the tree is pieces that come and pieces that go, so both are folded
in by one addition, and what waits to be folded is added when it is read.
"""

from importlib import import_module

from django.db import migrations

from zhibu.kernel.walls import build
from zhibu.statistics import dimensions

folding = import_module("zhibu.statistics.migrations.0004_folding")
HEAD, UNDER, FACTS, FOLDED = folding.HEAD, folding.UNDER, folding.FACTS, folding.FOLDED
BY, NAMED, MANY = folding.BY, folding.NAMED, folding.MANY
on_day, counted, changes, array = folding.on_day, folding.counted, folding.changes, folding.array

LARGE = 2_000  # members from which a node keeps every key
YEARS = 5  # full years before this one, whose days are kept
WIDE = 1_500  # branches: under fewer, each is looked up; under more, they are joined
PLAIN = ("sex", "ethnicity", "education", "joined", "occupation", "category", "field")


def birthday(born, years):
    """The first day on which somebody is so old; who was born on a 29 February, in other years on 1 March.

    Written out, not called: for half a million members a call costs a minute.
    """
    day = f"({born} + make_interval(years => {years}))"
    return f"{day}::date + (extract(day FROM {born}) <> extract(day FROM {day}))::int"


ADDED = """
CREATE FUNCTION zhibu.added(one integer[], other integer[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(COALESCE(a, 0) + COALESCE(b, 0) ORDER BY i) FROM unnest(one, other) WITH ORDINALITY t(a, b, i)
$$
"""

# Whether a change of the tree waits that alters what is under a node on a day; and whether one waits there
# that alters anything below it.
UNFOLDED = """
    SELECT EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL AND t.org_id IS NULL)
        OR EXISTS (
            SELECT 1 FROM public.statistics_touched t
            WHERE t.org_id IS NOT NULL AND t.path >= node AND t.path < node || '~'
              AND t.from_on <= on_day AND (t.until IS NULL OR t.until > on_day)
            GROUP BY {by} HAVING sum(t.sign) <> 0)
"""
TREE_WAITS = f"""
CREATE FUNCTION zhibu.tree_waits(node text, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$ {UNFOLDED.format(by="t.org_id")} $$
"""
TREE_TURNS = f"""
CREATE FUNCTION zhibu.tree_turns(node text, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$ {UNFOLDED.format(by="t.org_id, t.path")} $$
"""
CUBE_STANDS = """
CREATE OR REPLACE FUNCTION zhibu.cube_stands(node text, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.statistics_cube c
                   WHERE c.path = node AND c.on_day = cube_stands.on_day AND c.dimension = 'organisations')
       AND NOT zhibu.tree_waits(node, cube_stands.on_day)
$$
"""
PAST_STANDS = """
CREATE FUNCTION zhibu.past_stands(node text, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.statistics_kept k, public.statistics_reach r
                   WHERE k.path = node AND past_stands.on_day BETWEEN r.since AND r.through)
       AND NOT zhibu.tree_waits(node, past_stands.on_day)
$$
"""

# What a large node counted on a day, as the cube tells it of today.
PAST_CELLS = """
    SELECT c.dimension::text, c.key::text, v.n::bigint AS members
    FROM (SELECT x.cells FROM public.statistics_past x
          WHERE x.path = top AND x.from_on <= {day} ORDER BY x.from_on DESC LIMIT 1) x
    CROSS JOIN LATERAL unnest(x.cells) WITH ORDINALITY v(n, place)
    JOIN public.statistics_cell c ON c.number = v.place
    WHERE v.n <> 0
    UNION ALL
    (SELECT 'members', '', x.members::bigint FROM public.statistics_past x
     WHERE x.path = top AND x.from_on <= {day} ORDER BY x.from_on DESC LIMIT 1)"""


def with_waiting(folded, day):
    """What was folded in, and beside it what the facts of those noted say since."""
    here = (
        f"ON o.id = s.branch_id AND p.path >= top AND p.path < top || '~' AND {on_day('p', day)} "
        f"AND {on_day('s', day)}"
    )
    waits = counted(f"{changes('waiting')} s JOIN {UNDER} {here}", day, "s.sign")
    return f"SELECT a.dimension, a.key, sum(a.members)::bigint FROM ({folded} UNION ALL ({waits})) a GROUP BY 1, 2"


CUBE_CELLS = """
    SELECT c.dimension::text, c.key::text, c.members FROM public.statistics_cube c
    WHERE c.path = top AND c.on_day = {day}"""
STOOD = f"p.path >= $1 AND p.path < $2 AND {on_day('p', '$3')}"
BEGIN_FIGURES = """
#variable_conflict use_column
DECLARE
    top text := zhibu.place_on(asked, '{span}', on_day);
    waiting uuid[];
    branches bigint[];
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;"""
DAY = "member_figures.on_day"
MEMBER_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.member_figures(asked bigint, on_day date)
RETURNS TABLE (dimension text, key text, members bigint)
{HEAD.format(volatile="STABLE")}{BEGIN_FIGURES.format(span="person")}
    waiting := zhibu.figures_waiting();
    IF zhibu.cube_stands(top, {DAY}) THEN
        IF waiting = '{{}}' THEN
            RETURN QUERY {CUBE_CELLS.format(day=DAY)};
        ELSE
            RETURN QUERY {with_waiting(CUBE_CELLS.format(day=DAY), DAY)};
        END IF;
        RETURN;
    END IF;
    IF zhibu.past_stands(top, {DAY}) THEN
        IF waiting = '{{}}' THEN
            RETURN QUERY {PAST_CELLS.format(day=DAY)};
        ELSE
            RETURN QUERY {with_waiting(PAST_CELLS.format(day=DAY), DAY)};
        END IF;
        RETURN;
    END IF;
    IF waiting = '{{}}' THEN
        branches := ARRAY(
            SELECT p.org_id FROM public.orgs_placement p
            WHERE p.path >= top AND p.path < top || '~' AND {on_day("p", DAY)} LIMIT {WIDE + 1});
        IF cardinality(branches) <= {WIDE} THEN
            RETURN QUERY {counted(f"unnest(branches) b JOIN public.orgs_org o ON o.id = b JOIN public.statistics_stretch s ON s.branch_id = b AND {on_day('s', DAY)}", DAY)};
            RETURN;
        END IF;
    END IF;
    -- planned with the bounds known: a small node and a large one want different plans
    RETURN QUERY EXECUTE $query$ {counted(f"{UNDER} JOIN (SELECT {FACTS} FROM public.statistics_stretch f WHERE {FOLDED} UNION ALL SELECT * FROM zhibu.stretches_of($4)) s ON s.branch_id = p.org_id AND {on_day('s', '$3')} WHERE {STOOD}", "$3")} $query$
    USING top, top || '~', on_day, waiting;
END
$$
"""

DAY = "child_figures.on_day"
CHILD = "SELECT o.id, o.code::text, o.name::text, o.kind::text"
BELOW = f"p.parent_id = asked AND {on_day('p', DAY)} AND o.kind <> 'group'"
CHILD_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.child_figures(asked bigint, on_day date)
RETURNS TABLE (org_id bigint, code text, name text, kind text, members bigint)
{HEAD.format(volatile="STABLE")}{BEGIN_FIGURES.format(span="person")}
    waiting := zhibu.figures_waiting();
    IF NOT zhibu.tree_turns(top, {DAY}) THEN
        IF waiting = '{{}}' AND EXISTS (SELECT 1 FROM public.statistics_cube c
                                        WHERE c.path = top AND c.on_day = {DAY}) THEN
            RETURN QUERY
            {CHILD}, COALESCE(c.members, 0)
            FROM public.orgs_placement p
            JOIN public.orgs_org o ON o.id = p.org_id
            LEFT JOIN public.statistics_cube c
                ON c.path = p.path AND c.on_day = {DAY} AND c.dimension = 'members'
            WHERE {BELOW} ORDER BY o.sort, p.path;
            RETURN;
        END IF;
        IF EXISTS (SELECT 1 FROM public.statistics_reach r WHERE {DAY} BETWEEN r.since AND r.through) THEN
            -- what is no branch was counted for every day; a branch counts its own few
            RETURN QUERY
            WITH waits AS (
                SELECT left(q.path, length(top) + 3) AS path, sum(s.sign) AS members
                FROM {changes("waiting")} s JOIN public.orgs_placement q ON q.org_id = s.branch_id
                WHERE waiting <> '{{}}' AND q.path > top AND q.path < top || '~'
                  AND {on_day("q", DAY)} AND {on_day("s", DAY)}
                GROUP BY 1
            )
            {CHILD}, (CASE o.kind WHEN 'branch' THEN
                (SELECT count(*) FROM public.members_membership s
                 WHERE s.branch_id = o.id AND {on_day("s", DAY)})
            ELSE COALESCE((SELECT x.members FROM public.statistics_past x
                           WHERE x.path = p.path AND x.from_on <= {DAY}
                           ORDER BY x.from_on DESC LIMIT 1), 0)
               + COALESCE((SELECT w.members FROM waits w WHERE w.path = p.path), 0) END)::bigint
            FROM public.orgs_placement p
            JOIN public.orgs_org o ON o.id = p.org_id
            WHERE {BELOW} ORDER BY o.sort, p.path;
            RETURN;
        END IF;
    END IF;
    RETURN QUERY EXECUTE $query$
    {CHILD}, COALESCE(n.members, 0)
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

DAY = "org_figures.on_day"
ORG_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.org_figures(asked bigint, on_day date)
RETURNS TABLE (kind text, organisations bigint)
{HEAD.format(volatile="STABLE")}{BEGIN_FIGURES.format(span="branch")}
    IF zhibu.cube_stands(top, {DAY}) THEN
        RETURN QUERY SELECT f.key, f.members FROM ({CUBE_CELLS.format(day=DAY)}) f
        WHERE f.dimension = 'organisations';
    ELSIF zhibu.past_stands(top, {DAY}) THEN
        RETURN QUERY SELECT f.key, f.members FROM ({PAST_CELLS.format(day=DAY)}) f
        WHERE f.dimension = 'organisations';
    ELSE
        branches := ARRAY(
            SELECT p.org_id FROM public.orgs_placement p
            WHERE p.path >= top AND p.path < top || '~' AND {on_day("p", DAY)} LIMIT {WIDE + 1});
        IF cardinality(branches) <= {WIDE} THEN
            RETURN QUERY
            SELECT o.kind::text, count(*) FROM unnest(branches) b JOIN public.orgs_org o ON o.id = b GROUP BY 1;
            RETURN;
        END IF;
        RETURN QUERY EXECUTE $query$
        SELECT o.kind::text, count(*) FROM {UNDER} WHERE {STOOD} GROUP BY 1
        $query$ USING top, top || '~', on_day;
    END IF;
END
$$
"""

DAY = "node_figures.on_day"
NODE_FIGURES = f"""
CREATE OR REPLACE FUNCTION zhibu.node_figures(asked bigint, on_day date)
RETURNS TABLE (dimension text, key text, members bigint, org_id bigint, code text, name text, kind text)
{HEAD.format(volatile="STABLE")}{BEGIN_FIGURES.format(span="person")}
    waiting := zhibu.figures_waiting();
    IF waiting = '{{}}' AND zhibu.cube_stands(top, {DAY}) THEN
        RETURN QUERY
        SELECT f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL
        FROM ({CUBE_CELLS.format(day=DAY)}) f;
    ELSIF waiting = '{{}}' AND zhibu.past_stands(top, {DAY}) THEN
        RETURN QUERY
        SELECT f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL
        FROM ({PAST_CELLS.format(day=DAY)}) f;
    ELSIF (SELECT o.kind = 'branch' FROM public.orgs_org o WHERE o.id = asked) THEN
        RETURN QUERY
        SELECT f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL
        FROM zhibu.member_figures(asked, {DAY}) f
        UNION ALL SELECT 'organisations', 'branch', 1::bigint, NULL::bigint, NULL, NULL, NULL;
        RETURN;
    ELSE
        RETURN QUERY
        SELECT f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL
        FROM zhibu.member_figures(asked, {DAY}) f WHERE f.dimension <> 'organisations'
        UNION ALL
        SELECT 'organisations', g.kind, g.organisations, NULL::bigint, NULL, NULL, NULL
        FROM zhibu.org_figures(asked, {DAY}) g;
    END IF;
    RETURN QUERY
    SELECT 'child', '', d.members, d.org_id, d.code, d.name, d.kind
    FROM zhibu.child_figures(asked, {DAY}) d;
END
$$
"""


def pieces(source, place, sign):
    """Of stretches `s` and places of their branches: who adds what to which path, from which day until which."""
    return f"""
    SELECT ({sign})::int AS n, {place}.path::text AS path, GREATEST(s.from_on, {place}.from_on) AS lo,
           COALESCE(LEAST(s.until, {place}.until), 'infinity') AS hi, s.sex::text AS sex,
           s.ethnicity::text AS ethnicity, s.born_on, s.joined_on, s.education::text AS education,
           s.occupation::text AS occupation, s.category::text AS category, o.field::text AS field
    FROM {source} JOIN public.orgs_org o ON o.id = s.branch_id
    WHERE GREATEST(s.from_on, {place}.from_on) < COALESCE(LEAST(s.until, {place}.until), 'infinity')"""


BANDS = ", ".join(
    f"({place}, {low or 'NULL::int'}, {high or 'NULL::int'})"
    for place, (low, high) in enumerate(
        zip([None, *dimensions.bounds("age")], [*dimensions.bounds("age"), None], strict=True)
    )
)


def _plain(name):
    return f"""
        SELECT t.path, t.day, '{name}', t.{name}, sum(t.n)::int FROM turn t
        GROUP BY t.path, t.day, t.{name} HAVING sum(t.n) <> 0"""


def events(piece, placed):
    """path, day, dimension, key, n: by how much each key of each node changes on which day.

    `piece` as above; `placed`: n, path, lo, hi, kind of organisations. `first` and `last` are the kept days; what
    lies before them changes on the first. Common table expressions, and the name of the last: `event`.
    """
    return f"""
    above AS MATERIALIZED (
        SELECT x.path, k.path AS node
        FROM (SELECT path FROM {piece} UNION SELECT path FROM {placed}) x
        JOIN public.statistics_kept k ON x.path >= k.path AND x.path < k.path || '~'
    ), under AS MATERIALIZED (
        SELECT k.node, GREATEST(x.lo, first) AS lo, x.hi, x.n, x.sex, x.ethnicity, x.born_on,
               x.education, x.occupation, x.category, x.field,
               width_bucket(x.joined_on, {array(dimensions.bounds("joined"), "date")})::text AS joined,
               make_date(extract(year FROM x.joined_on)::int + 1, 1, 1) AS settled,
               extract(year FROM x.born_on)::int AS born,
               extract(year FROM GREATEST(x.lo, first))::int AS first_year,
               extract(year FROM LEAST(x.hi, last))::int AS last_year
        FROM {piece} x JOIN above k ON k.path = x.path
        WHERE x.hi > first AND x.lo <= last
    ), turn AS MATERIALIZED (
        SELECT u.node AS path, u.lo AS day, u.n, {", ".join(f"u.{name}" for name in PLAIN)} FROM under u
        UNION ALL
        SELECT u.node, u.hi, -u.n, {", ".join(f"u.{name}" for name in PLAIN)} FROM under u WHERE u.hi <= last
    ), aged AS (
        SELECT u.node, u.n, b.band, GREATEST(u.lo, {birthday("u.born_on", "b.low")}) AS lo,
               LEAST(u.hi, {birthday("u.born_on", "b.high")}) AS hi
        FROM under u JOIN (VALUES {BANDS}) b (band, low, high)
          ON (b.low IS NULL OR u.born + b.low <= u.last_year)
         AND (b.high IS NULL OR u.born + b.high >= u.first_year)
    ), entered AS (
        SELECT u.node, u.n, a.key, a.lo, a.hi
        FROM under u CROSS JOIN LATERAL (VALUES
            ('this_year', u.lo, LEAST(u.hi, u.settled)), ('before', GREATEST(u.lo, u.settled), u.hi)
        ) a (key, lo, hi)
        WHERE a.lo < a.hi
    ), leaf_turn AS MATERIALIZED (
        SELECT x.path, GREATEST(e.day, first) AS day, sum(e.n) AS n
        FROM {piece} x CROSS JOIN LATERAL (VALUES (x.lo, x.n), (x.hi, -x.n)) e (day, n)
        WHERE x.hi > first AND e.day <= last GROUP BY 1, 2 HAVING sum(e.n) <> 0
    ), event AS (
        {" UNION ALL ".join(_plain(name) for name in PLAIN)}
        UNION ALL
        SELECT a.node, e.day, 'age', a.band::text, sum(e.n)::int
        FROM aged a CROSS JOIN LATERAL (VALUES (a.lo, a.n), (a.hi, -a.n)) e (day, n)
        WHERE a.lo < a.hi AND e.day <= last GROUP BY 1, 2, a.band HAVING sum(e.n) <> 0
        UNION ALL
        SELECT a.node, e.day, 'admitted', a.key, sum(e.n)::int
        FROM entered a CROSS JOIN LATERAL (VALUES (a.lo, a.n), (a.hi, -a.n)) e (day, n)
        WHERE e.day <= last GROUP BY 1, 2, 4 HAVING sum(e.n) <> 0
        UNION ALL
        SELECT k.node, GREATEST(e.day, first), 'organisations', x.kind, sum(e.n)::int
        FROM {placed} x JOIN above k ON k.path = x.path
        CROSS JOIN LATERAL (VALUES (x.lo, x.n), (x.hi, -x.n)) e (day, n)
        WHERE e.day <= last GROUP BY 1, 2, 4 HAVING sum(e.n) <> 0
        UNION ALL
        SELECT left(l.path, upto), l.day, 'members', '', sum(l.n)::int
        FROM leaf_turn l CROSS JOIN LATERAL generate_series(3, length(l.path) - 3, 3) AS upto
        GROUP BY 1, 2 HAVING sum(l.n) <> 0
    )"""


ALL_PIECES = pieces(
    "public.statistics_stretch s JOIN public.orgs_placement p ON p.org_id = s.branch_id", "p", "1"
)
ALL_PLACED = """
    SELECT 1 AS n, p.path::text AS path, p.from_on AS lo, COALESCE(p.until, 'infinity') AS hi, o.kind::text AS kind
    FROM public.orgs_placement p JOIN public.orgs_org o ON o.id = p.org_id"""
NAME_CELLS = """
    INSERT INTO public.statistics_cell (number, dimension, key)
    SELECT (SELECT COALESCE(max(number), 0) FROM public.statistics_cell)
           + row_number() OVER (ORDER BY f.dimension, f.key), f.dimension, f.key
    FROM (SELECT DISTINCT d.dimension, d.key FROM {new} d WHERE d.dimension <> 'members') f
    WHERE NOT EXISTS (SELECT 1 FROM public.statistics_cell c WHERE c.dimension = f.dimension AND c.key = f.key);"""
NUMBERED = """
    LEFT JOIN public.statistics_cell c ON c.dimension = e.dimension AND c.key = e.key
    LEFT JOIN public.statistics_kept k ON k.path = e.path"""
EVENT = "event (path, day, dimension, key, n)"

# Everything anew: the changes of each node added up day by day. Every key that occurs has its place before.
PAST_ROWS = f"""
CREATE FUNCTION zhibu.past_rows() RETURNS TABLE (node text, day_one date, held integer, counts integer[])
{HEAD.format(volatile="STABLE SET work_mem = '64MB'")}
DECLARE
    width integer := (SELECT COALESCE(max(number), 0) FROM public.statistics_cell);
    step record;
    kept boolean;
    total integer[];
    first date;
    last date;
BEGIN
    SELECT r.since, r.through INTO first, last FROM public.statistics_reach r;
    FOR step IN
        WITH piece AS MATERIALIZED ({ALL_PIECES}), placed AS ({ALL_PLACED}),
        {events("piece", "placed").replace("event AS", EVENT + " AS")}
        SELECT e.path, e.day, e.n, c.number, k.path IS NOT NULL AS kept FROM event e {NUMBERED}
        ORDER BY e.path, e.day
    LOOP
        IF (step.path, step.day) IS DISTINCT FROM (node, day_one) THEN
            IF node IS NOT NULL THEN
                counts := CASE WHEN kept THEN total END;
                RETURN NEXT;
            END IF;
            IF step.path IS DISTINCT FROM node THEN
                held := 0;
                total := array_fill(0, ARRAY[width]);
                kept := step.kept;
            END IF;
            node := step.path;
            day_one := step.day;
        END IF;
        IF step.number IS NULL THEN
            held := held + step.n;
        ELSE
            total[step.number] := total[step.number] + step.n;
        END IF;
    END LOOP;
    IF node IS NOT NULL THEN
        counts := CASE WHEN kept THEN total END;
        RETURN NEXT;
    END IF;
END
$$
"""

# Rows as they are after changes: each row of the nodes from the first change on, and rows of new days between.
PAST_SHIFTED = """
CREATE FUNCTION zhibu.past_shifted(paths text[], days date[], dimensions text[], keys text[], ns integer[])
RETURNS TABLE (node text, day_one date, held integer, counts integer[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    step record;
    before record;
    kept boolean;
    more integer;
    total integer[];
BEGIN
    FOR step IN
        WITH delta AS MATERIALIZED (
            SELECT d.path, d.day, COALESCE(sum(d.n) FILTER (WHERE c.number IS NULL), 0)::int AS members,
                   array_agg(c.number) FILTER (WHERE c.number IS NOT NULL) AS places,
                   array_agg(d.n) FILTER (WHERE c.number IS NOT NULL) AS ns
            FROM unnest(paths, days, dimensions, keys, ns) d (path, day, dimension, key, n)
            LEFT JOIN public.statistics_cell c ON c.dimension = d.dimension AND c.key = d.key
            GROUP BY 1, 2
        ), lasting AS (
            SELECT DISTINCT t.path FROM (
                SELECT d.path FROM unnest(paths, dimensions, keys, ns) d (path, dimension, key, n)
                GROUP BY d.path, d.dimension, d.key HAVING sum(d.n) <> 0) t
        ), span AS (
            SELECT d.path, min(d.day) AS lo,
                   CASE WHEN EXISTS (SELECT 1 FROM lasting l WHERE l.path = d.path) THEN 'infinity'
                        ELSE max(d.day) END AS hi
            FROM delta d GROUP BY 1
        ), standing AS (
            SELECT x.path, x.from_on, x.members, x.cells FROM span s
            JOIN public.statistics_past x ON x.path = s.path AND x.from_on >= s.lo AND x.from_on <= s.hi
        )
        SELECT COALESCE(x.path, d.path) AS path, COALESCE(x.from_on, d.day) AS day, x.members, x.cells,
               d.members AS more, d.places, d.ns
        FROM delta d FULL JOIN standing x ON x.path = d.path AND x.from_on = d.day
        ORDER BY 1, 2
    LOOP
        IF step.path IS DISTINCT FROM node THEN
            node := step.path;
            more := 0;
            total := array_fill(0, ARRAY[(SELECT COALESCE(max(number), 0)::int FROM public.statistics_cell)]);
            kept := EXISTS (SELECT 1 FROM public.statistics_kept k WHERE k.path = step.path);
            SELECT x.members, x.cells INTO before FROM public.statistics_past x
            WHERE x.path = step.path AND x.from_on < step.day ORDER BY x.from_on DESC LIMIT 1;
        END IF;
        more := more + COALESCE(step.more, 0);
        FOR i IN 1 .. COALESCE(cardinality(step.places), 0) LOOP
            total[step.places[i]] := total[step.places[i]] + step.ns[i];
        END LOOP;
        IF step.members IS NOT NULL THEN
            SELECT step.members, step.cells INTO before;
        END IF;
        day_one := step.day;
        held := COALESCE(before.members, 0) + more;
        counts := CASE WHEN kept THEN zhibu.added(before.cells, total) END;
        RETURN NEXT;
    END LOOP;
END
$$
"""

# What was held under a large node: for every month, as the tree stands now. Written beside the branch's month in
# the same transaction, by adding rows only, so that nobody waits for another at the root.
HELD = "held, expected, present, hours"
NODES_OF = """
    {source} CROSS JOIN LATERAL generate_series(3, length(p.path), 3) AS upto
    JOIN public.statistics_kept k ON k.path = left(p.path, upto)"""
SUMS = ", ".join(f"sum({{sign}} * b.{name})" for name in HELD.split(", "))
ALL_MONTHS = f"""
    SELECT k.path, b.month, b.kind, o.field, {SUMS.format(sign="1")}
    {NODES_OF.format(source="FROM public.statistics_branchmonth b JOIN public.orgs_placement p ON p.org_id = b.branch_id AND p.until IS NULL JOIN public.orgs_org o ON o.id = b.branch_id")}
    GROUP BY 1, 2, 3, 4"""
REMONTH = f"""
    DELETE FROM public.statistics_nodemonth;
    INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD}, folded)
    SELECT m.*, true FROM ({ALL_MONTHS}) m;"""
# Rows of a month are put together.
FOLD_MONTHS = f"""
    WITH several AS (
        SELECT DISTINCT m.path, m.month FROM public.statistics_nodemonth m WHERE NOT m.folded
    ), gone AS (
        DELETE FROM public.statistics_nodemonth m USING several s
        WHERE m.path = s.path AND m.month = s.month RETURNING m.*
    )
    INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD}, folded)
    SELECT g.path, g.month, g.kind, g.field, sum(g.held), sum(g.expected), sum(g.present), sum(g.hours), true
    FROM gone g GROUP BY 1, 2, 3, 4
    HAVING (sum(g.held), sum(g.expected), sum(g.present), sum(g.hours)) <> (0, 0, 0, 0);"""
TOUCH_MONTHS = f"""
CREATE FUNCTION zhibu.touch_months() RETURNS trigger
{HEAD.format(volatile="VOLATILE")}
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD})
        SELECT k.path, b.month, b.kind, o.field, {SUMS.format(sign="-1")}
        {NODES_OF.format(source="FROM was b JOIN public.orgs_placement p ON p.org_id = b.branch_id AND p.until IS NULL JOIN public.orgs_org o ON o.id = b.branch_id")}
        GROUP BY 1, 2, 3, 4;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD})
        SELECT k.path, b.month, b.kind, o.field, {SUMS.format(sign="1")}
        {NODES_OF.format(source="FROM changed b JOIN public.orgs_placement p ON p.org_id = b.branch_id AND p.until IS NULL JOIN public.orgs_org o ON o.id = b.branch_id")}
        GROUP BY 1, 2, 3, 4;
    END IF;
    RETURN NULL;
END
$$
"""
HORIZON = f"(date_trunc('year', today::timestamp) - interval '{YEARS} years')::date"
CHOOSE_KEPT = f"""
CREATE FUNCTION zhibu.choose_kept(today date, large integer) RETURNS void
{HEAD.format(volatile="VOLATILE")}
BEGIN
    DELETE FROM public.statistics_reach;
    DELETE FROM public.statistics_kept;
    INSERT INTO public.statistics_reach (since, through) VALUES ({HORIZON}, today);
    INSERT INTO public.statistics_kept (path)
    SELECT c.path FROM public.statistics_cube c
    WHERE c.dimension = 'members' AND c.members >= large
      AND EXISTS (SELECT 1 FROM public.statistics_cube a WHERE a.path = c.path AND a.dimension = 'organisations');
END
$$
"""
ALL_KEYS = f"""(
    SELECT DISTINCT x.dimension, x.key FROM public.statistics_cube x
    UNION SELECT a.dimension, a.key FROM (
        SELECT DISTINCT s.sex::text AS sex, s.ethnicity::text AS ethnicity, s.education::text AS education,
               width_bucket(s.joined_on, {array(dimensions.bounds("joined"), "date")})::text AS joined,
               s.occupation::text AS occupation, s.category::text AS category, o.field::text AS field
        FROM public.statistics_stretch s JOIN public.orgs_org o ON o.id = s.branch_id
    ) x CROSS JOIN LATERAL (VALUES {", ".join(f"('{name}', x.{name})" for name in PLAIN)}) a (dimension, key)
    UNION SELECT 'age', place::text FROM generate_series(0, {len(dimensions.bounds("age"))}) place
    UNION SELECT 'admitted', key FROM unnest(ARRAY['this_year', 'before']) key
    UNION SELECT 'organisations', o.kind::text FROM public.orgs_org o)"""
REPAST = f"""
    {NAME_CELLS.format(new=ALL_KEYS)}
    DELETE FROM public.statistics_past;
    INSERT INTO public.statistics_past (path, from_on, members, cells) SELECT * FROM zhibu.past_rows();"""
HOUSE_ONLY, RESTRETCH = folding.HOUSE_ONLY, folding.RESTRETCH
REFILL, CELLS = folding.REFILL, folding.CELLS

FILL = f"""
CREATE FUNCTION zhibu.fill_figures(today date, large integer DEFAULT {LARGE}) RETURNS void
{HEAD.format(volatile="VOLATILE SET work_mem = '64MB'")}
#variable_conflict use_column
BEGIN
    {HOUSE_ONLY}
    DELETE FROM public.statistics_touched;
    {RESTRETCH}
    {REFILL}
    PERFORM zhibu.choose_kept(today, large);
    {REPAST}{REMONTH}
END
$$
"""

# What was given and what was taken of the tree, as whole times that differ.
SEGMENTS = """
    SELECT g.org_id, g.path, g.day AS from_on, g.until, g.n FROM (
        SELECT b.org_id, b.path, b.day, sum(b.n) OVER w AS n,
               NULLIF(lead(b.day) OVER w, 'infinity') AS until
        FROM (
            SELECT t.org_id, t.path, e.day, sum(e.n)::int AS n
            FROM unnest(orgs, places, begins, ends, signs) t (org_id, path, from_on, until, sign)
            CROSS JOIN LATERAL (VALUES (t.from_on, t.sign), (COALESCE(t.until, 'infinity'), -t.sign)) e (day, n)
            GROUP BY 1, 2, 3 HAVING sum(e.n) <> 0
        ) b WINDOW w AS (PARTITION BY b.org_id, b.path ORDER BY b.day)
    ) g WHERE g.n <> 0"""
# The months of branches that the tree gained or lost until further notice.
SHIFT_MONTHS = f"""
        INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD})
        SELECT k.path, b.month, b.kind, o.field, {SUMS.format(sign="p.n")}
        {
    NODES_OF.format(
        source=f"FROM ({SEGMENTS}) p JOIN public.statistics_branchmonth b ON b.branch_id = p.org_id "
        "JOIN public.orgs_org o ON o.id = p.org_id"
    )
}
        WHERE p.until IS NULL GROUP BY 1, 2, 3, 4;"""
LEAF = f"""
    SELECT path, {NAMED}, sum(n)::bigint AS members
    FROM (SELECT s.path, {folding.columns("today").replace("o.field", "s.field")}, s.n
          FROM piece s WHERE s.lo <= today AND s.hi > today) each
    GROUP BY GROUPING SETS ({", ".join(f"(path, {name})" for name in BY)}, (path))"""
FOLD = f"""
CREATE OR REPLACE FUNCTION zhibu.fold_figures(today date) RETURNS integer
{HEAD.format(volatile="VOLATILE SET work_mem = '64MB'")}
#variable_conflict use_column
DECLARE
    who uuid[];
    anew boolean;
    stands boolean := EXISTS (SELECT 1 FROM public.statistics_cube c WHERE c.on_day = today);
    orgs bigint[];
    places text[];
    begins date[];
    ends date[];
    signs integer[];
    paths text[];
    days date[];
    named text[];
    keys text[];
    ns integer[];
    first date;
    last date;
BEGIN
    {HOUSE_ONLY}
    SELECT r.since, r.through INTO first, last FROM public.statistics_reach r;
    WITH taken AS (DELETE FROM public.statistics_touched RETURNING *)
    SELECT COALESCE(array_agg(DISTINCT member_id) FILTER (WHERE member_id IS NOT NULL), '{{}}'),
           COALESCE(bool_or(member_id IS NULL AND org_id IS NULL), false),
           COALESCE(array_agg(org_id) FILTER (WHERE org_id IS NOT NULL), '{{}}'),
           array_agg(path::text) FILTER (WHERE org_id IS NOT NULL),
           array_agg(from_on) FILTER (WHERE org_id IS NOT NULL),
           array_agg(until) FILTER (WHERE org_id IS NOT NULL),
           array_agg(sign::int) FILTER (WHERE org_id IS NOT NULL)
    INTO who, anew, orgs, places, begins, ends, signs FROM taken;
    anew := anew OR cardinality(orgs) > {MANY} OR first IS NULL;
    IF cardinality(who) > {MANY} THEN {RESTRETCH}
        anew := true;
    ELSIF who <> '{{}}' OR orgs <> '{{}}' THEN
        WITH segment AS MATERIALIZED ({SEGMENTS}
        ), gone AS (
            DELETE FROM public.statistics_stretch WHERE member_id = ANY (who) RETURNING {FACTS}
        ), came AS (
            INSERT INTO public.statistics_stretch ({FACTS})
            SELECT {FACTS} FROM zhibu.stretches_of(who) RETURNING {FACTS}
        ), change AS (
            SELECT 1 AS sign, c.* FROM came c UNION ALL SELECT -1, g.* FROM gone g
        ), piece AS MATERIALIZED (
            -- new facts less old ones in the tree as it is, old facts in what the tree gained less what it lost
            {pieces("change s JOIN public.orgs_placement p ON p.org_id = s.branch_id", "p", "s.sign")}
            UNION ALL
            {pieces("segment g JOIN public.statistics_stretch s ON s.branch_id = g.org_id", "g", "g.n")}
        ), placed AS MATERIALIZED (
            SELECT g.n, g.path, g.from_on AS lo, COALESCE(g.until, 'infinity') AS hi, o.kind::text AS kind
            FROM segment g JOIN public.orgs_org o ON o.id = g.org_id
        ), leaf AS MATERIALIZED ({LEAF}
        ), rolled AS (
            SELECT left(l.path, upto) AS path, l.dimension, l.key, sum(l.members)::bigint AS members
            FROM leaf l CROSS JOIN generate_series(3, length(l.path) - 3, 3) AS upto GROUP BY 1, 2, 3
            UNION ALL SELECT l.path, 'members', '', l.members FROM leaf l WHERE l.dimension = 'members'
            UNION ALL
            SELECT left(x.path, upto), 'organisations', x.kind, sum(x.n)
            FROM placed x CROSS JOIN generate_series(3, length(x.path), 3) AS upto
            WHERE x.lo <= today AND x.hi > today AND EXISTS (
                SELECT 1 FROM public.orgs_placement q JOIN public.orgs_org a ON a.id = q.org_id
                WHERE q.path = left(x.path, upto) AND a.kind NOT IN ('branch', 'group'))
            GROUP BY 1, 2, 3
        ), cells AS (
            INSERT INTO public.statistics_cube AS cell (path, dimension, key, on_day, members)
            SELECT d.path, d.dimension, d.key, today, d.members FROM rolled d
            WHERE d.members <> 0 AND stands AND NOT anew
            ON CONFLICT (path, dimension, key) DO UPDATE SET members = cell.members + excluded.members
        ), {events("piece", "placed").replace("event AS", EVENT + " AS")}
        SELECT array_agg(e.path), array_agg(e.day), array_agg(e.dimension), array_agg(e.key), array_agg(e.n)
        INTO paths, days, named, keys, ns FROM event e WHERE NOT anew;
    END IF;
    IF anew OR NOT stands THEN {REFILL}
    END IF;
    IF anew THEN
        IF first IS NULL THEN
            PERFORM zhibu.choose_kept(today, {LARGE});
        END IF;
        {REPAST}{REMONTH}
    ELSIF paths <> '{{}}' THEN
        {NAME_CELLS.format(new="unnest(named, keys)").replace("unnest(named, keys) d", "unnest(named, keys) d (dimension, key)")}
        INSERT INTO public.statistics_past AS x (path, from_on, members, cells)
        SELECT * FROM zhibu.past_shifted(paths, days, named, keys, ns)
        ON CONFLICT (path, from_on) DO UPDATE SET members = excluded.members, cells = excluded.cells;
    END IF;
    IF orgs <> '{{}}' AND NOT anew THEN {SHIFT_MONTHS}
    END IF;
    {FOLD_MONTHS}
    RETURN cardinality(who);
END
$$
"""

RECOUNT = f"""
CREATE OR REPLACE FUNCTION zhibu.recount_figures(today date) RETURNS bigint
{HEAD.format(volatile="VOLATILE SET work_mem = '64MB'")}
#variable_conflict use_column
DECLARE
    wrong integer;
    off integer := 0;
    past integer := 0;
    months integer;
    places integer;
    known date;
    began timestamptz := clock_timestamp();
    kept bigint;
BEGIN
    {HOUSE_ONLY}
    WITH fresh AS MATERIALIZED ({folding.stretches("true")}), stand AS (
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
        WHERE COALESCE(c.members, 0) <> COALESCE(f.members, 0) AND NOT EXISTS (
            SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL);
    END IF;
    IF wrong + off > 0 THEN {REFILL}
    END IF;
    SELECT r.through INTO known FROM public.statistics_reach r;
    UPDATE public.statistics_reach SET through = today;
    {NAME_CELLS.format(new=ALL_KEYS)}
    places := (SELECT COALESCE(max(number), 0) FROM public.statistics_cell);
    CREATE TEMPORARY TABLE IF NOT EXISTS past_fresh (path text, from_on date, members integer, cells integer[])
    ON COMMIT DROP;
    DELETE FROM pg_temp.past_fresh;
    INSERT INTO pg_temp.past_fresh SELECT * FROM zhibu.past_rows();
    IF wrong = 0 THEN
        -- a row that changes nothing, or that begins with nothing, says no more than its absence
        WITH stand AS (
            SELECT x.path::text, x.from_on, x.members,
                   CASE WHEN x.cells IS NOT NULL
                        THEN x.cells || array_fill(0, ARRAY[places - cardinality(x.cells)]) END AS cells
            FROM public.statistics_past x WHERE x.from_on <= known
        ), changing AS (
            SELECT s.*, (s.members, s.cells) IS DISTINCT FROM (
                COALESCE(lag(s.members) OVER w, 0),
                CASE WHEN lag(s.members) OVER w IS NOT NULL THEN lag(s.cells) OVER w
                     WHEN s.cells IS NOT NULL THEN array_fill(0, ARRAY[places]) END) AS changes
            FROM stand s WINDOW w AS (PARTITION BY s.path ORDER BY s.from_on)
        ), old AS (
            SELECT path, from_on, members, cells FROM changing WHERE changes
        ), new AS (
            SELECT path, from_on, members, cells FROM pg_temp.past_fresh WHERE from_on <= known
        )
        SELECT (SELECT count(*) FROM (SELECT * FROM old EXCEPT ALL SELECT * FROM new) a)
             + (SELECT count(*) FROM (SELECT * FROM new EXCEPT ALL SELECT * FROM old) b)
        INTO past WHERE NOT EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL);
    END IF;
    IF wrong > 0 OR past <> 0 OR past IS NULL THEN
        DELETE FROM public.statistics_past;
        known := '-infinity';
    END IF;
    INSERT INTO public.statistics_past (path, from_on, members, cells)
    SELECT path, from_on, members, cells FROM pg_temp.past_fresh WHERE from_on > known;
    SELECT count(*) INTO months FROM (
        SELECT m.path, m.month, m.kind, m.field, sum(m.held), sum(m.expected), sum(m.present), sum(m.hours)
        FROM public.statistics_nodemonth m GROUP BY 1, 2, 3, 4
        EXCEPT ALL ({ALL_MONTHS})
    ) a;
    months := months + (SELECT count(*) FROM (
        ({ALL_MONTHS}) EXCEPT ALL
        SELECT m.path, m.month, m.kind, m.field, sum(m.held), sum(m.expected), sum(m.present), sum(m.hours)
        FROM public.statistics_nodemonth m GROUP BY 1, 2, 3, 4) b);
    IF months > 0 THEN {REMONTH}
    END IF;
    IF EXISTS (SELECT 1 FROM public.statistics_reach r WHERE r.since <> {HORIZON}) OR EXISTS (
        SELECT 1 FROM public.statistics_cube c WHERE c.dimension = 'members' AND c.members >= {LARGE}
        AND EXISTS (SELECT 1 FROM public.statistics_cube a WHERE a.path = c.path AND a.dimension = 'organisations')
        AND NOT EXISTS (SELECT 1 FROM public.statistics_kept k WHERE k.path = c.path)
    ) THEN
        PERFORM zhibu.choose_kept(today, {LARGE});
        {REPAST}{REMONTH}
    END IF;
    INSERT INTO public.statistics_recount (day, stretches, cells, differences, seconds)
    SELECT today, (SELECT count(*) FROM public.statistics_stretch), (SELECT count(*) FROM public.statistics_cube),
           wrong + off + COALESCE(past, 0) + months, extract(epoch FROM clock_timestamp() - began)
    RETURNING id INTO kept;
    RETURN kept;
END
$$
"""

# Months of a large node as the tree stands now, less what stood elsewhere on that day, and with what has left.
MEETING_FIGURES = """
CREATE OR REPLACE FUNCTION zhibu.meeting_figures(asked bigint, on_day date, first_month text, last_month text)
RETURNS TABLE (month text, kind text, held bigint, expected bigint, present bigint, hours numeric, field text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    top text := zhibu.place_on(asked, 'branch', on_day);
BEGIN
    IF top IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM public.statistics_kept k JOIN public.orgs_placement p ON p.path = k.path
               WHERE k.path = top AND p.until IS NULL) AND NOT zhibu.tree_waits(top, 'infinity') THEN
        IF NOT EXISTS (SELECT 1 FROM public.orgs_placement p WHERE p.from_on > meeting_figures.on_day)
           AND NOT EXISTS (SELECT 1 FROM public.orgs_placement p WHERE p.until > meeting_figures.on_day) THEN
            RETURN QUERY
            SELECT m.month::text, m.kind::text, sum(m.held), sum(m.expected), sum(m.present), sum(m.hours),
                   m.field::text
            FROM public.statistics_nodemonth m
            WHERE m.path = top AND m.month BETWEEN first_month AND last_month
            GROUP BY 1, 2, 7 ORDER BY 1, 2, 7;
            RETURN;
        END IF;
        RETURN QUERY
        SELECT a.month, a.kind, sum(a.held)::bigint, sum(a.expected)::bigint, sum(a.present)::bigint,
               sum(a.hours), a.field
        FROM (
            SELECT m.month::text, m.kind::text, m.held, m.expected, m.present, m.hours, m.field::text
            FROM public.statistics_nodemonth m
            WHERE m.path = top AND m.month BETWEEN first_month AND last_month
            UNION ALL
            SELECT b.month::text, b.kind::text, d.n * b.held, d.n * b.expected, d.n * b.present, d.n * b.hours,
                   o.field::text
            FROM (
                SELECT p.org_id, CASE WHEN p.until IS NULL THEN -1 ELSE 1 END AS n
                FROM public.orgs_placement p
                WHERE p.path >= top AND p.path < top || '~' AND (
                    (p.until IS NULL AND p.from_on > meeting_figures.on_day)
                    OR (p.until > meeting_figures.on_day AND p.from_on <= meeting_figures.on_day))
            ) d
            JOIN public.orgs_org o ON o.id = d.org_id
            JOIN public.statistics_branchmonth b ON b.branch_id = d.org_id
            WHERE b.month BETWEEN first_month AND last_month
        ) a GROUP BY 1, 2, 7 HAVING sum(a.held) <> 0 ORDER BY 1, 2, 7;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE $query$
    SELECT b.month::text, b.kind::text, sum(b.held)::bigint, sum(b.expected)::bigint, sum(b.present)::bigint,
           sum(b.hours), o.field::text
    FROM public.orgs_placement p
    JOIN public.orgs_org o ON o.id = p.org_id
    JOIN public.statistics_branchmonth b ON b.branch_id = p.org_id
    WHERE p.path >= $1 AND p.path < $2 AND p.from_on <= $3 AND (p.until IS NULL OR p.until > $3)
      AND b.month BETWEEN $4 AND $5
    GROUP BY 1, 2, 7 ORDER BY 1, 2, 7
    $query$ USING top, top || '~', on_day, first_month, last_month;
END
$$
"""

TOUCH_TREE = f"""
CREATE OR REPLACE FUNCTION zhibu.touch_tree() RETURNS trigger
{HEAD.format(volatile="VOLATILE")}
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO public.statistics_touched (org_id, path, from_on, until, sign)
        SELECT w.org_id, w.path, w.from_on, w.until, -1 FROM was w;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.statistics_touched (org_id, path, from_on, until, sign)
        SELECT c.org_id, c.path, c.from_on, c.until, 1 FROM changed c;
    END IF;
    RETURN NULL;
END
$$
"""
TOUCH_KINDS = f"""
CREATE FUNCTION zhibu.touch_kinds() RETURNS trigger
{HEAD.format(volatile="VOLATILE")}
BEGIN
    INSERT INTO public.statistics_touched (member_id)
    SELECT NULL FROM changed c JOIN was w ON w.id = c.id
    WHERE (c.kind, c.field) IS DISTINCT FROM (w.kind, w.field) LIMIT 1;
    RETURN NULL;
END
$$
"""
SIDES = {"INSERT": "NEW TABLE AS changed", "DELETE": "OLD TABLE AS was"}
SIDES["UPDATE"] = "OLD TABLE AS was NEW TABLE AS changed"
TRIGGERS = [
    "DROP TRIGGER touched ON public.orgs_placement",
    "DROP TRIGGER touched ON public.orgs_org",
    *(
        f"CREATE TRIGGER touched_by_{event.lower()} AFTER {event} ON public.orgs_placement "
        f"REFERENCING {sides} FOR EACH STATEMENT EXECUTE FUNCTION zhibu.touch_tree()"
        for event, sides in SIDES.items()
    ),
    *(
        f"CREATE TRIGGER counted_by_{event.lower()} AFTER {event} ON public.statistics_branchmonth "
        f"REFERENCING {sides} FOR EACH STATEMENT EXECUTE FUNCTION zhibu.touch_months()"
        for event, sides in SIDES.items()
    ),
    "CREATE TRIGGER touched AFTER UPDATE ON public.orgs_org REFERENCING OLD TABLE AS was NEW TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION zhibu.touch_kinds()",
]
REPLACED = [
    CUBE_STANDS,
    MEMBER_FIGURES,
    CHILD_FIGURES,
    ORG_FIGURES,
    NODE_FIGURES,
    FOLD,
    RECOUNT,
    TOUCH_TREE,
    MEETING_FIGURES,
]
FUNCTIONS = {
    "added(integer[], integer[])": ADDED,
    "tree_waits(text, date)": TREE_WAITS,
    "tree_turns(text, date)": TREE_TURNS,
    "past_stands(text, date)": PAST_STANDS,
    "past_rows()": PAST_ROWS,
    "past_shifted(text[], date[], text[], text[], integer[])": PAST_SHIFTED,
    "choose_kept(date, integer)": CHOOSE_KEPT,
    "fill_figures(date, integer)": FILL,
    "touch_kinds()": TOUCH_KINDS,
    "touch_months()": TOUCH_MONTHS,
}


class Migration(migrations.Migration):
    dependencies = [("statistics", "0008_past_days")]

    operations = [
        build("statistics_cell"),
        build("statistics_kept"),
        build("statistics_reach"),
        build("statistics_past"),
        build("statistics_nodemonth"),
        migrations.RunSQL(
            [
                *FUNCTIONS.values(),
                *REPLACED,
                *(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in FUNCTIONS),
                *TRIGGERS,
                # a tree noted as changed before these rules is counted anew
                "INSERT INTO statistics_touched (member_id) VALUES (NULL)",
            ],
            migrations.RunSQL.noop,
        ),
    ]
