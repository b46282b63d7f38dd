"""Whoever reads the reasons of a branch and keeps its list may end a leave that somebody else wrote.

The reason that was written later then takes its place; the earlier row stays, taken back, with its writer.
"""

from django.db import migrations

from zhibu.kernel.walls import Wall, add, for_purpose, in_branch

KEEPS = f"{in_branch()} AND {in_branch('branch_id', 'person')} AND {for_purpose('branch')}"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0014_consent_of_the_assembly")]

    operations = [add("meetings_leave", Wall("leave_replaced", KEEPS, "UPDATE"))]
