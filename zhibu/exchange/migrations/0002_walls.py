"""The walls around sheets that came in: whoever works at a desk over the organisation, by persons."""

from django.db import migrations

from zhibu.kernel.walls import DESKS, Wall, add, build, in_branch, seen_and_written

# By the range of persons: who sits at the branch but may not see its cards does not see its sheets either.
WITHIN = in_branch("org_id", "person")
# Itself walled. An auditor sees that a batch was there and what it counted, not its rows.
OF_BATCH = f"batch_id IN (SELECT b.id FROM exchange_batch b) AND {DESKS}"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("kernel", "0003_jobs"), ("orgs", "0002_walls")]

    operations = [
        build("exchange_batch", *seen_and_written("batch", WITHIN)),
        build("exchange_chunk", Wall("chunk_within", OF_BATCH)),
        # who may see a batch sees how far its job is, and may stop it
        add("kernel_job", Wall("job_of_desk", f"kind LIKE 'exchange.%' AND {WITHIN} AND {DESKS}")),
    ]
