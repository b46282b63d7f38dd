"""Training of a committee and who came: told to the committee and to each for himself."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import Wall, build, for_purpose, in_branch, is_actor

READ = f"{in_branch('org_id')} AND {for_purpose('committee', 'house')}"
CARDS = f"{in_branch('branch_id', 'person')} AND {for_purpose('committee', 'house')}"
WAS_THERE = (
    "EXISTS (SELECT 1 FROM learning_trainee t WHERE t.training_id = @.id AND " + is_actor("t.person_id") + ")"
)


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0001_study_hours"),
        ("orgs", "0003_examiners"),
    ]

    operations = [
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("org_name", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=100, verbose_name="培训名称")),
                ("from_on", models.DateField(verbose_name="从哪天")),
                ("until", models.DateField(verbose_name="到哪天")),
                ("place", models.CharField(blank=True, default="", max_length=100, verbose_name="地点")),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=4,
                        validators=[django.core.validators.MinValueValidator(0, "学时不能是负数。")],
                        verbose_name="学时",
                    ),
                ),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_by", models.CharField(blank=True, default="", max_length=60)),
                ("withdrawn_why", models.CharField(blank=True, default="", max_length=200)),
                (
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Trainee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("branch_id", models.BigIntegerField()),
                ("branch_name", models.CharField(max_length=120)),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainees",
                        to="learning.training",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("org", "title", "from_on"),
                name="training_recorded_once",
                violation_error_message="这次培训已经记过了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("from_on"))),
                name="training_ends_after_it_begins",
                violation_error_message="结束的日子不能早于开始的日子。",
            ),
        ),
        migrations.AddIndex(
            model_name="trainee",
            index=models.Index(fields=["person_id"], name="trainee_person"),
        ),
        migrations.AddIndex(
            model_name="trainee",
            index=models.Index(fields=["branch_id"], name="trainee_of_branch"),
        ),
        migrations.AddConstraint(
            model_name="trainee",
            constraint=models.UniqueConstraint(fields=("training", "person_id"), name="one_trainee_each"),
        ),
        build(
            "learning_training",
            Wall("training_kept", READ),
            Wall("training_own", WAS_THERE, "SELECT"),
        ),
        build(
            "learning_trainee",
            Wall("trainee_kept", CARDS),  # nobody has the power to change a row of it
            Wall("trainee_own", is_actor("person_id"), "SELECT"),
        ),
    ]
