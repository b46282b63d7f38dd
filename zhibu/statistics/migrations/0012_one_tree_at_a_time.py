"""What is added up is added up over one tree: nobody moves an organisation while figures are folded in.

An addition that saw a change of the tree, and found it noted as waiting afterwards, would count it twice. So
folding waits for whoever changes the tree (and he for it, some milliseconds); and a month that is counted while a
change of the tree waits is added where its branch stood in the tree that was folded in.
"""

from importlib import import_module

from django.db import migrations

every_day = import_module("zhibu.statistics.migrations.0009_every_day")
HELD, SUMS = every_day.HELD, every_day.SUMS

ONE_TREE = """
    LOCK TABLE public.orgs_placement IN SHARE MODE;
    IF EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL) THEN
        LOCK TABLE public.statistics_branchmonth IN SHARE ROW EXCLUSIVE MODE;
    END IF;"""
REMONTH = f"""
    WITH gone AS (DELETE FROM public.statistics_nodemonth)
    INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD}, folded)
    SELECT m.*, true FROM ({every_day.ALL_MONTHS}) m;"""


def within_one_tree(function):
    """The same function, after the locks; the months of nodes are made anew in one statement, of one snapshot."""
    assert function.count(every_day.HOUSE_ONLY) == 1
    assert every_day.REMONTH in function
    return (
        function.replace(every_day.HOUSE_ONLY, every_day.HOUSE_ONLY + ONE_TREE)
        .replace(every_day.REMONTH, REMONTH)
        .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    )


FOLDED_PLACE = """
    JOIN LATERAL (
        SELECT q.path FROM (
            SELECT l.path, 1 AS n FROM public.orgs_placement l WHERE l.org_id = b.branch_id AND l.until IS NULL
            UNION ALL
            SELECT t.path, -t.sign FROM public.statistics_touched t
            WHERE t.org_id = b.branch_id AND t.until IS NULL
        ) q GROUP BY 1 HAVING sum(q.n) > 0
    ) p ON true
    JOIN public.orgs_org o ON o.id = b.branch_id"""


def _added(rows, sign):
    return f"""
        INSERT INTO public.statistics_nodemonth (path, month, kind, field, {HELD})
        SELECT k.path, b.month, b.kind, o.field, {SUMS.format(sign=sign)}
        {every_day.NODES_OF.format(source=f"FROM {rows} b {FOLDED_PLACE}")}
        GROUP BY 1, 2, 3, 4;"""


TOUCH_MONTHS = f"""
CREATE OR REPLACE FUNCTION zhibu.touch_months() RETURNS trigger
{every_day.HEAD.format(volatile="VOLATILE")}
BEGIN
    IF TG_OP <> 'INSERT' THEN {_added("was", "-1")}
    END IF;
    IF TG_OP <> 'DELETE' THEN {_added("changed", "1")}
    END IF;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0011_branches_first")]

    operations = [
        migrations.RunSQL(
            [
                *(within_one_tree(f) for f in (every_day.FILL, every_day.FOLD, every_day.RECOUNT)),
                TOUCH_MONTHS,
            ],
            migrations.RunSQL.noop,
        )
    ]
