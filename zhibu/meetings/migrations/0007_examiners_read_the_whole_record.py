"""What an examiner reads of an opened record is all of it: what was said, who confirmed, what was corrected."""

from django.db import migrations

from zhibu.kernel.walls import Wall, add, for_purpose

OPENED = f"{for_purpose('examining')} AND meeting_id IN (SELECT zhibu.opened_meetings())"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_presence_and_archive")]

    operations = [
        add("meetings_minute", Wall("minute_examined", OPENED, "SELECT")),
        add("meetings_confirmation", Wall("confirmation_examined", OPENED, "SELECT")),
        add("meetings_correction", Wall("correction_examined", OPENED, "SELECT")),
    ]
