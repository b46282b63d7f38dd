"""Where the seal lies is read by those who keep the branch and those above; said by those who keep it."""

from django.db import migrations

from zhibu.kernel.walls import build, for_purpose, in_branch, seen_and_written

READ = f"{in_branch('org_id')} AND {for_purpose('branch', 'committee', 'house')}"


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial"), ("orgs", "0002_walls")]

    operations = [
        build("handover_keeping", *seen_and_written("keeping", READ, writers=for_purpose("branch", "house"))),
    ]
