"""An examiner holds an office for a time: what may be read, and from which day on it gives no right."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guard", "0002_walls"),
        ("orgs", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="lapses_on",
            field=models.DateField(blank=True, null=True, verbose_name="到期日期"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="reads_from",
            field=models.DateField(blank=True, null=True, verbose_name="查阅起始日期"),
        ),
        migrations.AddField(
            model_name="appointment",
            name="reads_until",
            field=models.DateField(blank=True, null=True, verbose_name="查阅截止日期"),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="office",
            field=models.CharField(
                choices=[
                    ("secretary", "支部书记"),
                    ("deputy_secretary", "支部副书记"),
                    ("organiser", "组织委员"),
                    ("publicist", "宣传委员"),
                    ("discipline_member", "纪检委员"),
                    ("committee_member", "支部委员"),
                    ("assistant", "党务助理"),
                    ("group_leader", "党小组组长"),
                    ("committee_secretary", "党委（总支）书记"),
                    ("committee_deputy", "党委（总支）副书记"),
                    ("officer", "组织干事"),
                    ("inspector", "纪检干部"),
                    ("examiner", "迎检查阅人"),
                    ("auditor", "审计员"),
                    ("system_admin", "系统管理员"),
                    ("security_admin", "安全管理员"),
                    ("audit_admin", "审计管理员"),
                ],
                max_length=30,
                verbose_name="职务",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("office", "examiner"), _negated=True),
                    models.Q(
                        ("lapses_on__gt", models.F("from_on")),
                        ("lapses_on__isnull", False),
                        ("needs_second", True),
                        ("reads_until__gte", models.F("reads_from")),
                    ),
                    _connector="OR",
                ),
                name="examiner_reads_for_a_time",
                violation_error_message="迎检查阅人要写明查阅哪一段时间、到哪天为止。",
            ),
        ),
    ]
