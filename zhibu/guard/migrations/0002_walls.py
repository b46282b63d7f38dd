"""The walls around persons and their ways in. Contexts above open further doors."""

from django.db import migrations

from zhibu.kernel.walls import Wall, build, for_purpose, is_actor, setting

DOOR = for_purpose("door")
HOUSE = for_purpose("house")
OWN = is_actor("person_id")
SEES_SOMEBODY = f"{setting('person_hi')} <> '' OR {for_purpose('accounts')}"


class Migration(migrations.Migration):
    dependencies = [("guard", "0001_initial"), ("kernel", "0002_scope_and_walls")]

    operations = [
        build(
            "guard_person",
            Wall("person_door", DOOR, "SELECT"),
            Wall("person_own", is_actor("id"), "SELECT"),
            Wall("person_made", SEES_SOMEBODY, "INSERT"),
            Wall("person_house", HOUSE),
        ),
        build(
            "guard_account",
            Wall("account_door", DOOR),
            Wall("account_own", OWN),
            Wall("account_house", HOUSE),
        ),
        build(
            "guard_authenticator",
            Wall("authenticator_door", DOOR),
            Wall("authenticator_own", OWN),
            Wall("authenticator_house", HOUSE),
        ),
        build("guard_code", Wall("code_door", DOOR), Wall("code_own", OWN), Wall("code_house", HOUSE)),
        build(
            "guard_session", Wall("session_door", DOOR), Wall("session_own", OWN), Wall("session_house", HOUSE)
        ),
        build("guard_token", Wall("token_door", DOOR), Wall("token_own", OWN), Wall("token_house", HOUSE)),
        build("guard_attempt", Wall("attempt_door", DOOR), Wall("attempt_house", HOUSE)),
        build(
            "guard_viewing",
            Wall("viewing_own", OWN, "SELECT"),
            Wall("viewing_made", is_actor("viewer"), "INSERT"),
            Wall("viewing_house", HOUSE),
        ),
    ]
