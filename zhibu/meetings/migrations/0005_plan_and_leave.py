"""Meetings planned ahead, who is called, who asked for leave; and the walls around them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import DESKS, Wall, build, for_purpose, in_branch, is_actor, seen_and_written

READ = f"{in_branch()} AND {for_purpose('member', 'branch', 'committee', 'reading', 'house')}"
OWN = is_actor("person_id")
WRITTEN = f"{in_branch()} AND ({is_actor('made_by')} OR {for_purpose('house')})"
HOST, ASKED = in_branch("host_id"), in_branch()
LIFE = for_purpose("branch", "committee", "reading", "house")

# With whom a branch may meet together: the names of the branches under the same superior, nothing else.
SIBLINGS = """
CREATE FUNCTION zhibu.sibling_branches(asked bigint)
RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT b.id, b.name
    FROM public.orgs_org o
    JOIN public.orgs_org b ON left(b.path, -3) = left(o.path, -3) AND b.id <> o.id
    WHERE zhibu.scope_ok()
      AND current_setting('zhibu.purpose', true) IN ('branch', 'committee', 'house')
      AND o.id = asked
      AND o.path >= current_setting('zhibu.branch_lo', true)
      AND o.path < current_setting('zhibu.branch_hi', true)
      AND b.kind = 'branch' AND b.dissolved_on IS NULL
    ORDER BY b.path
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_walls"),
        ("meetings", "0004_examining"),
        ("orgs", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_name", models.CharField(max_length=120)),
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
                ("topic", models.CharField(max_length=200, verbose_name="议题")),
                ("held_on", models.DateField(verbose_name="日期")),
                ("begins_at", models.TimeField(blank=True, null=True, verbose_name="时间")),
                ("place", models.CharField(blank=True, default="", max_length=100, verbose_name="地点")),
                (
                    "link",
                    models.URLField(blank=True, default="", max_length=300, verbose_name="线上会议地址"),
                ),
                ("chair", models.CharField(blank=True, default="", max_length=60, verbose_name="主持人")),
                ("recorder", models.CharField(blank=True, default="", max_length=60, verbose_name="记录人")),
                ("agenda", models.JSONField(blank=True, default=list, verbose_name="议程")),
                ("joint", models.UUIDField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("noticed_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_at", models.DateTimeField(blank=True, null=True)),
                ("called_off_by", models.CharField(blank=True, default="", max_length=60)),
                ("called_off_why", models.CharField(blank=True, default="", max_length=200)),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joint", models.UUIDField()),
                ("host_id", models.BigIntegerField()),
                ("host_name", models.CharField(max_length=120)),
                ("branch_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("topic", models.CharField(max_length=200)),
                ("held_on", models.DateField()),
                ("begins_at", models.TimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, default="", max_length=100)),
                ("link", models.CharField(blank=True, default="", max_length=300)),
                ("agenda", models.JSONField(blank=True, default=list)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", models.CharField(blank=True, default="", max_length=60)),
                ("declined", models.BooleanField(default=False)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="meetings.plan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("person_id", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("category", models.CharField(max_length=20)),
                ("entitled", models.BooleanField()),
                ("called", models.BooleanField(default=True)),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "到会"),
                            ("remote", "线上参加"),
                            ("excused", "请假"),
                            ("absent", "未到"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("marked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="meetings.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch_id", models.BigIntegerField()),
                ("person_id", models.UUIDField()),
                ("reason", models.CharField(max_length=100, verbose_name="请假原因")),
                ("made_by", models.UUIDField(blank=True, null=True)),
                ("made_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaves", to="meetings.seat"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["branch", "-held_on"], name="plan_of_branch"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("called_off_at__isnull", True)),
                fields=("branch", "kind", "held_on", "topic"),
                name="meeting_planned_once",
                violation_error_message="这次会议已经拟好了。",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["branch_id"], name="invitation_of_branch"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=("joint", "branch_id"), name="one_invitation_each"),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["person_id"], name="seat_of_person"),
        ),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(fields=["branch_id"], name="seat_of_branch"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("plan", "person_id"), name="one_seat_each"),
        ),
        migrations.AddIndex(
            model_name="leave",
            index=models.Index(fields=["branch_id"], name="leave_of_branch"),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True)), fields=("seat",), name="one_leave_each"
            ),
        ),
        build("meetings_plan", *seen_and_written("plan", READ)),
        build(
            "meetings_seat",
            *seen_and_written("seat", READ),
            Wall("seat_own", OWN, "SELECT"),
            Wall("seat_taken", f"{OWN} AND {in_branch()}", "UPDATE"),
        ),
        build(
            "meetings_leave",
            Wall("leave_within", in_branch("branch_id", "person"), "SELECT"),
            Wall("leave_written", f"{WRITTEN} AND {DESKS}"),
            Wall("leave_own", f"{OWN} AND {in_branch()}"),
        ),
        build(
            "meetings_invitation",
            Wall("invitation_within", f"({HOST} OR {ASKED}) AND {LIFE}", "SELECT"),
            Wall("invitation_made", f"{HOST} AND {DESKS}", "INSERT"),
            Wall("invitation_answered", f"{ASKED} AND {DESKS}", "UPDATE"),
        ),
        migrations.RunSQL(
            [SIBLINGS, "REVOKE ALL ON FUNCTION zhibu.sibling_branches(bigint) FROM PUBLIC"],
            ["DROP FUNCTION zhibu.sibling_branches(bigint)"],
        ),
    ]
