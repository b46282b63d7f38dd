"""Every key of every node on every past day: of one that is not large, as steps.

A large node keeps an array of all its keys for each day on which one of them changes. Of the others there are
thousands, and a key of such a node changes a few times a year: it is one row with the days on which another
number begins to hold, and those numbers. Number 0 is no cell: it counts the members.
"""

from importlib import import_module

import django.contrib.postgres.fields
from django.db import migrations, models

from zhibu.kernel.walls import build

folding = import_module("zhibu.statistics.migrations.0004_folding")
every_day = import_module("zhibu.statistics.migrations.0009_every_day")
branches_first = import_module("zhibu.statistics.migrations.0011_branches_first")
one_tree = import_module("zhibu.statistics.migrations.0012_one_tree_at_a_time")
planned_once = import_module("zhibu.statistics.migrations.0013_planned_once")
told_apart = import_module("zhibu.statistics.migrations.0014_told_apart")
HEAD, EVENT = every_day.HEAD, every_day.EVENT

SMALL = "NOT EXISTS (SELECT 1 FROM public.statistics_kept k WHERE k.path = left(x.path, upto))"
ABOVE = """
        SELECT x.path, k.path AS node
        FROM (SELECT path FROM piece UNION SELECT path FROM placed) x
        JOIN public.statistics_kept k ON x.path >= k.path AND x.path < k.path || '~'"""
PLACED = "FROM placed x JOIN above k ON k.path = x.path"


def changed(function, was, now, times=1):
    """The function with one piece of its text exchanged, wherever it stands so often."""
    assert function.count(was) == times, (function.count(was), was)
    return function.replace(was, now)


def events(which="true"):
    """As before, at every node above a branch; by its path alone, whether somebody stands there or did."""
    everywhere = f"""
        SELECT x.path, left(x.path, upto) AS node FROM (SELECT DISTINCT path FROM piece) x
        CROSS JOIN LATERAL generate_series(3, length(x.path) - 3, 3) AS upto WHERE {which}"""
    nodes = f"""FROM placed x CROSS JOIN LATERAL (
            SELECT left(x.path, upto) AS node
            FROM generate_series(3, length(x.path) - CASE x.kind WHEN 'branch' THEN 3 WHEN 'group' THEN 6 ELSE 0 END, 3)
                 AS upto WHERE {which}) k"""
    text = changed(every_day.events("piece", "placed"), ABOVE, everywhere)
    return changed(text, PLACED, nodes).replace("event AS", EVENT + " AS")


STEPS = """
    SELECT t.path, t.number, array_agg(t.day ORDER BY t.day), array_agg(t.total ORDER BY t.day)
    FROM (SELECT e.path, e.number, e.day, (sum(e.n) OVER (PARTITION BY e.path, e.number ORDER BY e.day))::int AS total
          FROM {turns} e) t
    GROUP BY 1, 2"""
STEP_ROWS = f"""
CREATE FUNCTION zhibu.step_rows() RETURNS TABLE (node text, place smallint, turns date[], counts integer[])
{HEAD.format(volatile="STABLE SET work_mem = '64MB'")}
DECLARE
    first date;
    last date;
BEGIN
    SELECT r.since, r.through INTO first, last FROM public.statistics_reach r;
    RETURN QUERY
    WITH piece AS MATERIALIZED ({every_day.ALL_PIECES}), placed AS ({every_day.ALL_PLACED}), {events(SMALL)},
    numbered AS (
        SELECT e.path, COALESCE(c.number, 0::smallint) AS number, e.day, e.n FROM event e {every_day.NUMBERED}
        WHERE k.path IS NULL
    ) {STEPS.format(turns="numbered")};
END
$$
"""

# The steps of those keys of small nodes that changes touch, as they are after them.
STEPS_AFTER = f"""
CREATE FUNCTION zhibu.steps_after(paths text[], days date[], dimensions text[], keys text[], ns integer[])
RETURNS TABLE (node text, place smallint, turns date[], counts integer[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH delta AS MATERIALIZED (
        SELECT e.path, COALESCE(c.number, 0::smallint) AS number, e.day, e.n
        FROM unnest(paths, days, dimensions, keys, ns) e (path, day, dimension, key, n) {every_day.NUMBERED}
        WHERE k.path IS NULL
    ), whose AS MATERIALIZED (
        SELECT DISTINCT d.path, d.number FROM delta d
    ), stood AS (
        SELECT s.path::text, s.number, e.day, e.total - COALESCE(lag(e.total) OVER w, 0) AS n
        FROM whose o JOIN public.statistics_step s ON s.path = o.path AND s.number = o.number
        CROSS JOIN LATERAL unnest(s.days, s.totals) e (day, total)
        WINDOW w AS (PARTITION BY s.path, s.number ORDER BY e.day)
    ), turn AS (
        SELECT b.path, b.number, b.day, sum(b.n) AS n
        FROM (SELECT * FROM delta UNION ALL SELECT * FROM stood) b GROUP BY 1, 2, 3 HAVING sum(b.n) <> 0
    ), after AS ({STEPS.format(turns="turn")}
    )
    SELECT o.path, o.number, COALESCE(a.days, '{{}}'), COALESCE(a.totals, '{{}}')
    FROM whose o LEFT JOIN after a (path, number, days, totals) ON a.path = o.path AND a.number = o.number
$$
"""
PAST_ROWS = changed(
    every_day.PAST_ROWS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    every_day.NUMBERED,
    f"{every_day.NUMBERED} WHERE k.path IS NOT NULL",
)
RESTEP = """
    DELETE FROM public.statistics_step;
    INSERT INTO public.statistics_step (path, number, days, totals) SELECT * FROM zhibu.step_rows();"""
REPAST = every_day.REPAST + RESTEP
TO_PAST = "SELECT * FROM zhibu.past_shifted(paths, days, named, keys, ns)"
OF_PAST = """SELECT s.* FROM (
            SELECT array_agg(d.path) AS paths, array_agg(d.day) AS days, array_agg(d.dimension) AS named,
                   array_agg(d.key) AS keys, array_agg(d.n) AS ns
            FROM unnest(paths, days, named, keys, ns) d (path, day, dimension, key, n)
            WHERE EXISTS (SELECT 1 FROM public.statistics_kept k WHERE k.path = d.path)
        ) d CROSS JOIN LATERAL zhibu.past_shifted(d.paths, d.days, d.named, d.keys, d.ns) s"""
AND_STEPS = """
        ON CONFLICT (path, from_on) DO UPDATE SET members = excluded.members, cells = excluded.cells;"""
STEPPED = """
        INSERT INTO public.statistics_step (path, number, days, totals)
        SELECT * FROM zhibu.steps_after(paths, days, named, keys, ns)
        ON CONFLICT (path, number) DO UPDATE SET days = excluded.days, totals = excluded.totals;"""
FOLD = one_tree.within_one_tree(every_day.FOLD)
FOLD = changed(FOLD, every_day.REPAST, REPAST)
FOLD = changed(FOLD, every_day.events("piece", "placed").replace("event AS", EVENT + " AS"), events())
FOLD = changed(changed(FOLD, TO_PAST, OF_PAST), AND_STEPS, AND_STEPS + STEPPED)
FILL = changed(one_tree.within_one_tree(every_day.FILL), every_day.REPAST, REPAST)

# Steps of the days that were known are compared; those of the new day join them. What is the same stays.
BEFORE = """
    IF wrong > 0 OR past <> 0 OR past IS NULL THEN"""
CLIPPED = (
    "SELECT f.path, f.number, f.days[:width_bucket(known, f.days)] AS days, "
    "f.totals[:width_bucket(known, f.days)] AS totals FROM pg_temp.step_fresh f WHERE width_bucket(known, f.days) > 0"
)
STOOD = "SELECT s.path::text, s.number, s.days, s.totals FROM public.statistics_step s WHERE s.days <> '{}'"
COMPARED = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS step_fresh (path text, number smallint, days date[], totals integer[])
    ON COMMIT DROP;
    DELETE FROM pg_temp.step_fresh;
    INSERT INTO pg_temp.step_fresh SELECT * FROM zhibu.step_rows();
    IF wrong = 0 THEN{
    told_apart.told(
        "statistics_step",
        "        ",
        f"{CLIPPED} EXCEPT ALL {STOOD}",
        f"{STOOD} EXCEPT ALL {CLIPPED}",
        f" WHERE NOT {told_apart.ANEW}",
    )
}
        GET DIAGNOSTICS steps = ROW_COUNT;
    END IF;
    DELETE FROM public.statistics_step s WHERE NOT EXISTS (
        SELECT 1 FROM pg_temp.step_fresh f WHERE f.path = s.path AND f.number = s.number);
    INSERT INTO public.statistics_step AS s (path, number, days, totals)
    SELECT f.path, f.number, f.days, f.totals FROM pg_temp.step_fresh f
    ON CONFLICT (path, number) DO UPDATE SET days = excluded.days, totals = excluded.totals
    WHERE (s.days, s.totals) IS DISTINCT FROM (excluded.days, excluded.totals);"""
RECOUNT = changed(told_apart.RECOUNT, every_day.REPAST, REPAST)
RECOUNT = changed(RECOUNT, BEFORE, COMPARED + BEFORE)
RECOUNT = changed(RECOUNT, "    past integer := 0;", "    past integer := 0;\n    steps integer := 0;")
RECOUNT = changed(RECOUNT, "COALESCE(past, 0) + months", "COALESCE(past, 0) + steps + months")

PAST_STANDS = """
CREATE OR REPLACE FUNCTION zhibu.past_stands(node text, on_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.statistics_reach r WHERE past_stands.on_day BETWEEN r.since AND r.through)
       AND (EXISTS (SELECT 1 FROM public.statistics_step s WHERE s.path = node)
            OR EXISTS (SELECT 1 FROM public.statistics_kept k WHERE k.path = node))
       AND NOT zhibu.tree_waits(node, past_stands.on_day)
$$
"""
PAST_CELLS = (
    every_day.PAST_CELLS
    + """
    UNION ALL
    SELECT COALESCE(c.dimension, 'members')::text, COALESCE(c.key, '')::text, v.n::bigint
    FROM (SELECT s.number, s.totals[width_bucket({day}, s.days)] AS n
          FROM public.statistics_step s WHERE s.path = top) v
    LEFT JOIN public.statistics_cell c ON c.number = v.number
    WHERE v.n <> 0"""
)


def with_steps(function, day, times=1):
    return changed(function, every_day.PAST_CELLS.format(day=day), PAST_CELLS.format(day=day), times)


MEMBER_FIGURES = with_steps(branches_first.MEMBER_FIGURES, "member_figures.on_day", 2)
ORG_FIGURES = with_steps(every_day.ORG_FIGURES, "org_figures.on_day")

DAY = "child_figures.on_day"
PAST_MEMBERS = f"""COALESCE((SELECT x.members FROM public.statistics_past x
                           WHERE x.path = p.path AND x.from_on <= {DAY}
                           ORDER BY x.from_on DESC LIMIT 1), 0)"""
# a key of an index is found in less time than the last row before a day
COUNTED = f"""COALESCE((SELECT s.totals[width_bucket({DAY}, s.days)] FROM public.statistics_step s
                           WHERE s.path = p.path AND s.number = 0),
                          {PAST_MEMBERS})"""
REACHED = f"""
        IF EXISTS (SELECT 1 FROM public.statistics_reach r WHERE {DAY} BETWEEN r.since AND r.through) THEN"""
# where nothing waits, a branch counts its few in the covering index, and nobody asks what waits
CALM_MEMBERS = f"""(CASE o.kind WHEN 'branch' THEN
                (SELECT count(*) FROM public.statistics_stretch s
                 WHERE s.branch_id = o.id AND {folding.on_day("s", DAY)})
            ELSE {COUNTED} END)::bigint"""
CALM_BELOW = f"""
            FROM public.orgs_placement p
            JOIN public.orgs_org o ON o.id = p.org_id
            WHERE {every_day.BELOW} ORDER BY o.sort, p.path;
            RETURN;"""
CALM = f"""
        IF waiting = '{{}}' AND EXISTS (
            SELECT 1 FROM public.statistics_reach r WHERE {DAY} BETWEEN r.since AND r.through
        ) THEN
            RETURN QUERY
            {every_day.CHILD}, {CALM_MEMBERS}{CALM_BELOW}
        END IF;"""
CHILD_FIGURES = changed(every_day.CHILD_FIGURES, PAST_MEMBERS, COUNTED)
CHILD_FIGURES = changed(CHILD_FIGURES, REACHED, CALM + REACHED)

DAY = "node_figures.on_day"
PAST = f"""
        FROM ({PAST_CELLS.format(day=DAY)}) f;"""
BELOW = f"""
        IF NOT zhibu.tree_turns(top, {DAY}) THEN  -- six hundred children through one function less
            RETURN QUERY
            SELECT 'child', '', {CALM_MEMBERS}, o.id, o.code::text, o.name::text, o.kind::text{CALM_BELOW}
        END IF;""".replace("child_figures.on_day", DAY)
NODE_FIGURES = changed(with_steps(branches_first.NODE_FIGURES, DAY), PAST, PAST + BELOW)
NEW = {
    "step_rows()": STEP_ROWS,
    "steps_after(text[], date[], text[], text[], integer[])": STEPS_AFTER,
}
REPLACED = [
    PAST_ROWS,
    FOLD,
    FILL,
    RECOUNT,
    PAST_STANDS,
    MEMBER_FIGURES,
    ORG_FIGURES,
    NODE_FIGURES,
    CHILD_FIGURES,
]


class Migration(migrations.Migration):
    dependencies = [("statistics", "0014_told_apart")]

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_collation="C", max_length=60)),
                ("number", models.SmallIntegerField()),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None),
                ),
                (
                    "totals",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("path", "number"), name="steps_of_node")],
            },
        ),
        build("statistics_step"),
        migrations.RunSQL(
            [
                *NEW.values(),
                *REPLACED,
                *(f"REVOKE ALL ON FUNCTION zhibu.{name} FROM PUBLIC" for name in NEW),
                *(
                    f"ALTER FUNCTION zhibu.{f}(bigint, date) SET plan_cache_mode = force_generic_plan"
                    for f in planned_once.FUNCTIONS
                ),
                # there are no steps yet: until the next folding everything is counted anew
                "INSERT INTO statistics_touched (member_id) VALUES (NULL)",
            ],
            migrations.RunSQL.noop,
        ),
    ]
