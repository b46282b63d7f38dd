"""Taps on the list as a device sent them, whose own ids make twice once; kept at the desk of the branch."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import DESKS, Wall, build, in_branch


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0008_archived_records_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tap",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("branch_id", models.BigIntegerField()),
                ("person_id", models.UUIDField()),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("present", "到会"),
                            ("remote", "线上参加"),
                            ("excused", "请假"),
                            ("absent", "未到"),
                        ],
                        max_length=10,
                    ),
                ),
                ("late", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taps", to="meetings.plan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="tap_of_branch")],
            },
        ),
        build("meetings_tap", Wall("tap_kept", f"{in_branch()} AND {DESKS}")),
    ]
