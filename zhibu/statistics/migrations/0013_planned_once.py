"""Figures are asked by one plan: it goes by indexes, whatever node is asked for, and is made once a connection.

Planned anew with a wide node in view, the database would read every organisation to join six hundred of them.
What wants the bounds in view is planned by itself inside these functions.
"""

from django.db import migrations

FUNCTIONS = ("node_figures", "member_figures", "child_figures", "org_figures")


class Migration(migrations.Migration):
    dependencies = [("statistics", "0012_one_tree_at_a_time")]

    operations = [
        migrations.RunSQL(
            [
                f"ALTER FUNCTION zhibu.{f}(bigint, date) SET plan_cache_mode = force_generic_plan"
                for f in FUNCTIONS
            ],
            [f"ALTER FUNCTION zhibu.{f}(bigint, date) RESET plan_cache_mode" for f in FUNCTIONS],
        )
    ]
