"""`zhibu norms`: one verdict, a file of cases, the list; what is printed where, and the exit status."""

from __future__ import annotations

import io
import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from zhibu.kernel.norms import book
from zhibu.site.commands import norms as command
from zhibu.site.commands.shell import main

FACTS = '{"category": "monthly_wage", "base": "4800"}'
PAYER = {"norm": "dues.payer", "on": "2026-11-21", "facts": {"payer": "self"}}


def run(*words: str) -> int:
    parser = ArgumentParser()
    command.add_to(parser.add_subparsers())
    args = parser.parse_args(["norms", *words])
    return int(args.run(args))


def judged(capsys: pytest.CaptureFixture[str], path: Path, *lines: str | bytes) -> list[dict[str, Any]]:
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    assert run("judge", "--batch", str(path)) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return [json.loads(line) for line in printed.out.splitlines()]


def test_one_verdict_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("judge", "dues.amount", "--on", "2026-11-21", "--facts", FACTS) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    verdict = json.loads(printed.out)
    assert (verdict["norm"], verdict["level"], verdict["value"]) == ("dues.amount", "kept", "48.00")
    assert printed.out.count("\n") == 1


def test_a_broken_rule_is_still_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("judge", "dues.payer", "--on", "2026-11-21", "--facts", '{"payer": "employer"}') == 0
    assert json.loads(capsys.readouterr().out)["level"] == "broken"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["dues.amount", "--on", "2026-11-21", "--facts", '{"category": "monthly_wage"}'], "base"),
        (["dues.amount", "--on", "2026-11-31", "--facts", FACTS], "on"),
        (["dues.amount", "--facts", FACTS], "on"),
        (["dues.amount", "--on", "2008-03-31", "--facts", FACTS], "on"),
        (["dues.sum", "--on", "2026-11-21", "--facts", FACTS], "norm"),
        (["dues.amount", "--on", "2026-11-21", "--facts", "{bad"], "facts"),
        (["dues.amount", "--on", "2026-11-21", "--facts", "[]"], "facts"),
        (["dues.amount", "--on", "2026-11-21"], "facts"),
        (["admission.training", "--on", "2026-11-21", "--facts", '{"days": NaN, "hours": 1}'], "facts"),
        (["--on", "2026-11-21", "--facts", FACTS], "KEY"),
        (["dues.amount", "--batch", "-"], "batch"),
        (["--batch", "/nowhere/at/all"], "打不开 /nowhere/at/all"),
        (["dues.amount", "--on", "2026-11-21", "--facts", FACTS, "--pack", "/nowhere"], "打不开 /nowhere"),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each)[:60],
)
def test_a_wrong_call_is_one_line_naming_the_fact(
    capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert run("judge", *words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"{named}：")
    assert printed.err.count("\n") == 1


def test_a_batch_answers_in_order_and_goes_on_after_a_bad_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    answers = judged(
        capsys,
        tmp_path / "cases.jsonl",
        "\ufeff" + json.dumps({"id": 1} | PAYER),
        "",
        "   ",
        '{"id": 2, "norm": "dues.payer"',
        json.dumps({"id": 3} | PAYER | {"facts": {"payer": "bank"}}),
        json.dumps({"id": 4, "norm": "dues.payer", "facts": {"payer": "self"}}),
        json.dumps({"id": 5} | PAYER | {"norm": "no.such"}),
        json.dumps(PAYER),
        json.dumps({"id": {"row": 7}, "norm": "dues.payer", "on": "2026-11-21"}),
        '{"id": 8, "norm": "dues.payer", "on": "2026-11-21", "facts": {"payer": NaN}}',
        "[1, 2]",
        b"\xff\xfe",
        "[" * 100000,
        json.dumps({"id": 9} | PAYER | {"on": 20261121}),
        json.dumps({"id": 10} | PAYER) + "\r",
    )
    assert [answer["id"] for answer in answers] == [
        1,
        None,
        3,
        4,
        5,
        None,
        {"row": 7},
        None,
        None,
        None,
        None,
        9,
        10,
    ]
    errors = [answer.get("error", "").partition("：")[0] for answer in answers]
    bad, no_object = "这一行不是 JSON", "这一行不是 JSON 对象"
    assert errors == ["", bad, "payer", "on", "norm", "", "facts", bad, no_object, bad, bad, "on", ""]
    assert list(answers[0]) == ["id", "norm", "version", "level", "value", "because", "source", "as_of"]
    assert all(set(answer) == {"id", "error"} for answer, error in zip(answers, errors, strict=True) if error)


def test_a_batch_may_come_through_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"id": "甲"} | PAYER, ensure_ascii=False)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert run("judge", "--batch", "-") == 0
    assert json.loads(capsys.readouterr().out)["id"] == "甲"


def test_half_a_character_does_not_stop_the_batch(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answers = judged(
        capsys, tmp_path / "cases.jsonl", '{"id": "\\ud800", "norm": "x"}', json.dumps({"id": 2} | PAYER)
    )
    assert [answer["id"] for answer in answers] == ["\ud800", 2]


@pytest.mark.slow
def test_ten_thousand_cases_take_about_two_seconds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Of the processor's time, in the quietest of four parts; a busy machine may take half as much again."""
    steps = [{"step": step, "on": f"2025-{step % 12 + 1:02}-01"} for step in range(1, 26)]
    kinds = [
        PAYER,
        {"norm": "dues.amount", "on": "2026-11-21", "facts": json.loads(FACTS)},
        {
            "norm": "publicity.period",
            "on": "2026-11-21",
            "facts": {"from": "2024-01-01", "until": "2027-12-31"},
        },
        {"norm": "quorum.ordinary", "on": "2026-11-21", "facts": {"entitled": 20, "present": 10}},
        {"norm": "admission.order", "on": "2026-11-21", "facts": {"steps": steps}},
    ]
    lines = [json.dumps({"id": number} | kinds[number % len(kinds)]) for number in range(2_500)]
    times = []
    for _ in range(4):
        began = time.process_time()
        answers = judged(capsys, tmp_path / "cases.jsonl", *lines)
        times.append(time.process_time() - began)
        assert [answer["id"] for answer in answers] == list(range(2_500))
        assert not any("error" in answer for answer in answers)
    assert 4 * min(times) < 3


def test_the_list_tells_every_norm(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["norms"]
    assert [norm["key"] for norm in listed] == list(book())
    for norm in listed:
        assert set(norm) == {"key", "title", "tier", "force", "versions", "facts"}
        assert norm["facts"]["type"] == "object"
        for version in norm["versions"]:
            assert {"from", "until", "source", "confidence"} <= set(version)


def test_the_list_for_people_marks_what_must_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(book()))
    marked = {line.split()[0] for line in lines if line.endswith("（请核对原文）")}
    assert "publicity.period" in marked
    assert "dues.amount" not in marked


PACK = """
[["publicity.period"]]
title = "公示期限"
from = 2025-01-01
tier = "unit"
force = "must"
rules = ["本单位"]
source = { document = "本单位公示办法", number = "2025年1号", article = "第三条", confidence = "V" }
values = { working_days = 7 }
"""


def test_a_unit_s_own_pack_is_laid_over(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pack = tmp_path / "unit.toml"
    pack.write_text(PACK, "utf-8")
    six_days = '{"from": "2026-03-02", "until": "2026-03-09"}'
    assert (
        run("judge", "publicity.period", "--on", "2026-03-10", "--facts", six_days, "--pack", str(pack)) == 0
    )
    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["level"], verdict["source"]["document"]) == ("broken", "本单位公示办法")


def test_a_pack_that_loosens_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pack = tmp_path / "unit.toml"
    pack.write_text(
        PACK.replace("publicity.period", "admission.observation").replace("working_days = 7", "years = 0"),
        "utf-8",
    )
    assert run("list", "--pack", str(pack)) == 2
    assert capsys.readouterr().err.startswith("pack：")


@pytest.mark.parametrize("call", [["members", "list"], ["--json", "stat"], []])
def test_a_command_that_does_not_exist_is_refused_with_the_usage(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(call)
    told = capsys.readouterr()
    assert end.value.code == 2
    assert told.err.startswith("usage: zhibu") and "--help 列出全部命令" in told.err
    assert "invalid choice" not in told.err
