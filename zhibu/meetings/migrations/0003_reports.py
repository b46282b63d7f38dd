"""What branches hand in for a quarter: read by whoever reads the meetings, added by the branch, never changed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import Wall, build, for_purpose, in_branch

READ = f"{in_branch()} AND {for_purpose('member', 'branch', 'committee', 'reading', 'house')}"
ADDED = f"{in_branch()} AND {for_purpose('branch', 'house')}"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_walls"), ("orgs", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_name", models.CharField(max_length=120)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("quarter", models.PositiveSmallIntegerField(verbose_name="季度")),
                ("figures", models.JSONField(verbose_name="报送数字")),
                ("reported_by", models.UUIDField(blank=True, null=True)),
                ("reported_by_name", models.CharField(max_length=60, verbose_name="报送人")),
                (
                    "reported_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="报送时间"
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch", "year", "quarter"], name="report_of_branch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quarter__gte", 1), ("quarter__lte", 4)),
                        name="report_of_a_quarter",
                        violation_error_message="季度是 1 到 4。",
                    )
                ],
            },
        ),
        build(
            "meetings_report",
            Wall("report_within", READ, "SELECT"),
            Wall("report_added", ADDED, "INSERT"),
        ),
    ]
