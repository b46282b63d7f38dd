"""制度库: every rule is there with its source, figures have words, cases stay within the reader's reach."""

from __future__ import annotations

from datetime import date

import pytest

from zhibu.kernel import clock
from zhibu.kernel.models import Finding
from zhibu.kernel.norms import book
from zhibu.site.rules import find, shelves
from zhibu.site.rules.shelf import is_number, numbers, versions
from zhibu.site.rules.words import NUMBERS
from zhibu.site.testing.world import inside, whole_house

CANARY = "柳河的金丝雀没有开会"


@pytest.fixture
def judged(world):
    """A matter of the branch at the willows that still stands, and one that is settled."""
    with inside(whole_house()):
        for n, cleared in enumerate((None, date(2026, 5, 1))):
            Finding.objects.create(
                norm="organisation.branch",
                branch_id=world.orgs["willow"].pk,
                subject=f"branch:{n}",
                level="warned",
                verdict={"level": "warned", "because": f"{CANARY}{n}"},
                noticed_on=date(2026, 4, 1 + n),
                cleared_on=cleared,
            )


def test_every_figure_of_a_rule_has_a_word():
    named = {name for key in book() for norm in book().versions(key) for name in norm.values}
    plain = {
        name
        for key in book()
        for norm in book().versions(key)
        for name, value in norm.values.items()
        if is_number(value)
    }
    assert plain <= set(NUMBERS)
    assert set(NUMBERS) <= named


def test_the_library_shows_every_rule_in_force_once(client, world):
    text = client.get("/rules/").content.decode()
    today = clock.today()
    standing = [key for key in book() if any(n.in_force(today) for n in book().versions(key))]
    assert len(standing) > 60
    assert [key for key in standing if text.count(f'"/rules/{key}/"') != 1] == []
    assert sum(len(norms) for _title, norms in shelves(today)) == len(standing)


@pytest.mark.parametrize("key", ["life.frequency", "dues.base", "quorum.admission", "redline.setting"])
def test_a_rule_is_read_with_document_article_and_how_sure_we_are(key, client, world):
    text = client.get(f"/rules/{key}/").content.decode()
    norm = next(n for n in versions(key) if n.in_force(clock.today()))
    assert norm.title in text and norm.source.document in text and norm.source.article in text
    assert ("请核对" in text.split("核对情况")[1].split("编号")[0]) == norm.source.needs_checking
    for each in numbers(norm):
        assert each.label in text and f"<dd>{each.value}</dd>" in text
    assert "在这里判断过的" not in text  # a guest is told rules, not cases


def test_a_rule_that_was_changed_shows_what_it_was(client, world):
    changed = next(key for key in book() if len(versions(key)) > 1)
    assert "别的时候的规定" in client.get(f"/rules/{changed}/").content.decode()


def test_words_find_rules_by_title_document_and_article(world):
    today = clock.today()
    assert find("到会人数", today)
    assert "dues.base" in [norm.key for norm in find("党费 基数", today)]
    assert "quorum.branch_committee" in [norm.key for norm in find("支部工作条例 第十二条", today)]
    assert find("没有这样的规定", today) == []


def test_its_cases_are_told_to_whom_the_branch_is_in_reach(judged, sign_in):
    told = {
        who: sign_in(who).get("/rules/organisation.branch/").content.decode().count(CANARY)
        for who in ("secretary", "officer", "east_officer", "elm_secretary", "pine_secretary", "member")
    }
    assert told == {
        "secretary": 2,
        "officer": 2,
        "east_officer": 2,
        "elm_secretary": 0,
        "pine_secretary": 0,
        "member": 0,
    }
    page = sign_in("secretary").get("/rules/organisation.branch/").content.decode()
    assert page.index(f"{CANARY}0") < page.index(f"{CANARY}1")  # what still stands comes first


def test_a_rule_costs_so_many_questions(judged, sign_in, django_assert_max_num_queries):
    client = sign_in("secretary")
    with django_assert_max_num_queries(22):  # those of opening and signing the transaction included
        client.get("/rules/organisation.branch/")


def test_nothing_of_that_name_is_not_found(client, world):
    assert client.get("/rules/nothing.here/").status_code == 404
