"""The nightly recount tells what differed, row by row, to whoever asks in the same transaction: `rebuild` does."""

from importlib import import_module

from django.db import migrations

every_day = import_module("zhibu.statistics.migrations.0009_every_day")
one_tree = import_module("zhibu.statistics.migrations.0012_one_tree_at_a_time")

APART = """    CREATE TEMPORARY TABLE IF NOT EXISTS apart (of text, side text, told jsonb) ON COMMIT DROP;
    DELETE FROM pg_temp.apart;
"""
STRETCHES = """
    SELECT (SELECT count(*) FROM (SELECT * FROM new EXCEPT ALL SELECT * FROM stand) a)
         + (SELECT count(*) FROM (SELECT * FROM stand EXCEPT ALL SELECT * FROM new) b) INTO wrong;"""
CELLS = """
        SELECT count(*) INTO off
        FROM public.statistics_cube c"""
CELL = """
        INSERT INTO pg_temp.apart
        SELECT 'statistics_cube', CASE WHEN COALESCE(f.members, 0) = 0 THEN 'standing' ELSE 'derived' END,
               jsonb_build_object('path', path, 'dimension', dimension, 'key', key,
                                  'members', COALESCE(f.members, 0), 'stands', COALESCE(c.members, 0))
        FROM public.statistics_cube c"""
CELLS_END = """
            SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL);
    END IF;
    IF wrong + off > 0"""
PAST = """
        SELECT (SELECT count(*) FROM (SELECT * FROM old EXCEPT ALL SELECT * FROM new) a)
             + (SELECT count(*) FROM (SELECT * FROM new EXCEPT ALL SELECT * FROM old) b)
        INTO past WHERE NOT EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL);"""
ANEW = "EXISTS (SELECT 1 FROM public.statistics_touched t WHERE t.member_id IS NULL)"
NODES = """
        SELECT m.path, m.month, m.kind, m.field, sum(m.held), sum(m.expected), sum(m.present), sum(m.hours)
        FROM public.statistics_nodemonth m GROUP BY 1, 2, 3, 4"""
MONTHS = f"""
    SELECT count(*) INTO months FROM ({NODES}
        EXCEPT ALL ({every_day.ALL_MONTHS})
    ) a;
    months := months + (SELECT count(*) FROM (
        ({every_day.ALL_MONTHS}) EXCEPT ALL{NODES}) b);"""


def told(table, indent, derived, standing, where=""):
    """Rows that only one side has are noted: what follows from the facts, and what stands without them."""
    sides = [
        f"SELECT '{table}', '{side}', to_jsonb(a) FROM ({rows}) a{where}"
        for side, rows in (("derived", derived), ("standing", standing))
    ]
    lines = ["", "INSERT INTO pg_temp.apart", " UNION ALL ".join(sides) + ";"]
    return f"\n{indent}".join(lines)


def less(one, other):
    return f"SELECT * FROM {one} EXCEPT ALL SELECT * FROM {other}"


NAMED = "(path, month, kind, field, held, expected, present, hours)"
FRESH, STAND = f"SELECT * FROM ({every_day.ALL_MONTHS}) m {NAMED}", f"SELECT * FROM ({NODES}) m {NAMED}"
STEPS = [
    (
        STRETCHES,
        told("statistics_stretch", "    ", less("new", "stand"), less("stand", "new"))
        + "\n    GET DIAGNOSTICS wrong = ROW_COUNT;",
    ),
    (CELLS, CELL),
    (
        CELLS_END,
        CELLS_END.replace("\n    END IF;", "\n        GET DIAGNOSTICS off = ROW_COUNT;\n    END IF;", 1),
    ),
    (
        PAST,
        told("statistics_past", "        ", less("new", "old"), less("old", "new"), f" WHERE NOT {ANEW}")
        + f"\n        GET DIAGNOSTICS past = ROW_COUNT;\n        IF {ANEW} THEN\n            past := NULL;"
        + "\n        END IF;",
    ),
    (
        MONTHS,
        told("statistics_nodemonth", "    ", f"{FRESH} EXCEPT ALL {STAND}", f"{STAND} EXCEPT ALL {FRESH}")
        + "\n    GET DIAGNOSTICS months = ROW_COUNT;",
    ),
]


def telling(function):
    """The recount as it was, with each count taken of rows that are noted on the way."""
    for was, now in STEPS:
        assert function.count(was) == 1, was
        function = function.replace(was, now)
    began = every_day.HOUSE_ONLY + one_tree.ONE_TREE
    assert function.count(began) == 1
    return function.replace(began, began + "\n" + APART)


RECOUNT = telling(one_tree.within_one_tree(every_day.RECOUNT))
FIGURES_APART = """
CREATE FUNCTION zhibu.figures_apart() RETURNS TABLE (of text, side text, told jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT zhibu.scope_ok() OR current_setting('zhibu.purpose', true) <> 'house' THEN
        RAISE EXCEPTION 'figures are compared by the house itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT a.of, a.side, a.told FROM pg_temp.apart a ORDER BY a.of, a.told::text;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("statistics", "0013_planned_once")]

    operations = [
        migrations.RunSQL(
            [RECOUNT, FIGURES_APART, "REVOKE ALL ON FUNCTION zhibu.figures_apart() FROM PUBLIC"],
            migrations.RunSQL.noop,
        )
    ]
