"""Who joined the Party within a year is found by an index: 发展党员 of a whole city looks at these alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0008_unreviewed")]

    operations = [
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["joined_on"], name="member_by_joining"),
        ),
    ]
