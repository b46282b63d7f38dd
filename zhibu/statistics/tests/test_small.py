"""Small groups: what a reader without the cards is shown gives no cell back, however one reckons."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from zhibu.guard.services import make_token
from zhibu.kernel.scope import NOWHERE, Refused
from zhibu.members.services import record_death
from zhibu.site.commands import statistics
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import dimensions, selectors, small
from zhibu.statistics.selectors.reading import steady

YEAR_END = date(2025, 12, 31)
TODAY = date(2026, 11, 20)
N = small.least()


# ---- the rule by itself


def told(cells: dict[str, int]) -> dict[str, int | None]:
    hidden = small.conceal(cells)
    return {key: None if key in hidden else n for key, n in cells.items()}


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": 5, "b": 6}, ""),
        ({"a": 4, "b": 40}, "ab"),  # nobody is left to hide behind
        ({"a": 0, "b": 40}, "ab"),  # that all are of one kind is not told either
        ({"a": 4, "b": 5, "c": 30}, "ab"),
        ({"a": 3, "b": 5, "c": 30}, "abc"),  # 8 together: were a 4, b would be small
        ({"a": 9, "b": 2, "c": 9, "d": 9}, "bc"),
        ({"a": 9, "b": 9, "c": 2}, "ac"),  # round the end of the list
        ({"a": 1, "b": 2, "c": 1, "d": 20, "e": 20}, "abcd"),
        ({"a": 4, "b": 4}, "ab"),
        ({}, ""),
    ],
)
def test_what_is_hidden_of_a_list(cells, hidden):
    assert small.conceal(cells) == set(hidden)


def lists(cells: int, total: int) -> Iterable[tuple[int, ...]]:
    if cells == 1:
        yield (total,)
    else:
        for first in range(total + 1):
            yield from ((first, *rest) for rest in lists(cells - 1, total - first))


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_whoever_knows_the_rule_still_does_not_know_a_hidden_number(cells):
    """All lists of a total, put together by how they are shown: an attacker is left with one such heap."""
    for total in range(2 * N - 1, 25 if cells < 4 else 18):
        heaps: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
        for counted in lists(cells, total):
            as_told = told({str(place): n for place, n in enumerate(counted)})
            heaps.setdefault(tuple(as_told.values()), []).append(counted)
        for as_told, heap in heaps.items():
            for place in (place for place, n in enumerate(as_told) if n is None):
                assert len({counted[place] for counted in heap}) >= N, (total, as_told, place)


def test_the_least_has_its_reason():
    assert N >= 3
    assert str(N) in small.why() or "五" in small.why()


@pytest.fixture
def readers(world):
    """An inspector and a publicist: they read figures and open no card."""
    with inside(whole_house()):
        world.appoint("outsider", "county", "inspector")
        world.person("press", "韩宣传")
        world.account("press")
        world.appoint("press", "willow", "publicist")
    return world


@pytest.fixture
def crowd(readers):
    """More members in three branches, some of a kind there are few of."""
    chance, world = random.Random(1921), readers
    with inside(whole_house()):
        for number in range(26):
            world.join(
                f"crowd{number}",
                ("willow", "elm", "pine")[number % 3],
                "赵钱孙李周吴郑王"[number % 8] + "一二三四五六七八九"[number % 9],
                born_on=date(chance.randrange(1944, 1998), 5, 1 + number % 28),
                ethnicity="03" if number % 9 == 0 else "11" if number == 5 else "01",
                education=chance.choice(["10", "20", "20", "30", "30", "60", "70"]),
                occupation=chance.choice(["farmer", "farmer", "worker", "retired"]),
                from_on=date(2024, 3, 1),
                joined_on=date(2024, 2, 1) if number % 6 == 0 else date(2016, 6, 1),
                converted_on=date(2025, 2, 1) if number % 6 == 0 else date(2017, 6, 1),
            )
    return world


Cell = tuple[str, date, str, str]  # organisation, day, dimension, key
PRIME = 2**61 - 1


class Attacker:
    """Writes down what one reader is shown as linear equations, and solves them."""

    def __init__(self) -> None:
        self.known: list[tuple[dict[Cell, int], int]] = []

    def is_told(self, cells: Iterable[Cell], number: int) -> None:
        self.known.append((dict.fromkeys(cells, 1), number))

    def reads(self, told: dict, keys: dict[str, list[str]]) -> None:
        """The JSON of the API or the command: totals, cells, children; whole and parts add up."""
        org, on, then = told["org"]["code"], told["as_of"], told["by_as_of"]
        for name in keys:
            self.is_told([(org, on, name, key) for key in keys[name]], told["members"])
            for child in told["children"]:
                self.is_told([(child["code"], on, name, key) for key in keys[name]], child["members"])
            for key in keys[name] if told["children"] else ():
                parts = {(child["code"], on, name, key): -1 for child in told["children"]}
                self.known.append(({(org, on, name, key): 1} | parts, 0))
            for key, number in told["by"].get(name, {}).items():
                if number is not None:
                    self.is_told([(org, then, name, key)], number)

    def reads_communique(self, told: dict, keys: dict[str, list[str]]) -> None:
        org, on = told["org"]["code"], told["as_of"]
        rows = {row["label"]: row["value"] for row in told["rows"] if row["section"] == "members"}
        for label, name, wanted in (
            ("female", "sex", ["female"]),
            ("ethnic_minority", "ethnicity", [key for key in keys["ethnicity"] if key != "01"]),
            ("college_and_above", "education", ["10", "20", "30"]),
        ):
            if rows[label] is not None:
                self.is_told([(org, on, name, key) for key in wanted], rows[label])
        for name in ("age", "joined", "occupation"):
            for row in told["rows"]:
                if row["section"] == f"members.{name}" and row["value"] is not None:
                    key = next(k for k in keys[name] if dimensions.label(name, k) == row["label"])
                    self.is_told([(org, on, name, key)], row["value"])

    def finds(self) -> dict[Cell, int]:
        """Every cell that follows (by elimination modulo a large prime)."""
        rows: dict[Cell, tuple[dict[Cell, int], int]] = {}
        for cells, number in self.known:
            row, right = dict(cells), number
            for lead in [cell for cell in cells if cell in rows]:
                row, right = _less(row, right, *rows[lead], row.get(lead, 0))
            if not row:
                continue
            lead = next(iter(row))
            inverse = pow(row[lead], -1, PRIME)
            row = {cell: n * inverse % PRIME for cell, n in row.items()}
            right = right * inverse % PRIME
            for other, (cells_of, right_of) in list(rows.items()):
                if lead in cells_of:
                    rows[other] = _less(cells_of, right_of, row, right, cells_of[lead])
            rows[lead] = (row, right)
        return {lead: right for lead, (row, right) in rows.items() if len(row) == 1}


def _less(row, right, other, right_of, times):
    """One equation less another so many times."""
    made = dict(row)
    for cell, n in other.items():
        made[cell] = (made.get(cell, 0) - times * n) % PRIME
    return {cell: n for cell, n in made.items() if n}, (right - times * right_of) % PRIME


def everything_shown(client, headers, codes, keys) -> Attacker:
    attacker = Attacker()
    for code in codes:
        for on in (YEAR_END, TODAY):
            asked = f"org={code}&on={on}"
            attacker.reads(client.get(f"/api/v1/statistics?{asked}", headers=headers).json(), keys)
    return attacker


def lines(answer) -> list[list[str]]:
    """The rows of a sheet as text, whichever kind it is."""
    if answer["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [
        [str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell) for cell in row]
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
    ]


READERS = (
    ("outsider", "inspector", "county", ("east", "west", "willow")),
    ("press", "publicist", "willow", ()),
)


@pytest.mark.slow
def test_an_attacker_finds_no_small_cell(crowd, sign_in, scope_of, client, capsys, monkeypatch):
    """Page, sheets, API and command, of every organisation within reach, on several days."""
    for key, office, own, below in READERS:
        with monkeypatch.context() as careless:
            attack(crowd, sign_in(key, office), scope_of, client, capsys, careless, key, own, below)


def attack(crowd, browser, scope_of, client, capsys, careless_rule, key, own, below):
    scope = scope_of(key)
    assert scope.persons == NOWHERE
    with inside(whole_house()) as house:
        true: dict[Cell, int] = {}
        for code in (own, *below):
            counted = selectors.figures(house, crowd.orgs[code], YEAR_END).by
            for name, cells in counted.items():
                if name not in ("field",):
                    true |= {(code, YEAR_END.isoformat(), name, k): n for k, n in cells.items()}
    keys: dict[str, list[str]] = {}
    for _code, _on, name, k in true:
        if k not in keys.setdefault(name, []):
            keys[name].append(k)
    with inside(scope):
        secret = make_token(scope, crowd.people[key], name="统计", days=9, appointment=scope.appointment)
    headers = {"Authorization": f"Bearer {secret}"}

    attacker = everything_shown(client, headers, (own, *below), keys)
    for table in (None, "communique"):
        asked = Namespace(org=own, on=TODAY, since=None, table=table, json=True, as_login=key)
        assert statistics.run(asked) == 0
        told = json.loads(capsys.readouterr().out)
        (attacker.reads_communique if table else attacker.reads)(told, keys)
    found = attacker.finds()
    small_cells = {cell for cell, n in true.items() if n < N}
    assert small_cells
    assert found.keys() & small_cells == set()
    assert all(true[cell] == n for cell, n in found.items() if cell in true)

    api = client.get(f"/api/v1/statistics?org={own}&on={TODAY}", headers=headers).json()
    shown = {(api["labels"][name][k], str(n)) for name, cells in api["by"].items() for k, n in cells.items()}
    numbers = re.compile(r"\d+")
    for kind in ("csv", "xlsx"):
        said = lines(browser.get(f"/statistics/?org={own}&on={TODAY}&as={kind}"))
        named = {label for name in keys for label in api["labels"][name].values()}
        for row in said:
            if row and row[0] in named:
                assert (row[0], row[1]) in shown or row[1] == "不显示", row
    page = browser.get(f"/statistics/?org={own}&on={TODAY}").content.decode()
    for label, said in re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", page):
        assert "不显示" in said or (label, numbers.findall(said)[0]) in shown | {("少数民族", said)}, label

    careless_rule.setattr(
        "zhibu.statistics.selectors.reading.conceal", lambda cells: {k for k, n in cells.items() if n < N}
    )
    careless = everything_shown(client, headers, (own,), keys).finds()
    assert careless.keys() & small_cells  # the attacker can: hiding small cells alone does not do


def test_who_may_open_the_cards_is_shown_everything(readers, scope_of):
    for key, code in (("secretary", "willow"), ("officer", "county"), ("auditor", "east")):
        with inside(scope_of(key)) as scope:
            found = selectors.shown(scope, readers.orgs[code], TODAY)
            assert found.whole
            assert found.by == selectors.figures(scope, readers.orgs[code], TODAY).by
    with inside(scope_of("outsider", "inspector")) as scope:
        assert not selectors.entitled(scope, readers.orgs["county"])
        with pytest.raises(Refused):
            selectors.shown(scope.narrowed(duties=frozenset()), readers.orgs["county"], TODAY)
        selectors.shown(scope, readers.orgs["county"], TODAY)
        with connection.cursor() as cursor:  # the wider range is taken back
            cursor.execute("SELECT count(*) FROM members_member")
            assert cursor.fetchone() == (0,)


def test_a_year_in_which_few_came_and_went_is_not_told(readers, scope_of):
    """Whoever kept the figures of the year before would subtract."""
    with inside(whole_house()) as house:
        record_death(house, readers.members["elder"], on=date(2025, 8, 1))
        year = selectors.flows(house, readers.orgs["county"], date(2025, 1, 1), YEAR_END)
    assert not steady(year)
    assert steady(replace(year, went={})) and steady(replace(year, went={"death": 2, "left": N - 2}))
    with inside(scope_of("outsider", "inspector")) as scope:
        found = selectors.shown(scope, readers.orgs["county"], TODAY)
    assert {name for name, cells in found.by.items() if None not in cells.values()} == {"field"}


def test_the_return_and_the_reasons_are_for_whoever_may_open_the_cards(readers, sign_in):
    reader = sign_in("outsider", "inspector")
    assert reader.get("/statistics/annual/").status_code == 404
    page = reader.get("/statistics/?on=2026-11-20").content.decode()
    assert "少于5人，不显示" in page and "为什么" in page
    assert "增减的原因不显示" in page and "新发展" not in page
    below = reader.get("/statistics/?on=2026-11-20&org=east").content.decode()
    assert "柳河村党支部" in below and "研究生教育" not in below
