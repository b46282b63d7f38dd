"""A thousand meetings judged as a naive count judges them; and every slip of an operator is noticed."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from zhibu.kernel.norms import BadInput, judge, judgements

from .oracle import count as oracle_count
from .oracle import people as oracle_people
from .oracle.count import Opinion, entitled_people, opinion
from .oracle.people import Meeting, meetings

ON = "2026-11-21"


@cache
def generated() -> list[tuple[Meeting, Opinion]]:
    return [(meeting, opinion(meeting)) for meeting in meetings(seed=20261121, how_many=1000)]


def ask(key: str, facts: dict[str, Any]) -> Any:
    """Level and value, or "impossible" where the figures are refused."""
    try:
        verdict = judge(key, ON, facts)
    except BadInput:
        return "impossible"
    return verdict.level.value, verdict.value


def differences(meeting: Meeting, held: Opinion) -> Iterator[str]:
    """What the product says otherwise than the oracle, key by key, each figure asked for on its own."""
    entitled = held.entitled
    if meeting.kind != "branch_committee":
        answer = ask("quorum.entitled", roll(meeting))
        if answer != (held.entitled_level, held.entitled):
            yield "quorum.entitled"
        if answer == "impossible":
            return
        entitled = answer[1]
    if held.entitled == 0 or entitled == 0:
        if entitled != held.entitled:
            yield "quorum.entitled"
        return
    voters = entitled_people(meeting)
    here = sum(person.present for person in voters) + meeting.slip_present
    stands = "impossible" if "quorum" in held.impossible else (_met(held.stands), held.least_present)
    if ask(f"quorum.{meeting.kind}", {"entitled": entitled, "present": here}) != stands:
        yield f"quorum.{meeting.kind}"
    if meeting.kind == "election":
        yield from _election_differences(meeting, held, entitled)
    elif meeting.kind != "branch_committee":
        yes = sum(person.present and person.says_yes for person in voters) + meeting.slip_votes
        facts = {"entitled": entitled, "approve": yes}
        if meeting.kind == "admission":
            facts["written_before"] = sum(person.writes == "before" for person in voters)
            facts["written_after"] = sum(person.writes == "after" for person in voters)
        passes = "impossible" if "resolution" in held.impossible else (_met(held.passes), held.least_votes)
        if ask(f"resolution.{meeting.kind}", facts) != passes:
            yield f"resolution.{meeting.kind}"


def _election_differences(meeting: Meeting, held: Opinion, entitled: int) -> Iterator[str]:
    voters = entitled_people(meeting)
    facts = {
        "entitled": entitled,
        "seats": meeting.seats,
        "present": sum(person.present for person in voters) + meeting.slip_present,
        "votes": {
            name: sum(person.present and name in person.marks for person in voters) + meeting.slip_votes
            for name in meeting.names
        },
    }
    value = {"elected": held.elected, "tied": held.tied, "vacant": held.vacant}
    level = "undecided" if held.vacant else "kept"
    expected = "impossible" if held.impossible else (level, value)
    if ask("election.elected", facts) != expected:
        yield "election.elected"


def _met(condition: bool) -> str:
    return "kept" if condition else "broken"


def roll(meeting: Meeting) -> dict[str, Any]:
    formal = [person for person in meeting.people if not person.probationary]
    return {
        "purpose": meeting.kind,
        "formal": len(formal),
        "on_party_probation": sum(person.on_party_probation for person in formal),
        "suspended": sum(person.suspended for person in formal),
        "excluded": [
            {"reason": person.reason, "approval": "批复" if person.approved else None}
            for person in formal
            if person.reason
        ],
    }


def test_a_thousand_meetings_are_judged_as_the_oracle_judges_them() -> None:
    for number, (meeting, held) in enumerate(generated()):
        assert list(differences(meeting, held)) == [], f"meeting {number}: {meeting}"


def test_the_generated_meetings_reach_every_corner() -> None:
    cases = generated()
    assert len(cases) == 1000
    for kind in ("ordinary", "admission", "election", "branch_committee"):
        stood = {held.stands for meeting, held in cases if meeting.kind == kind and held.entitled}
        assert stood == {True, False}, kind
    for kind in ("ordinary", "admission"):
        assert {held.passes for meeting, held in cases if meeting.kind == kind and held.entitled} == {
            True,
            False,
        }
    assert {held.entitled_level for _, held in cases} == {"kept", "warned", "broken", "undecided"}
    assert any(held.tied for _, held in cases)
    assert any(held.elected and not held.vacant for _, held in cases)
    assert any(held.impossible for _, held in cases)
    assert any(held.entitled == 0 for _, held in cases)
    assert any(person.writes == "before" for meeting, _ in cases for person in meeting.people)


def test_the_oracle_imports_nothing_of_the_product() -> None:
    for module in (oracle_count, oracle_people):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names.append(node.module or "")
            assert not any(name.split(".")[0] == "zhibu" for name in names)


# ---- mutants: a slip of the operator, or of whom one counts

# function -> the key it judges, or the keys of those that lean on it
MUTATED: dict[str, dict[str, tuple[str, ...]]] = {
    "zhibu.meetings.norms.quorum": {
        "ordinary": ("quorum.ordinary",),
        "branch_committee": ("quorum.branch_committee",),
        "admission": ("quorum.admission",),
        "election": ("quorum.election",),
        "_no_more_than_entitled": (
            "quorum.ordinary",
            "quorum.branch_committee",
            "quorum.admission",
            "quorum.election",
        ),
        "entitled": ("quorum.entitled",),
    },
    "zhibu.meetings.norms.resolution": {
        "ordinary": ("resolution.ordinary",),
        "admission": ("resolution.admission",),
    },
    "zhibu.votes.norms": {
        "elected": ("election.elected",),
        "_none_beyond": ("election.elected",),
        "_seat": ("election.elected",),
    },
}
OTHER_OPERATOR: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
}
# whom one may confuse: in a comparison, or in asking for the least number that suffices
CONFUSED = {
    "entitled": "present",
    "present": "entitled",
    "approve": "entitled",
    "votes": "entitled",
    "measure": "approvals",
}


def functions_of(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def places(function: ast.FunctionDef) -> list[Callable[[ast.FunctionDef], str]]:
    """One change for each place of the function where a slip can happen. A change says what it did."""
    changes: list[Callable[[ast.FunctionDef], str]] = []
    inner = [node for statement in function.body for node in ast.walk(statement)]
    numbered = list(enumerate(inner))
    known = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]} | {
        "votes",
        "measure",
    }
    counted = {
        id(name)
        for _, node in numbered
        if (isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER_OPERATOR)
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("at_least", "more_than")
        )
        for name in ast.walk(node)
    }
    for place, node in numbered:
        if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER_OPERATOR:
            changes.append(_swap_operator(place))
        if isinstance(node, ast.Name) and id(node) in counted and node.id in CONFUSED:
            other = CONFUSED[node.id]
            if node.id == "entitled" and "present" not in known:
                other = "approve" if "approve" in known else "approvals"
            if other in known or other == "approvals":
                changes.append(_swap_name(place, other))
    return changes


def _at(function: ast.FunctionDef, place: int) -> ast.AST:
    return [node for statement in function.body for node in ast.walk(statement)][place]


def _swap_operator(place: int) -> Callable[[ast.FunctionDef], str]:
    def change(function: ast.FunctionDef) -> str:
        node = _at(function, place)
        assert isinstance(node, ast.Compare)
        before = ast.unparse(node)
        node.ops[0] = OTHER_OPERATOR[type(node.ops[0])]()
        return f"{before} -> {ast.unparse(node)}"

    return change


def _swap_name(place: int, other: str) -> Callable[[ast.FunctionDef], str]:
    def change(function: ast.FunctionDef) -> str:
        node = _at(function, place)
        assert isinstance(node, ast.Name)
        said = f"line {node.lineno}: {node.id} -> {other}"
        node.id = other
        return said

    return change


def mutants() -> Iterator[Any]:
    for module_name, functions in MUTATED.items():
        source = Path(importlib.import_module(module_name).__file__ or "").read_text("utf-8")
        for name, keys in functions.items():
            for number, change in enumerate(places(functions_of(ast.parse(source))[name])):
                tree = ast.parse(source)
                said = change(functions_of(tree)[name])
                yield pytest.param(module_name, tree, keys, id=f"{module_name}.{name}#{number} {said}")


def loaded(module_name: str, tree: ast.Module) -> ModuleType:
    """The changed module, without registering its judgements a second time."""
    for function in functions_of(tree).values():
        function.decorator_list = []
    module = ModuleType(module_name)
    module.__package__ = module_name.rpartition(".")[0]
    exec(compile(ast.fix_missing_locations(tree), module_name, "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(("module_name", "tree", "keys"), list(mutants()))
def test_each_slip_is_noticed(
    monkeypatch: pytest.MonkeyPatch, module_name: str, tree: ast.Module, keys: tuple[str, ...]
) -> None:
    module = loaded(module_name, tree)
    table = judgements()
    for key in keys:
        changed = replace(table[key], function=getattr(module, table[key].function.__name__))
        monkeypatch.setitem(table, key, changed)  # type: ignore[arg-type]
    assert any(_differs(meeting, held) for meeting, held in generated())


def _differs(meeting: Meeting, held: Opinion) -> bool:
    try:
        return any(True for _ in differences(meeting, held))
    except (IndexError, NameError, TypeError):
        return True  # a slip that does not even run


def test_there_are_mutants_of_every_function() -> None:
    ids = [param.id for param in mutants()]
    for module_name, functions in MUTATED.items():
        for name in functions:
            assert any(each.startswith(f"{module_name}.{name}#") for each in ids), name
    assert len(ids) >= 40
