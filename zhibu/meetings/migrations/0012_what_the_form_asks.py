"""What the form asks and nobody could write down: who sat in, how it was voted, the chair's close."""

from importlib import import_module

from django.db import migrations, models

earlier = import_module("zhibu.meetings.migrations.0008_archived_records_are_kept")

# The new columns are kept as the others are: an archived record changes by a correction only.
KEEP = (
    earlier.KEEP.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    .replace("'hours', 'notes'", "'hours', 'notes', 'invited', 'closing'")
    .replace("'abstain', 'written_before'", "'abstain', 'written_before', 'method'")
)
AS_BEFORE = earlier.KEEP.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_echo")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="closing",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=2000, verbose_name="主持人小结"
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="invited",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="列席人员"
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="method",
            field=models.CharField(
                blank=True,
                choices=[
                    ("show_of_hands", "举手"),
                    ("secret_ballot", "无记名投票"),
                    ("open_ballot", "记名投票"),
                    ("oral", "口头表决"),
                ],
                db_default="",
                default="",
                max_length=20,
                verbose_name="表决方式",
            ),
        ),
        migrations.RunSQL(KEEP, AS_BEFORE),
    ]
