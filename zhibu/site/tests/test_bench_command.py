"""What was measured is written into the READMEs as it was measured."""

from __future__ import annotations

import tomllib
from importlib import import_module

import pytest

from zhibu.site.commands import bench

FIGURES = {
    "first_seconds": 12.42,
    "second_seconds": 2.5,
    "memory_mb": 100.0,
    "noisy": True,
    "limits": {"first_seconds": 10.0, "second_seconds": 3.0},
}


@pytest.fixture
def readme(tmp_path):
    made = tmp_path / "README.md"
    made.write_text(f"before\n{bench.MARKS[0]}\n{bench.MARKS[1]}\nafter\n", encoding="utf-8")
    return made


def test_a_figure_stands_with_its_limit_and_what_is_beyond_it_in_bold(readme):
    bench._write(readme, {"start": FIGURES}, 1)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| **12.42** ~ | ≤ 10 | `bin/zhibu bench start` |" in text
    assert "| 2.5 ~ | ≤ 3 | `bin/zhibu bench start` |" in text
    assert "| 100 ~ |  | `bin/zhibu bench start` |" in text


def test_what_was_not_measured_this_time_stays_in_its_place(readme):
    bench._write(readme, {"start": FIGURES}, 0)
    imported = {"csv_ratio": 0.4, "more_is_better": ["csv_ratio"], "limits": {"csv_ratio": 0.5}}
    bench._write(readme, {"importing": imported}, 0)
    bench._write(readme, {"start": FIGURES | {"first_seconds": 8.0, "noisy": False}}, 0)
    lines = [line for line in readme.read_text(encoding="utf-8").splitlines() if "`bin/zhibu bench" in line]
    assert [line.split("|")[2].strip() for line in lines] == ["8", "2.5", "100", "**0.4**"]
    assert "≥ 0.5" in lines[-1]


def test_every_title_belongs_to_a_program_and_both_readmes_have_the_place():
    titles = tomllib.loads((bench.FOLDER / "titles.toml").read_text(encoding="utf-8"))
    assert set(titles) <= set(bench.programs())
    assert {"city", "start"} <= set(bench.programs())
    for readme in bench.READMES:
        text = (bench.ROOT / readme).read_text(encoding="utf-8")
        assert [text.count(mark) for mark in bench.MARKS] == [1, 1], readme


@pytest.fixture
def turns(monkeypatch):
    monkeypatch.syspath_prepend(bench.FOLDER)
    return import_module("_turns")


def test_each_subject_stands_between_two_references_and_is_measured_by_them(turns):
    taken, drift = [], iter([1.0, 2.0, 4.0, 8.0, 8.0])  # what the reference costs, ever more

    def cost(name, seconds):
        taken.append(name)
        return seconds

    found = turns.take(
        lambda: cost("r", next(drift)), {"a": lambda: cost("a", 3.0), "b": lambda: cost("b", 6.0)}, 2
    )
    assert taken == list("rarbrarbr")
    assert (found["a"].before, found["a"].after) == ([1.0, 4.0], [2.0, 8.0])
    assert found["a"].ratio == (3.0 / 1.5 + 3.0 / 6.0) / 2
    assert (found["b"].subject, found["b"].reference) == (6.0, 6.0)


@pytest.mark.parametrize(
    ("before", "after", "noisy", "drifting"),
    [
        ([1.0, 1.0, 1.0], [1.25, 1.0, 1.0], False, False),
        ([1.0, 1.0, 1.0], [1.26, 1.0, 1.0], True, False),  # one of them stumbled
        ([1.0, 1.0, 1.0], [1.26, 1.26, 1.0], True, True),
        ([1.3, 1.3, 1.0], [1.0, 1.0, 1.0], True, True),
    ],
)
def test_references_more_than_a_quarter_apart_are_noise(turns, before, after, noisy, drifting):
    found = turns.Turns(before, [1.0] * 3, after)
    assert (found.noisy, found.drifting) == (noisy, drifting)
