"""第几次: an archived record keeps its number; one recorded later takes the next that is free."""

from django.db import migrations, models

# Those of the year that are not archived yet stand in the order of their days in the numbers left free.
# The lock: of two records archived at once, the second sees the number of the first.
NUMBER = """
CREATE FUNCTION zhibu.number_archived() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('meetings_meeting.number', NEW.branch_id));
    SELECT count(*) INTO before FROM public.meetings_meeting m
    WHERE m.branch_id = NEW.branch_id AND m.kind = NEW.kind AND m.withdrawn_at IS NULL AND m.number IS NULL
      AND m.held_on >= date_trunc('year', NEW.held_on::timestamp)::date
      AND (m.held_on, m.id) < (NEW.held_on, NEW.id);
    WITH taken AS (
        SELECT m.number FROM public.meetings_meeting m
        WHERE m.branch_id = NEW.branch_id AND m.kind = NEW.kind AND m.withdrawn_at IS NULL
          AND m.number IS NOT NULL
          AND extract(year FROM m.held_on) = extract(year FROM NEW.held_on)
    )
    SELECT n INTO NEW.number
    FROM generate_series(1, before + 1 + (SELECT count(*) FROM taken)) n
    WHERE n NOT IN (SELECT number FROM taken) ORDER BY n OFFSET before LIMIT 1;
    RETURN NEW;
END $$
"""
TRIGGER = """
CREATE TRIGGER number_archived BEFORE UPDATE ON meetings_meeting FOR EACH ROW
WHEN (OLD.archived_at IS NULL AND NEW.archived_at IS NOT NULL AND NEW.number IS NULL)
EXECUTE FUNCTION zhibu.number_archived()
"""
# What was archived before keeps the number it has had on paper until now.
SO_FAR = """
UPDATE meetings_meeting m SET number = 1 + (
    SELECT count(*) FROM meetings_meeting e
    WHERE e.branch_id = m.branch_id AND e.kind = m.kind AND e.withdrawn_at IS NULL
      AND extract(year FROM e.held_on) = extract(year FROM m.held_on)
      AND (e.held_on, e.id) < (m.held_on, m.id)
) WHERE m.archived_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0012_what_the_form_asks")]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="number",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="第几次"),
        ),
        migrations.RunSQL(
            [
                "ALTER TABLE meetings_meeting DISABLE TRIGGER keep_archived",
                SO_FAR,
                "ALTER TABLE meetings_meeting ENABLE TRIGGER keep_archived",
                NUMBER,
                "REVOKE ALL ON FUNCTION zhibu.number_archived() FROM PUBLIC",
                TRIGGER,
            ],
            [
                "DROP TRIGGER number_archived ON meetings_meeting",
                "DROP FUNCTION zhibu.number_archived()",
            ],
        ),
    ]
