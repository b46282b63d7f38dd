"""The worst of several findings is given, and every finding is in the sentence."""

import pytest

from zhibu.kernel.norms import Level, Verdict
from zhibu.kernel.norms.book import Source

WORST_FIRST = [Level.BROKEN, Level.UNDECIDED, Level.WARNED, Level.DUE_SOON, Level.KEPT]


@pytest.mark.parametrize("place", range(1, len(WORST_FIRST)))
def test_the_worst_level_wins(place: int) -> None:
    worse, better = WORST_FIRST[place - 1], WORST_FIRST[place]
    verdict = Verdict.worst([(better, "轻的"), (worse, "重的")], otherwise="都好", value=1)
    assert (verdict.level, verdict.because, verdict.value) == (worse, "重的；轻的", 1)


def test_nothing_found_is_kept() -> None:
    assert Verdict.worst([], otherwise="都好") == Verdict(Level.KEPT, "都好")


def test_every_level_has_its_chinese_name() -> None:
    assert [level.label for level in Level] == ["符合", "将到期", "提醒", "不符合", "不适用", "需人工认定"]


@pytest.mark.parametrize(("confidence", "check"), [("V", False), ("v", True), ("M", True), ("C", True)])
def test_a_wording_that_was_not_read_asks_to_be_checked(confidence: str, check: bool) -> None:
    source = Source("条例", "1号", "第一条", confidence)
    assert source.needs_checking is check
    assert source.citation.endswith("（请核对原文）") is check


def test_a_bare_finding_cannot_be_printed() -> None:
    with pytest.raises(ValueError, match="judge"):
        Verdict(Level.KEPT, "都好").as_json()
