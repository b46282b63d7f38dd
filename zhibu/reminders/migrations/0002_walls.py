"""A message is seen by its person alone and written by the house; a wish is its person's own."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, for_purpose, is_actor

HOUSE = for_purpose("house")
OWN = is_actor("person_id")


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial"), ("orgs", "0002_walls")]

    operations = [
        build("reminders_message", Wall("message_own", OWN, "SELECT"), Wall("message_house", HOUSE)),
        build("reminders_wish", Wall("wish_own", OWN), Wall("wish_house", HOUSE)),
    ]
