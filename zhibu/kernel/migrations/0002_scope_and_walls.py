"""The functions that check a signed scope, and the walls of the house's own tables."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, for_purpose, is_actor

SCOPE_OK = """
CREATE FUNCTION zhibu.scope_ok() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE((
        SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
                   current_setting('zhibu.actor', true)
                   || '|' || current_setting('zhibu.purpose', true)
                   || '|' || current_setting('zhibu.branch_lo', true)
                   || '|' || current_setting('zhibu.branch_hi', true)
                   || '|' || current_setting('zhibu.person_lo', true)
                   || '|' || current_setting('zhibu.person_hi', true)
                   || '|' || k.installation
                   || '|' || current_setting('zhibu.expiry', true)
                   || '|' || pg_backend_pid()::text, 'UTF8'))), 'hex')
                   = current_setting('zhibu.signature', true)
               AND current_setting('zhibu.expiry', true) > floor(extract(epoch FROM clock_timestamp()))::bigint::text
        FROM public.kernel_scopekey k
    ), false)
$$
"""

# The organisations above the signed range: their names may be read, so that a page can say where it stands.
TRAIL = """
CREATE FUNCTION zhibu.trail() RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(array_agg(left(lo, n)), '{}')
    FROM (SELECT current_setting('zhibu.branch_lo', true) AS lo) s,
         generate_series(3, length(s.lo) - 1, 3) AS n
$$
"""

FUNCTIONS = migrations.RunSQL(
    [
        "CREATE SCHEMA IF NOT EXISTS zhibu",
        "REVOKE ALL ON SCHEMA zhibu FROM PUBLIC",
        SCOPE_OK,
        TRAIL,
        "REVOKE ALL ON FUNCTION zhibu.scope_ok() FROM PUBLIC",
        "REVOKE ALL ON FUNCTION zhibu.trail() FROM PUBLIC",
    ],
    ["DROP FUNCTION zhibu.trail()", "DROP FUNCTION zhibu.scope_ok()"],
)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        FUNCTIONS,
        # a refusal is written down also where no scope is worn any more: whoever can connect may add
        migrations.RunSQL(
            [
                "ALTER TABLE kernel_audit ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE kernel_audit FORCE ROW LEVEL SECURITY",
                "CREATE POLICY audit_added ON kernel_audit FOR INSERT "
                "WITH CHECK (xid = pg_current_xact_id()::text::bigint)",
                Wall("audit_read", for_purpose("audit", "house"), "SELECT").sql("kernel_audit"),
            ],
            ["ALTER TABLE kernel_audit DISABLE ROW LEVEL SECURITY"],
        ),
        build(
            "kernel_file",
            Wall("file_own", is_actor("uploaded_by")),
            Wall("file_house", for_purpose("house")),
        ),
        build(
            "kernel_reply", Wall("reply_own", is_actor("actor")), Wall("reply_house", for_purpose("house"))
        ),
    ]
