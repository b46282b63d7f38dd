"""What holds for every rule: its key, its versions and sources, the shape of its facts and verdicts."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import zhibu
from zhibu.kernel.norms import BadInput, Level, book, judge, judgements

ON = "2026-11-21"
ROOT = Path(next(iter(zhibu.__path__)))
SIGNED = {"proposer": "p1", "secrecy_reviewer": "p2", "approver": "p3", "fields": []}

# For every key of the catalogue, facts that can be judged.
EXAMPLES: dict[str, dict[str, Any]] = {
    "dues.base": {"category": "monthly_wage", "items": [{"kind": "basic_pay", "amount": "4800"}]},
    "dues.amount": {"category": "monthly_wage", "base": "4800"},
    "dues.cap": {"amount": "1000", "voluntary": False},
    "dues.first_month": {"voted_on": "2026-05-01"},
    "dues.base_change": {"changed_on": "2026-01-01"},
    "dues.waiver": {"from": "2026-01-01", "until": "2026-12-31"},
    "dues.arrears": {"unpaid": [], "as_of": "2026-07-01"},
    "dues.back_payment": {"month": "2026-05", "paid_on": "2026-06-01"},
    "dues.payer": {"payer": "self"},
    "dues.one_off": {"amount": "1000"},
    "dues.remittance": {"paid_total": "1000", "rate": "0.05", "year": 2025},
    "dues.expense": {"category": "training", "resolution": True},
    "dues.separation": {"accountant": "p1", "cashier": "p2"},
    "dues.disclosure": {"published": [], "as_of": "2026-07-01"},
    "life.frequency": {"kind": "assembly", "held": [], "as_of": "2026-07-01"},
    "life.chair": {"kind": "assembly", "offices": ["secretary"], "formal": True},
    "life.annual": {"kind": "appraisal", "for_year": 2026, "held": [], "as_of": "2026-07-01"},
    "life.help": {"over_since": "2026-07-01", "as_of": "2026-07-01"},
    "life.talks": {"pairs_due": 1, "pairs_done": 1},
    "quorum.branch_committee": {"entitled": 5, "present": 3},
    "quorum.ordinary": {"entitled": 20, "present": 10},
    "resolution.ordinary": {"entitled": 20, "approve": 11},
    "quorum.admission": {"entitled": 20, "present": 11},
    "resolution.admission": {"entitled": 20, "approve": 11},
    "resolution.admission_ballot": {"method": "secret_ballot"},
    "quorum.election": {"entitled": 20, "present": 16},
    "quorum.entitled": {
        "purpose": "election",
        "formal": 20,
        "on_party_probation": 0,
        "suspended": 0,
        "excluded": [],
    },
    "election.surplus": {"post": "committee_member", "seats": 3, "candidates": 4},
    "election.ballots": {"issued": 20, "recovered": 20},
    "election.ballot": {"seats": 3, "marks": 3},
    "election.elected": {"entitled": 20, "seats": 1, "votes": {"甲": 11}},
    "appraisal.excellent": {"formal": 9, "excellent": 3},
    "admission.age": {"born_on": "2000-01-01", "applied_on": "2026-01-01"},
    "admission.talk": {"applied_on": "2026-06-15", "as_of": "2026-07-01"},
    "admission.mentors": {"mentors": [{"formal": True}]},
    "admission.review": {"activist_on": "2026-06-15", "reviews": [], "as_of": "2026-07-01"},
    "admission.observation": {"activist_on": "2025-06-01", "candidate_on": "2026-06-01"},
    "admission.sponsors": {"sponsors": [{"formal": True}, {"formal": True}]},
    "admission.training": {"days": 3, "hours": 24},
    "admission.leaving": {"examined_on": "2026-06-15"},
    "admission.approval": {"received_on": "2026-06-15", "approved_on": "2026-07-15"},
    "admission.order": {"steps": [{"step": 1, "on": "2026-01-01"}]},
    "publicity.period": {"from": "2026-03-02", "until": "2026-03-06"},
    "probation.term": {"voted_on": "2025-06-01"},
    "probation.conversion": {"voted_on": "2025-06-01", "conversion_voted_on": "2026-06-01"},
    "probation.extension": {"months": 6, "previous": 0},
    "relation.document": {"moves_unit_or_home": True, "months": 0, "place_fixed": True},
    "relation.letter": {"issued_on": "2026-03-01", "valid_days": 30},
    "relation.receipt": {"received_on": "2026-06-15", "as_of": "2026-07-01"},
    "relation.mobile": {"away_from": "2026-06-15", "relation_moved": False, "as_of": "2026-07-01"},
    "relation.lost": {"last_seen_on": "2026-06-15", "searched": False, "as_of": "2026-07-01"},
    "relation.removal": {"suspended_on": "2026-06-15", "as_of": "2026-07-01"},
    "relation.abroad": {
        "left_on": "2026-01-01",
        "last_contact_on": "2026-06-15",
        "as_of": "2026-07-01",
        "studying": True,
    },
    "relation.graduate": {"graduated_on": "2026-06-15", "as_of": "2026-07-01"},
    "relation.exit": {"kind": "death"},
    "organisation.branch": {"formal": 10, "joint": False},
    "organisation.level": {"formal": 10},
    "organisation.branch_committee": {"formal": 10, "size": 3},
    "organisation.term": {
        "kind": "branch",
        "village_or_community": False,
        "elected_on": "2025-06-01",
        "as_of": "2026-07-01",
    },
    "organisation.postponement": {"ends_on": "2026-06-01", "held_on": "2026-06-01", "approved": False},
    "education.hours": {"duty": "member", "hours": 32, "as_of": "2026-07-01"},
    "education.new_secretary": {"took_office_on": "2026-06-15", "as_of": "2026-07-01"},
    "reminder.timing": {"last": "2026-07-31", "said": [], "as_of": "2026-07-01"},
    "publication.procedure": SIGNED,
    "assessment.index": {"weights": ["100"]},
    "redline.setting": {"setting": "points_ranking", "on": False},
    "identity.number": {"number": "11010519491231002X"},
    "card.complete": {"missing": []},
    "card.dates": {
        "born_on": "1990-01-01",
        "joined_on": "2015-07-01",
        "converted_on": "2016-07-01",
        "formal": True,
        "from_on": "2015-07-01",
        "as_of": "2026-07-01",
    },
    "card.identity": {"held": True, "number": "kept"},
    "card.review": {"entered_on": "2026-06-01", "reviewed": False, "as_of": "2026-06-02"},
    "card.conversion": {"joined_on": "2026-01-01", "formal": False, "as_of": "2026-07-01"},
    "uscc": {"code": "91350100M000100Y43"},
}

every_key = pytest.mark.parametrize("key", sorted(EXAMPLES))
every_version = pytest.mark.parametrize(
    "norm",
    [norm for key in book() for norm in book().versions(key)],
    ids=lambda norm: f"{norm.key} {norm.since}",
)
every_fact = pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key in sorted(EXAMPLES) for _, name, _ in judgements()[key].names]
)


def test_the_catalogue_is_whole() -> None:
    assert list(book()) == sorted(EXAMPLES)
    assert list(judgements()) == sorted(EXAMPLES)


@every_version
def test_every_version_names_its_source(norm: Any) -> None:
    source = norm.source.as_json()
    assert list(source) == ["document", "number", "article", "confidence"]
    assert all(isinstance(each, str) and each.strip() for each in source.values())
    assert source["confidence"] in ("V", "v", "M", "C")
    assert norm.title.strip()
    assert norm.rules
    assert all(rule.strip() for rule in norm.rules)


@every_version
def test_a_figure_of_our_own_is_no_central_rule(norm: Any) -> None:
    assert norm.source.confidence != "C" or norm.tier != "central"


@every_key
def test_versions_follow_each_other_without_gap(key: str) -> None:
    versions = book().versions(key)
    first = date(2008, 4, 1) if key.startswith("dues.") else date(2025, 1, 1)
    assert versions[0].since <= first
    assert versions[-1].until is None
    for one, following in pairwise(versions):
        assert one.until is not None
        assert one.until + timedelta(days=1) == following.since


@every_key
def test_the_day_before_the_first_version_is_bad_input(key: str) -> None:
    since = book().versions(key)[0].since
    judge(key, since, EXAMPLES[key])
    with pytest.raises(BadInput) as wrong:
        judge(key, since - timedelta(days=1), EXAMPLES[key])
    assert wrong.value.fact == "on"


@every_key
def test_a_verdict_has_the_shape_of_the_catalogue(key: str) -> None:
    verdict = judge(key, ON, EXAMPLES[key]).as_json()
    assert list(verdict) == ["norm", "version", "level", "value", "because", "source", "as_of"]
    assert verdict["norm"] == key
    assert verdict["version"] == book().get(key, date.fromisoformat(ON)).since.isoformat()
    assert verdict["level"] in list(Level)
    assert verdict["as_of"] == EXAMPLES[key].get("as_of", ON)
    assert json.loads(json.dumps(verdict)) == verdict


@every_key
def test_a_sentence_can_be_read_aloud(key: str) -> None:
    said = judge(key, ON, EXAMPLES[key]).because
    assert said == said.strip()
    assert any("一" <= letter <= "鿿" for letter in said)
    assert not any(mark in said for mark in ("\n", "None", "True", "False", "{", "}", "Decimal", "_"))


@every_key
def test_unknown_facts_are_ignored(key: str) -> None:
    strange = EXAMPLES[key] | {"weather": "fine", "": None, "_": [1, {"x": 2}]}
    assert judge(key, ON, strange) == judge(key, ON, EXAMPLES[key])


@every_fact
def test_an_optional_fact_may_be_absent_null_or_blank_and_another_may_not(key: str, name: str) -> None:
    fact = {public: fact for _, public, fact in judgements()[key].names}[name]
    without = {other: value for other, value in EXAMPLES[key].items() if other != name}
    answers = [_answer(key, without | change) for change in ({}, {name: None}, {name: " "})]
    assert answers[0] == answers[1] == answers[2]
    if fact.needed:
        assert answers[0] == name


@every_fact
def test_an_ill_typed_fact_is_named(key: str, name: str) -> None:
    """A number where text, truth, list or object is asked for; an object where a number is."""
    fact = {public: fact for _, public, fact in judgements()[key].names}[name]
    wrong = (
        7
        if fact.schema.get("type") in ("object", "array", "string", "boolean") or "enum" in fact.schema
        else {"x": 1}
    )
    assert _answer(key, EXAMPLES[key] | {name: wrong}) == name


def _answer(key: str, facts: dict[str, Any]) -> Any:
    """The verdict, or the name of the fact that was wrong."""
    try:
        return judge(key, ON, facts)
    except BadInput as wrong:
        assert str(wrong).startswith(f"{wrong.fact}：")
        assert "\n" not in str(wrong)
        return wrong.fact


@every_key
def test_the_schema_of_the_facts_says_what_is_asked(key: str) -> None:
    schema = judgements()[key].json_schema()
    assert set(schema["required"]) <= set(schema["properties"])
    assert set(EXAMPLES[key]) <= set(schema["properties"])
    assert json.loads(json.dumps(schema)) == schema
    assert not any(name.endswith("_") for name in schema["properties"])


@pytest.mark.parametrize("key", ["", "dues", "DUES.AMOUNT", "dues.amount ", None, ["dues.amount"], 7])
def test_an_unknown_key_is_bad_input(key: Any) -> None:
    with pytest.raises(BadInput) as wrong:
        judge(key, ON, {})
    assert wrong.value.fact == "norm"


@pytest.mark.parametrize("on", ["", None, "2026-02-30", "yesterday", 20261121, True])
def test_the_day_asked_for_must_be_a_day(on: Any) -> None:
    with pytest.raises(BadInput) as wrong:
        judge("dues.payer", on, EXAMPLES["dues.payer"])
    assert wrong.value.fact == "on"


@pytest.mark.parametrize("facts", [None, [], "payer", 7])
def test_facts_are_an_object(facts: Any) -> None:
    with pytest.raises(BadInput) as wrong:
        judge("dues.payer", ON, facts)
    assert wrong.value.fact == "facts"


# The ends of the year and of the calendar, halves of a comparison, places inside a number: shapes, not rules.
SHAPES = {0, 1, 2, 12, 31, 100}
SHAPES_OF = {"members": {4, 6, 11, 14, 16, 17}, "lifecycle": {25}}


def test_numbers_of_rules_live_in_the_data() -> None:
    for file in [*ROOT.glob("*/norms.py"), *ROOT.glob("*/norms/*.py")]:
        context = file.relative_to(ROOT).parts[0]
        if context == "kernel":
            continue
        numbers = {
            node.value
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and type(node.value) in (int, float)
        }
        assert numbers <= SHAPES | SHAPES_OF.get(context, set()), file


def test_judging_loads_neither_framework_nor_database() -> None:
    program = (
        "import sys\n"
        "import zhibu.site.commands.norms\n"
        "from zhibu.kernel.norms import judge\n"
        "judge('dues.payer', '2026-11-21', {'payer': 'self'})\n"
        "print(sorted({'django', 'psycopg', 'jinja2', 'granian', 'ninja'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
