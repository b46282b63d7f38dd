"""How many cards a second person has not seen stands at the head of every roster: found by an index of these."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guard", "0003_standing"),
        ("members", "0007_found_in_order"),
        ("orgs", "0005_days_of_the_tree"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("gone_on", None), ("reviewed_at", None)),
                fields=["path"],
                name="member_unreviewed",
            ),
        ),
    ]
