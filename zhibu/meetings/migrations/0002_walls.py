"""The walls around the life of organisations: by the signed range of branches, and one's own attendance."""

from django.db import migrations

from zhibu.kernel.walls import ACTOR, Wall, build, in_branch, is_actor

# Where one was expected one may read of, also after moving to another branch.
WAS_THERE = f"id IN (SELECT a.meeting_id FROM meetings_attendance a WHERE a.person_id = {ACTOR})"
OWN = is_actor("person_id")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("members", "0002_walls")]

    operations = [
        build(
            "meetings_meeting", Wall("meeting_within", in_branch()), Wall("meeting_own", WAS_THERE, "SELECT")
        ),
        build(
            "meetings_attendance",
            Wall("attendance_within", in_branch()),
            Wall("attendance_own", OWN, "SELECT"),
        ),
        build(
            "meetings_excuse",
            Wall("excuse_within", in_branch("branch_id", "person")),
            Wall("excuse_own", OWN, "SELECT"),
        ),
        build("meetings_resolution", Wall("resolution_within", in_branch())),
    ]
