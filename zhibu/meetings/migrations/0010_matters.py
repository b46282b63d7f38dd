"""事项: what was taken on at a meeting; seen in its branch, done by its owner or at the desk."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import Wall, build, for_purpose, in_branch, is_actor, seen_and_written

READ = f"{in_branch()} AND {for_purpose('member', 'branch', 'committee', 'reading', 'house')}"
OWN = is_actor("owner_id")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_taps_of_a_device"),
        ("orgs", "0003_examiners"),
    ]

    operations = [
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="办什么事")),
                ("owner_id", models.UUIDField()),
                ("owner_name", models.CharField(max_length=60)),
                ("due_on", models.DateField(verbose_name="哪天前办完")),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by_name", models.CharField(blank=True, default="", max_length=60)),
                (
                    "done_word",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="办得怎么样"),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "resolution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="meetings.resolution",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["branch", "due_on"], name="matter_of_branch"),
                    models.Index(fields=["owner_id"], name="matter_of_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "what", "owner_id"),
                        name="matter_said_once",
                        violation_error_message="这件事已经交给这位同志了。",
                    )
                ],
            },
        ),
        build(
            "meetings_matter",
            *seen_and_written("matter", READ),
            Wall("matter_own", OWN, "SELECT"),
            Wall("matter_done", OWN, "UPDATE"),
        ),
    ]
