"""不计入应到会 asks for the consent of the assembly as well; of what was written before, it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_numbers_are_kept")]

    operations = [
        migrations.AddField(
            model_name="exclusion",
            name="consented",
            field=models.BooleanField(blank=True, null=True, verbose_name="支部党员大会同意"),
        ),
    ]
