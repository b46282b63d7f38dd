"""会后一问: asked in its branch, answered by a verb that leaves no trace from person to answer."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from zhibu.kernel.walls import SIGNED, Wall, build, for_purpose, in_branch, in_range, is_actor

IN_ITS_BRANCH = for_purpose("member", "branch", "house")  # no committee above reads along
KEPT = f"{in_branch()} AND {for_purpose('branch', 'house')}"

# Of the actor alone, and once. All tallies of the question are rewritten together: the version of a row
# (xmin, its place in the file) then tells nothing of a single answer. The lock keeps answers in a row.
ANSWER = """
CREATE FUNCTION zhibu.echo_answer(asked bigint, chosen integer) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := NULLIF(current_setting('zhibu.actor', true), '')::uuid;
    question public.meetings_echo;
BEGIN
    IF NOT zhibu.scope_ok() OR who IS NULL THEN
        RETURN 'absent';
    END IF;
    SELECT e.* INTO question FROM public.meetings_echo e WHERE e.id = asked FOR UPDATE;
    IF NOT FOUND OR NOT EXISTS (
        SELECT 1 FROM public.meetings_attendance a JOIN public.meetings_meeting m ON m.id = a.meeting_id
        WHERE m.id = question.meeting_id AND m.withdrawn_at IS NULL
          AND a.person_id = who AND a.mark IN ('present', 'remote')
    ) THEN
        RETURN 'absent';
    END IF;
    IF question.closed_at IS NOT NULL THEN
        RETURN 'closed';
    END IF;
    IF chosen IS NULL OR chosen < 0 OR chosen >= jsonb_array_length(question.choices) THEN
        RETURN 'nothing';
    END IF;
    INSERT INTO public.meetings_echomark (id, echo_id, person_id) VALUES (gen_random_uuid(), asked, who)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'twice';
    END IF;
    INSERT INTO public.meetings_echotally (echo_id, choice, count)
        SELECT asked, n, 0 FROM generate_series(0, jsonb_array_length(question.choices) - 1) n
        ON CONFLICT DO NOTHING;
    UPDATE public.meetings_echotally t SET count = t.count + (t.choice = chosen)::integer
        WHERE t.echo_id = asked;
    RETURN 'kept';
END
$$
"""
COUNT = f"""
CREATE FUNCTION zhibu.echo_count(asked bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM public.meetings_echomark k
    JOIN public.meetings_echo e ON e.id = k.echo_id JOIN public.orgs_org o ON o.id = e.branch_id
    WHERE e.id = asked AND {in_range("o.path", "branch")} AND {SIGNED}
$$
"""
# Closed for good: an open result could be compared before and after one answer.
CLOSE = f"""
CREATE FUNCTION zhibu.echo_close(asked bigint, by_name text, closing timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.meetings_echo e SET closed_at = closing, closed_by_name = by_name
    FROM public.orgs_org o
    WHERE e.id = asked AND e.closed_at IS NULL AND o.id = e.branch_id
      AND {in_range("o.path", "branch")} AND {for_purpose("branch", "house")} AND {SIGNED};
    RETURN FOUND;
END
$$
"""
VERBS = (
    "zhibu.echo_answer(bigint, integer)",
    "zhibu.echo_count(bigint)",
    "zhibu.echo_close(bigint, text, timestamptz)",
)
TOLD = (
    "echo_id IN (SELECT e.id FROM meetings_echo e WHERE e.closed_at IS NOT NULL "  # itself walled
    "AND zhibu.echo_count(e.id) >= 5)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0010_matters"),
        ("orgs", "0003_examiners"),
    ]

    operations = [
        migrations.CreateModel(
            name="Echo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=100, verbose_name="问什么")),
                ("choices", models.JSONField(verbose_name="可选的答案")),
                ("asked_by", models.UUIDField(blank=True, null=True)),
                ("asked_by_name", models.CharField(blank=True, default="", max_length=60)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_by_name", models.CharField(blank=True, default="", max_length=60)),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.org"
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="echo",
                        to="meetings.meeting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EchoMark",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                (
                    "echo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="meetings.echo"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("echo", "person_id"), name="one_echo_each")],
            },
        ),
        migrations.CreateModel(
            name="EchoTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField(default=0)),
                (
                    "echo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="meetings.echo",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("echo", "choice"), name="one_tally_each")],
            },
        ),
        migrations.RunSQL(
            [ANSWER, COUNT, CLOSE, *(f"REVOKE ALL ON FUNCTION {verb} FROM PUBLIC" for verb in VERBS)],
            [f"DROP FUNCTION {verb}" for verb in VERBS],
        ),
        build(
            "meetings_echo",
            Wall("echo_within", f"{in_branch()} AND {IN_ITS_BRANCH}", "SELECT"),
            Wall("echo_asked", KEPT, "INSERT"),
        ),
        build("meetings_echomark", Wall("echomark_own", is_actor("person_id"), "SELECT")),
        build("meetings_echotally", Wall("echotally_told", TOLD, "SELECT")),
    ]
