"""Presence, exclusions, drafts; minutes, confirmations, corrections, scans, what was not held; their walls."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import DESKS, Wall, build, for_purpose, in_branch, is_actor, seen_and_written

READ = f"{in_branch()} AND {for_purpose('member', 'branch', 'committee', 'reading', 'house')}"
CARDS = in_branch("branch_id", "person")
MADE = f"{in_branch()} AND {is_actor('made_by')}"

# The record is archived by its second confirmation, whoever gives it: a chair without a desk writes no record.
ARCHIVE = """
CREATE FUNCTION zhibu.archive_meeting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.meetings_meeting m SET archived_at = now()
    WHERE m.id = NEW.meeting_id AND m.archived_at IS NULL AND m.withdrawn_at IS NULL
      AND (SELECT count(*) FROM public.meetings_confirmation c WHERE c.meeting_id = NEW.meeting_id) = 2;
    RETURN NULL;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER archive_meeting AFTER INSERT ON meetings_confirmation "
    "FOR EACH ROW EXECUTE FUNCTION zhibu.archive_meeting()"
)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0005_plan_and_leave"),
        ("orgs", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="came_late",
            field=models.BooleanField(db_default=False, default=False, verbose_name="迟到"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="left_out",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="plan",
            name="code",
            field=models.CharField(blank=True, default="", max_length=4, verbose_name="到会口令"),
        ),
        migrations.AddField(
            model_name="plan",
            name="meeting",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plan",
                to="meetings.meeting",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="seat",
            name="came_late",
            field=models.BooleanField(default=False, verbose_name="迟到"),
        ),
        migrations.AddField(
            model_name="seat",
            name="left_out",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="seat",
            name="self_said",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[("chair", "主持人"), ("recorder", "记录人")],
                        max_length=10,
                        verbose_name="谁确认",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="说明")),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="confirmation_of_branch")],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "part"), name="one_confirmation_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("about", models.CharField(max_length=80)),
                ("label", models.CharField(max_length=300)),
                ("before", models.TextField(blank=True, default="")),
                ("after", models.TextField(blank=True, default="")),
                ("why", models.CharField(max_length=200, verbose_name="更正原因")),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="correction_of_branch")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("data", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("saved_by_name", models.CharField(blank=True, default="", max_length=60)),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draft", to="meetings.plan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="draft_of_branch")],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("person_id", models.UUIDField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("illness", "患病不能表达意志"),
                            ("abroad_6_months", "自费出国半年以上"),
                            ("bedridden", "长期卧床或生活不能自理"),
                            ("away_6_months", "外出半年以上应转未转组织关系"),
                            ("retired_home_town", "离退休后长期回原籍居住"),
                            ("mobile_applied", "流动党员本人申请不能到会"),
                        ],
                        max_length=20,
                        verbose_name="不计入的情形",
                    ),
                ),
                ("approval", models.CharField(max_length=100, verbose_name="上级批准")),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attendance",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusion",
                        to="meetings.attendance",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="exclusion_of_branch")],
            },
        ),
        migrations.CreateModel(
            name="Minute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("sort", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=200, verbose_name="议程")),
                ("said", models.TextField(blank=True, default="", max_length=10000, verbose_name="发言摘要")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="minute_of_branch")],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=120)),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch_id"], name="scan_of_branch")],
            },
        ),
        migrations.CreateModel(
            name="Unheld",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assembly", "支部党员大会"),
                            ("branch_committee", "支部委员会"),
                            ("group", "党小组会"),
                            ("lesson", "党课"),
                            ("theme_day", "主题党日"),
                            ("life_meeting", "组织生活会"),
                            ("appraisal", "民主评议党员"),
                        ],
                        max_length=20,
                        verbose_name="会议类型",
                    ),
                ),
                ("period", models.CharField(max_length=8)),
                ("why", models.CharField(max_length=200, verbose_name="未开的原因")),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=("branch", "kind", "period"),
                        name="unheld_said_once",
                    )
                ],
            },
        ),
        build(
            "meetings_exclusion",
            *seen_and_written("exclusion", CARDS),
            Wall("exclusion_own", is_actor("person_id"), "SELECT"),
        ),
        build("meetings_draft", Wall("draft_kept", f"{in_branch()} AND {DESKS}")),
        build("meetings_minute", *seen_and_written("minute", READ)),
        build(
            "meetings_confirmation",
            *seen_and_written("confirmation", READ, changed=False),
            Wall("confirmation_given", f"{MADE} AND {for_purpose('member')}", "INSERT"),
        ),
        build("meetings_correction", *seen_and_written("correction", READ, changed=False)),
        build("meetings_scan", *seen_and_written("scan", READ)),
        build("meetings_unheld", *seen_and_written("unheld", READ)),
        migrations.RunSQL(
            [ARCHIVE, "REVOKE ALL ON FUNCTION zhibu.archive_meeting() FROM PUBLIC", TRIGGER],
            [
                "DROP TRIGGER archive_meeting ON meetings_confirmation",
                "DROP FUNCTION zhibu.archive_meeting()",
            ],
        ),
    ]
