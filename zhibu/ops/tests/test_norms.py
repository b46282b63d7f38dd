"""Red lines: every setting refused when on, with whose rule."""

import pytest

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import Case, bad, broken, kept, on_day, table

SETTINGS = (
    "points_ranking",
    "online_minutes",
    "study_minutes_in_assessment",
    "usage_rate_in_assessment",
    "likes_votes_forwards_in_assessment",
    "install_rate_report",
    "forced_login",
    "forced_sign_in",
    "location_sign_in",
    "track_required",
    "photo_required",
    "face_recognition",
    "branch_live_ranking",
    "opinion_per_person",
)
PROMISED = SETTINGS[-2:]

SETTING = [
    *(broken(f"§0.1 开启 {s}", setting=s, on=True) for s in SETTINGS),
    *(kept(f"§0.1 没有开启 {s}", setting=s, on=False) for s in SETTINGS),
    broken("§0.1 2026年以前也拒绝", at="2026-01-24", setting="points_ranking", on=True),
    broken("§0.1 2024年以前也拒绝", at="2024-08-05", setting="points_ranking", on=True),
    bad("§0.1 不认识", "setting", setting="Points_Ranking", on=True),
    bad("§0.1 开关写成文字", "on", setting="points_ranking", on="true"),
    bad("§0.1 没有开关", "on", setting="points_ranking"),
]


@table({"redline.setting": SETTING + on_day("2025-01-01", SETTING) + on_day("2024-01-01", SETTING)})
def test_red_lines_are_held(key: str, case: Case) -> None:
    case.check(key)


@pytest.mark.parametrize(
    ("on", "number"),
    [
        ("2026-01-25", "国办函〔2026〕12号"),
        ("2026-01-24", "2024年8月6日中共中央办公厅、国务院办公厅发布"),
        ("2024-08-05", "2023年12月中央网络安全和信息化委员会印发"),
    ],
)
def test_a_refusal_cites_the_document_of_its_day(on: str, number: str) -> None:
    verdict = judge("redline.setting", on, {"setting": "points_ranking", "on": True})
    assert verdict.as_json()["source"]["number"] == number
    assert number in verdict.because


@pytest.mark.parametrize("on", ["2026-11-21", "2025-01-01", "2024-01-01"])
@pytest.mark.parametrize("setting", PROMISED)
def test_what_only_we_and_the_privacy_law_forbid_cites_both(setting: str, on: str) -> None:
    verdict = judge("redline.setting", on, {"setting": setting, "on": True})
    assert "承诺" in verdict.as_json()["source"]["document"]
    assert "个人信息保护法" in verdict.as_json()["source"]["document"]
