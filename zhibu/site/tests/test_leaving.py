"""Everything goes along: each table or a reason, nothing sealed in clear unasked, and whether it is whole."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from argparse import Namespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction

from zhibu.guard import totp
from zhibu.guard.models import Account, Authenticator, Viewing
from zhibu.kernel import clock
from zhibu.kernel.fields import seal, unseal
from zhibu.kernel.models import Audit
from zhibu.kernel.trouble import Trouble
from zhibu.members.models import Member
from zhibu.ops.leaving import checking, dictionary
from zhibu.site import leaving as site
from zhibu.site.commands import export_all, shell
from zhibu.site.testing import database


def test_every_table_goes_or_says_why_not():
    everything = {model._meta.db_table for model in apps.get_models()}
    taken, left = {table.name for table in dictionary.tables()}, set(dictionary.left())
    assert taken | left == everything and not taken & left
    assert all(dictionary.left().values())


def test_every_column_has_a_name_that_a_person_reads():
    english = [
        f"{table.name}.{column.name}"
        for table in dictionary.tables()
        for column in table.columns
        if column.label.isascii()
    ]
    assert english == []


def test_codes_are_explained_and_references_lead_to_tables():
    rows = list(csv.DictReader(io.StringIO(dictionary.as_csv(clear=False).decode("utf-8-sig"))))
    named = {row["表"] for row in rows} | set(dictionary.left())
    assert {row["指向"] for row in rows} - {""} <= named
    sex = next(row for row in rows if (row["表"], row["栏"]) == ("members_member", "sex"))
    assert sex["代码"].startswith("male=男") and sex["栏的中文名"] == "性别"
    number = next(row for row in rows if (row["表"], row["栏"]) == ("members_member", "id_number"))
    assert (number["密级"], number["在包里"]) == ("核心", "遮挡：只有几位")


def test_a_package_is_checked_without_database_and_framework():
    asks = "import sys, zhibu.ops.leaving.checking; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-P", "-c", asks], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


@pytest.fixture
def world(django_db_setup, django_db_blocker):
    """The world under the owner of the database, in a transaction that is rolled back."""
    name = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        database.use(name, "owner")
        try:
            with transaction.atomic():
                yield database.fresh_world()
                transaction.set_rollback(True)
        finally:
            database.use(name)


@pytest.fixture
def take(world, tmp_path, monkeypatch):
    """Call it as on the machine."""
    monkeypatch.setattr(site, "one_moment", transaction.atomic)

    def called(place="package", **more):
        asked = {"in_clear": False, "purpose": "", "code": "", "as_login": "system_admin"} | more
        return site.take_along(Namespace(place=str(tmp_path / place), **asked))

    return called


def read(folder, table):
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers():
    """What must not be read by who did not ask for it."""
    cards = Member.objects.all()
    return {unseal(card, field) for card in cards for field in ("id_number", "mobile", "home_address")} - {""}


def test_the_package_holds_all_rows_and_nothing_sealed(take, tmp_path):
    made = take()
    folder = tmp_path / "package"
    cards = read(folder, "members_member")
    assert len(cards) == Member.objects.count() > 5
    assert {row["name"] for row in cards} == set(Member.objects.values_list("name", flat=True))
    people = {row["id"]: row for row in read(folder, "guard_person")}
    assert all(row["person_id"] in people for row in cards)
    bytes_of_all = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert [n for n in numbers() if n.encode() in bytes_of_all] == []
    assert "password" not in read(folder, "guard_account")[0]
    assert folder.stat().st_mode & 0o077 == 0
    body, wrong = checking.check(folder)
    assert wrong == [] and sum(body["rows"].values()) == made["rows"]
    assert set(body["rows"]) == {table.name for table in dictionary.tables()}
    assert Audit.objects.filter(action="ops.take_along", detail__clear=False).count() == 1
    with pytest.raises(Trouble) as there:
        take()
    assert there.value.code == "there"


def test_in_clear_by_name_with_a_reason_and_the_second_factor(take, world, tmp_path):
    admin = world.people["system_admin"].pk
    Account.objects.filter(pk=admin).update(exempt=False)  # as where real people are
    for wanting, code in (
        ({"as_login": ""}, "as"),
        ({"as_login": "secretary"}, "duty"),
        ({"purpose": "搬家"}, "purpose"),
        ({"purpose": "换到新系统"}, "code"),
    ):
        with pytest.raises(Trouble) as refused:
            take(in_clear=True, **wanting)
        assert refused.value.code == code
        assert not (tmp_path / "package").exists()
    phone = Authenticator(pk=uuid4(), person_id=admin, confirmed_at=clock.now())
    secret = totp.new_secret()
    seal(phone, "secret", secret)
    phone.save(force_insert=True)
    digits = totp.digits(secret, totp.step_at(clock.now()))
    take(in_clear=True, purpose="换到新系统", code=digits)
    shown = {row["id_number"] for row in read(tmp_path / "package", "members_member")}
    assert {unseal(card, "id_number") for card in Member.objects.all()} <= shown
    assert Viewing.objects.filter(viewer=admin, why="换到新系统").count() == len(world.members)
    with pytest.raises(Trouble):  # the same six digits are not taken twice
        take("again", in_clear=True, purpose="换到新系统", code=digits)


def test_what_was_changed_afterwards_is_told(take, tmp_path, capsys):
    take("all.zip")
    whole = tmp_path / "all.zip"
    assert whole.stat().st_mode & 0o077 == 0
    assert shell.main(["export-all", str(whole), "--check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["whole"]
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(whole) as archive:
        archive.extractall(folder)
    assert checking.check(folder)[1] == []
    orgs = folder / "tables" / "orgs_org.csv"
    orgs.write_bytes(orgs.read_bytes().replace("柳河".encode(), "杨河".encode()))
    (folder / "tables" / "orgs_term.csv").unlink()
    (folder / "extra.txt").write_text("x", "utf-8")
    wrong = checking.check(folder)[1]
    assert wrong == [
        "tables/orgs_org.csv 和做的时候不一样。",
        "少了 tables/orgs_term.csv。",
        "多了 extra.txt。",
    ]
    manifest = folder / checking.MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace('"clear": false', '"clear": true'), "utf-8")
    assert checking.check(folder)[1][0] == "清单被改动过。"
    assert export_all.run(Namespace(place=str(folder), check=True, json=False)) == 1
    with pytest.raises(Trouble):
        checking.check(tmp_path / "nothing")
