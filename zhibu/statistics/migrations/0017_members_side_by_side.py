"""The members of small nodes lie side by side and have an index of their own: six hundred children in one look."""

from importlib import import_module

from django.db import migrations, models

steps = import_module("zhibu.statistics.migrations.0015_steps")
STEP_ROWS = steps.changed(
    steps.STEP_ROWS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "GROUP BY 1, 2;\nEND",
    "GROUP BY 1, 2 ORDER BY t.number <> 0, 1, 2;\nEND",
)


class Migration(migrations.Migration):
    dependencies = [("statistics", "0016_admitted_by_whom")]

    operations = [
        migrations.AddIndex(
            model_name="step",
            index=models.Index(condition=models.Q(("number", 0)), fields=["path"], name="step_members"),
        ),
        migrations.RunSQL(STEP_ROWS, migrations.RunSQL.noop),
    ]
