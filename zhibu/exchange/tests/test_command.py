"""`zhibu members import` and `undo`, as they are called: what the contract promises, whatever file comes."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from zhibu.exchange.models import Batch
from zhibu.members.models import Member
from zhibu.site.commands import ground, shell
from zhibu.site.testing.world import inside, whole_house

from .reading import generator, writers
from .sheets import HEADINGS, as_csv, person

pytestmark = pytest.mark.slow

KEYS = {
    "file", "org", "dry_run", "rows", "accepted", "rejected", "changed", "unchanged", "waiting_review",
    "batch", "columns", "problems", "seconds",
}  # fmt: skip
WAYS = (writers.as_text, writers.by_xlsxwriter, writers.by_openpyxl, writers.by_xlwt)
NAMES = ("花名册.csv", "花名册.xlsx", "花名册.xlsx", "花名册.xls")


@pytest.fixture
def zhibu(world: Any, monkeypatch: Any, capsys: Any) -> Any:
    """Call a command on this database; its status, its JSON, what it said beside."""
    monkeypatch.setattr(ground, "django_ready", lambda login: None)

    def called(*argv: object) -> tuple[int, Any, str]:
        try:
            status = shell.main([str(word) for word in argv])
        except SystemExit as wrong:  # the call itself was wrong
            return int(wrong.code or 0), None, capsys.readouterr().err
        said = capsys.readouterr()
        return status, json.loads(said.out) if "--json" in argv else said.out, said.err

    return called


def written(folder: Path, people: Any, headings: Any = HEADINGS) -> Path:
    path = folder / "花名册.csv"
    path.write_bytes(as_csv(people, headings))
    return path


def members() -> int:
    with inside(whole_house()):
        return Member.objects.here().count()


def test_a_roster_enters_and_is_taken_back(zhibu, tmp_path):
    before = members()
    file = written(tmp_path, [person(1), person(2), person(3, 学历="小小学")])
    status, report, _said = zhibu("members", "import", file, "--org", "willow", "--as", "secretary", "--json")
    assert status == 0
    assert report.keys() >= KEYS
    assert (report["rows"], report["accepted"], report["rejected"], report["waiting_review"]) == (3, 2, 1, 2)
    assert report["columns"]["入党时间"] == "joined_on"
    (problem,) = report["problems"]
    assert (problem["row"], problem["column"], problem["level"]) == (4, "学历", "error")
    assert members() == before + 2
    with inside(whole_house()):
        batch = Batch.objects.get(pk=report["batch"])
        assert batch.made_by_name == batch.committed_by_name
        assert batch.chunks.count() == 0
    status, undone, _said = zhibu("members", "undo", report["batch"], "--as", "secretary", "--json")
    assert (status, undone["removed"], undone["kept"]) == (0, 2, [])
    assert members() == before


def test_a_dry_run_writes_nothing(zhibu, tmp_path):
    before = members()
    file = written(tmp_path, [person(1), person(2)])
    status, report, _said = zhibu("members", "import", file, "--org", "willow", "--dry-run", "--json")
    assert (status, report["dry_run"], report["accepted"], report["batch"]) == (0, True, 2, None)
    assert members() == before
    with inside(whole_house()):
        assert Batch.objects.count() == 0


def test_the_same_file_again_changes_nothing(zhibu, tmp_path):
    file = written(tmp_path, [person(1), person(2)])
    zhibu("members", "import", file, "--org", "willow", "--json")
    status, report, _said = zhibu("members", "import", file, "--org", "willow", "--json")
    assert (status, report["unchanged"], report["changed"], report["batch"]) == (0, 2, 0, None)


def test_what_is_refused_says_why_and_ends_with_one(zhibu, tmp_path):
    file = written(tmp_path, [person(1)])
    for argv in (
        (file, "--org", "pine", "--as", "secretary"),
        (file, "--org", "nonsense"),
        (file, "--org", "willow", "--as", "nobody"),
        (file, "--org", "willow", "--as", "auditor"),
        (file, "--org", "willow", "--as", "member"),
        (tmp_path / "absent.csv", "--org", "willow"),
        (file, "--org", "willow1"),
    ):
        status, report, _said = zhibu("members", "import", *argv, "--json")
        assert status == 1, argv
        assert report["problem"]["sentence"], argv
    (tmp_path / "x.xlsx").write_bytes(b"nonsense")
    status, report, _said = zhibu("members", "import", tmp_path / "x.xlsx", "--org", "willow", "--json")
    assert status == 1 and "。" in report["problem"]["sentence"]
    nothing = "01900000-0000-7000-8000-000000000000"
    assert zhibu("members", "undo", nothing, "--json")[0] == 1
    assert members() == members()


def test_a_sheet_of_which_nothing_can_enter_is_refused(zhibu, tmp_path):
    file = written(tmp_path, [person(1, 学历="小小学")])
    status, report, _said = zhibu("members", "import", file, "--org", "willow", "--json")
    assert (status, report["rejected"], report["batch"]) == (1, 1, None)


def test_a_wrong_call_ends_with_two(zhibu, tmp_path):
    assert zhibu("members", "import", "--json")[0] == 2
    assert zhibu("members", "undo", "not-a-number")[0] == 2
    assert zhibu("members", "frobnicate")[0] == 2


def test_the_report_for_people_names_the_cell_and_the_way_back(zhibu, tmp_path):
    file = written(tmp_path, [person(1), person(2, 学历="小小学")])
    status, said, _err = zhibu("members", "import", file, "--org", "willow")
    assert status == 0
    assert "第3行 学历" in said and "members undo" in said


def test_a_committee_brings_in_many_branches_at_once(zhibu, tmp_path):
    people = [
        person(1, 所在支部="柳河村"),
        person(2, 所在支部="榆树村支部"),
        person(3, 所在支部="松岭村党支部"),
    ]
    file = written(tmp_path, people)
    _status, report, _said = zhibu(
        "members", "import", file, "--org", "east", "--as", "east_officer", "--json"
    )
    assert (report["accepted"], report["rejected"]) == (2, 1)
    assert "松岭" in report["problems"][0]["reason"]  # its own word; nothing of the tree


@pytest.mark.parametrize("seed", range(40))
def test_whatever_comes_from_a_desk(zhibu, tmp_path, seed):
    """Random rosters with every defect: each cell that is wrong is named, none that identifies is printed."""
    drawn = generator.draw(seed)
    way = Random(seed).randrange(len(WAYS))
    file = tmp_path / NAMES[way]
    file.write_bytes(WAYS[way](drawn, seed))
    before = members()
    status, report, err = zhibu("members", "import", file, "--org", "willow", "--json")
    if "problem" in report:
        assert status == 1 and not drawn.lines
        return
    assert status == (1 if report["rejected"] and not report["accepted"] else 0)
    assert report["rows"] == len(drawn.lines) == report["accepted"] + report["rejected"]
    assert list(filter(None, report["columns"].values())) == list(filter(None, drawn.columns))
    told: dict[tuple[int, str], str] = {}
    for problem in report["problems"]:
        assert problem["row"] in drawn.lines and problem["column"] and problem["reason"], problem
        if problem["level"] == "error":
            key = problem["row"], problem["field"]
            told[key] = told.get(key, "") + problem["reason"]
    for row, (_values, reasons) in drawn.lines.items():
        for field, says in reasons.items():
            assert says in told[row, field], (row, field)
    wrong = {row for row, _field in told}
    assert report["rejected"] == len(wrong)
    assert members() == before + report["new"]
    printed = json.dumps(report, ensure_ascii=False) + err
    for values, _reasons in drawn.lines.values():
        for key in ("id_number", "mobile"):
            assert not isinstance(values.get(key), str) or values[key] not in printed
    if report["batch"]:
        _status, undone, _err = zhibu("members", "undo", report["batch"], "--json")
        assert undone["removed"] == report["new"]
        assert members() == before
