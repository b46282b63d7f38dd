"""Every figure looks whether somebody is noted as changed: what was folded in is swept out soon."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("statistics", "0006_meetings_by_field")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE statistics_touched SET (autovacuum_vacuum_scale_factor = 0, "
            "autovacuum_vacuum_threshold = 500, autovacuum_analyze_scale_factor = 1)",
            "ALTER TABLE statistics_touched RESET (autovacuum_vacuum_scale_factor, "
            "autovacuum_vacuum_threshold, autovacuum_analyze_scale_factor)",
        )
    ]
