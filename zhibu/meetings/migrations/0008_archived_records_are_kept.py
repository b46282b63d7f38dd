"""What is archived changes only by a correction of the same transaction: the database refuses the rest."""

from django.db import migrations

# Whether a row was written by this very transaction (a savepoint of it has a number of its own).
WRITTEN_NOW = """
CREATE FUNCTION zhibu.written_now(row_xmin xid) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own bigint := pg_current_xact_id()::text::bigint;
    ahead bigint := (row_xmin::text::bigint - own % 4294967296 + 4294967296) % 4294967296;
BEGIN
    IF ahead >= 2147483648 THEN
        RETURN false;  -- older than this transaction
    END IF;
    RETURN pg_xact_status((own + ahead)::text::xid8) = 'in progress';
END $$
"""
CORRECTED_NOW = """
CREATE FUNCTION zhibu.corrected_now(record bigint, matter text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.meetings_correction c
        WHERE c.meeting_id = record AND (c.about = matter OR matter = 'anything')
          AND CASE WHEN c.made_at >= now() THEN zhibu.written_now(c.xmin) ELSE false END
    )
$$
"""
KEEP = """
CREATE FUNCTION zhibu.keep_archived() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    row_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    row_before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    kept jsonb := CASE WHEN TG_OP = 'INSERT' THEN row_now ELSE row_before END;
    record bigint;
    field text;
    matter text;
BEGIN
    record := CASE TG_TABLE_NAME
        WHEN 'meetings_meeting' THEN (kept ->> 'id')::bigint
        WHEN 'meetings_excuse' THEN
            (SELECT a.meeting_id FROM public.meetings_attendance a WHERE a.id = (kept ->> 'attendance_id')::bigint)
        ELSE (kept ->> 'meeting_id')::bigint
    END;
    IF TG_TABLE_NAME = 'meetings_meeting' THEN
        IF row_before ->> 'archived_at' IS NULL THEN RETURN coalesce(NEW, OLD); END IF;
    ELSIF NOT EXISTS (
        SELECT 1 FROM public.meetings_meeting m WHERE m.id = record AND m.archived_at IS NOT NULL
    ) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        FOR field IN
            SELECT n.key FROM jsonb_each(row_now) n WHERE n.value IS DISTINCT FROM row_before -> n.key
        LOOP
            matter := CASE
                WHEN TG_TABLE_NAME = 'meetings_meeting' AND field IN (
                    'topic', 'begins_at', 'place', 'chair', 'recorder', 'for_year', 'hours', 'notes'
                ) THEN field
                WHEN TG_TABLE_NAME = 'meetings_attendance' AND field = 'mark'
                    THEN 'mark:' || (row_before ->> 'person_id')
                WHEN TG_TABLE_NAME = 'meetings_minute' AND field = 'said'
                    THEN 'minute:' || (row_before ->> 'id')
                WHEN TG_TABLE_NAME = 'meetings_resolution' AND field IN (
                    'approve', 'oppose', 'abstain', 'written_before'
                ) THEN 'vote:' || (row_before ->> 'id')
                WHEN TG_TABLE_NAME = 'meetings_resolution' AND field = 'passed'
                    THEN 'passed:' || (row_before ->> 'id')
                WHEN TG_TABLE_NAME = 'meetings_resolution' AND field = 'verdicts' THEN 'anything'
            END;
            CONTINUE WHEN matter IS NOT NULL AND zhibu.corrected_now(record, matter);
            CONTINUE WHEN TG_TABLE_NAME = 'meetings_meeting'
                AND field IN ('withdrawn_at', 'withdrawn_by', 'withdrawn_why')
                AND row_before ->> 'withdrawn_at' IS NULL AND row_now ->> 'withdrawn_why' <> '';
            RAISE EXCEPTION 'record % is archived: % of % changes by a correction only',
                record, field, TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END LOOP;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'record % is archived: nothing of % is added or taken away', record, TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END $$
"""
TABLES = ("meeting", "attendance", "excuse", "resolution", "minute")
FUNCTIONS = (
    "zhibu.keep_archived()",
    "zhibu.corrected_now(bigint, text)",
    "zhibu.written_now(xid)",
)


def guard(table: str) -> str:
    events = "UPDATE OR DELETE" if table == "meeting" else "INSERT OR UPDATE OR DELETE"
    return (
        f"CREATE TRIGGER keep_archived BEFORE {events} ON meetings_{table} "
        "FOR EACH ROW EXECUTE FUNCTION zhibu.keep_archived()"
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_examiners_read_the_whole_record")]

    operations = [
        migrations.RunSQL(
            [
                WRITTEN_NOW,
                CORRECTED_NOW,
                KEEP,
                *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in FUNCTIONS),
                *(guard(table) for table in TABLES),
            ],
            [
                *(f"DROP TRIGGER keep_archived ON meetings_{table}" for table in TABLES),
                *(f"DROP FUNCTION {name}" for name in FUNCTIONS),
            ],
        ),
    ]
