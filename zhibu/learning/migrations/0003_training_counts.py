"""The hours of a branch, counted inside, hold what its members learned at a superior's training too."""

from importlib import import_module

from django.db import migrations

earlier = import_module("zhibu.learning.migrations.0001_study_hours")
SUM = """        SELECT sum(each.hours) AS hours FROM (
            SELECT m.hours
            FROM public.meetings_attendance a JOIN public.meetings_meeting m ON m.id = a.meeting_id
            WHERE a.person_id = here.member_id AND a.mark IN ('present', 'remote')
              AND m.archived_at IS NOT NULL AND m.withdrawn_at IS NULL
              AND m.held_on BETWEEN first_day AND last_day
            UNION ALL
            SELECT t.hours
            FROM public.learning_trainee p JOIN public.learning_training t ON t.id = p.training_id
            WHERE p.person_id = here.member_id AND t.withdrawn_at IS NULL
              AND t.until BETWEEN first_day AND last_day
        ) each
"""
AS_BEFORE = earlier.STUDY_HOURS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_head, _tail = AS_BEFORE.index("        SELECT sum(m.hours)"), AS_BEFORE.index("    ) studied")
COUNTED = AS_BEFORE[:_head] + SUM + AS_BEFORE[_tail:]


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_training"), ("meetings", "0012_what_the_form_asks")]

    operations = [migrations.RunSQL(COUNTED, AS_BEFORE)]
