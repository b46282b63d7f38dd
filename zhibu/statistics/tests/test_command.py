"""`zhibu statistics` and `zhibu rebuild` as they are typed: JSON for programs, tables for people."""

from __future__ import annotations

import json
import tomllib
from argparse import ArgumentParser
from pathlib import Path

import pytest

from zhibu.kernel.trouble import Trouble
from zhibu.site.commands import rebuild, statistics
from zhibu.statistics import communique, dimensions


def typed(module, *words):
    parser = ArgumentParser()
    module.add_to(parser.add_subparsers())
    args = parser.parse_args(words)
    return args.run(args)


def answer(capsys, *words):
    assert typed(statistics, "statistics", *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_the_json_has_the_agreed_keys(world, capsys):
    told = answer(capsys, "--org", "county", "--on", "2026-11-20")
    assert told["org"] == {"code": "county", "name": "演示县委员会"}
    assert (told["as_of"], told["members"]) == ("2026-11-20", 10)
    agreed = ["sex", "age", "ethnicity", "education", "joined", "occupation", "category", "field"]
    assert list(told["by"]) == agreed
    assert told["organisations"] == {"party_committee": 3, "general_branch": 0, "branch": 3}
    assert [child["members"] for child in told["children"]] == [8, 2]
    assert told["labels"]["education"]["20"] == "大学本科"


def test_the_table_of_the_communique_has_its_labels_and_adds_up(world, capsys):
    told = answer(capsys, "--org", "county", "--on", "2026-11-20", "--table", "communique")
    members = told["members"]
    assert set(members) == {
        "total",
        "female",
        "ethnic_minority",
        "college_and_above",
        "age",
        "joined",
        "occupation",
    }
    for section in ("age", "joined", "occupation"):
        assert sum(members[section].values()) == members["total"] == 10
    assert (members["female"], members["college_and_above"], members["ethnic_minority"]) == (3, 10, 0)
    assert told["organisations"] == {"total": 6, "基层党委": 3, "总支部": 0, "支部": 3}
    assert told["admissions"] == {"total": 1, "applicants": None, "activists": None}
    assert len(told["rows"]) == 31


def test_labels_of_the_table_are_those_of_the_published_bands():
    rows = tomllib.loads((Path(communique.__file__).parent / "communique.toml").read_text("utf-8"))["rows"]
    assert {row["each"] for row in rows if "each" in row} == {"age", "joined", "occupation"}
    assert dimensions.keys("age")[0] == "30岁及以下"
    assert dimensions.label("occupation", "worker") == "工人(工勤技能人员)"


def test_people_get_a_table(world, capsys):
    assert typed(statistics, "statistics", "--org", "east", "--on", "2026-11-20") == 0
    text = capsys.readouterr().out
    assert "演示县东镇委员会（east）" in text
    assert any(line.split() == ["柳河村党支部", "6"] for line in text.splitlines())
    assert typed(statistics, "statistics", "--org", "east", "--table", "communique") == 0
    assert any(line.split() == ["入党申请人", "—"] for line in capsys.readouterr().out.splitlines())


def test_a_login_asks_within_its_rights(world, capsys):
    assert answer(capsys, "--org", "willow", "--as", "secretary")["members"] == 6
    for org, login, code in (
        ("elm", "secretary", "org"),
        ("willow", "member", "duty"),
        ("willow", "nobody", "login"),
        ("nowhere", None, "org"),
    ):
        with pytest.raises(Trouble) as refused:
            answer(capsys, "--org", org, *(["--as", login] if login else []))
        assert refused.value.code == code


def test_a_period_is_told_where_it_is_asked(world, capsys):
    told = answer(capsys, "--org", "county", "--on", "2026-11-20", "--since", "2026-01-01")
    assert (told["flows"]["came"], told["flows"]["in"]) == (1, {"entered": 1})
    assert typed(statistics, "statistics", "--org", "county", "--since", "2026-01-01") == 0
    assert any(line.split() == ["增加", "1"] for line in capsys.readouterr().out.splitlines())
    for wrong in (("--since", "2999-01-01"), ("--since", "2026-01-01", "--table", "communique")):
        with pytest.raises(Trouble) as refused:
            answer(capsys, "--org", "county", *wrong)
        assert refused.value.code == "since"


def test_a_day_that_is_none_is_a_wrong_call_and_one_to_come_is_refused(world, capsys):
    with pytest.raises(SystemExit) as wrong:
        answer(capsys, "--org", "willow", "--on", "2026-02-30")
    assert wrong.value.code == 2
    with pytest.raises(Trouble):
        answer(capsys, "--org", "willow", "--on", "2999-01-01")


def test_rebuild_knows_its_contexts(world):
    with pytest.raises(Trouble) as refused:
        typed(rebuild, "rebuild", "weather")
    assert refused.value.code == "context"
    assert "statistics" in refused.value.remedy


def test_the_return_of_a_closing_day_is_told_and_of_no_other(world, capsys):
    told = answer(capsys, "--org", "county", "--on", "2026-06-30", "--table", "annual")
    assert (told["as_of"], told["edition"]) == ("2026-06-30", None)
    rows = {row["key"]: int(row["value"]) for row in told["rows"] if row["key"] in {"members", "began"}}
    assert rows["members"] == 10
    assert {check["code"] for check in told["checks"]} >= {"balance", "sum.sex", "children"}
    with pytest.raises(Trouble) as refused:
        answer(capsys, "--org", "county", "--on", "2026-06-29", "--table", "annual")
    assert refused.value.code == "on"
    assert typed(statistics, "statistics", "--org", "county", "--on", "2026-06-30", "--table", "annual") == 0
    assert any(line.split() == ["期末党员", "10"] for line in capsys.readouterr().out.splitlines())
