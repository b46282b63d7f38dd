"""A branch counts its own few at once: it is asked for most, and nothing of it is added up beforehand."""

from importlib import import_module

from django.db import migrations

folding = import_module("zhibu.statistics.migrations.0004_folding")
every_day = import_module("zhibu.statistics.migrations.0009_every_day")

BRANCH = """
    IF waiting = '{{}}' AND (SELECT o.kind = 'branch' FROM public.orgs_org o WHERE o.id = asked) THEN
        RETURN QUERY SELECT {columns} FROM ({counted}) f{more};
        RETURN;
    END IF;"""
WAITING = "    waiting := zhibu.figures_waiting();"


def first(function, day, columns, more=""):
    """The same function, with a branch answered before anything else is looked at."""
    on = folding.on_day("s", day)
    own = folding.counted(
        f"public.orgs_org o JOIN public.statistics_stretch s ON s.branch_id = o.id AND o.id = asked AND {on}",
        day,
    )
    assert function.count(WAITING) == 1
    return function.replace(WAITING, WAITING + BRANCH.format(columns=columns, counted=own, more=more))


MEMBER_FIGURES = first(every_day.MEMBER_FIGURES, "member_figures.on_day", "f.dimension, f.key, f.members")
NODE_FIGURES = first(
    every_day.NODE_FIGURES,
    "node_figures.on_day",
    "f.dimension, f.key, f.members, NULL::bigint, NULL, NULL, NULL",
    " UNION ALL SELECT 'organisations', 'branch', 1::bigint, NULL::bigint, NULL, NULL, NULL",
)


class Migration(migrations.Migration):
    dependencies = [("statistics", "0010_flows_by_day")]

    operations = [migrations.RunSQL([MEMBER_FIGURES, NODE_FIGURES], migrations.RunSQL.noop)]
