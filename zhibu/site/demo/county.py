"""The organisations of the invented county, and who holds which office in them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from zhibu.orgs import paths
from zhibu.orgs.models import Org, Placement, Term

FOUNDED = date(1950, 7, 1)
GROUPED = ("柳河村", "榆树村", "铸造一车间", "财政局")


@dataclass
class Unit:
    """One of the four units: its committee, its branches, whom it takes and how large a share."""

    committee: Org
    takes: tuple[str, ...]
    share: int
    branches: list[Org] = field(default_factory=list)


@dataclass
class County:
    root: Org
    units: list[Unit] = field(default_factory=list)
    orgs: list[Org] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    groups: dict[int, list[Org]] = field(default_factory=dict)
    elected: dict[int, date] = field(default_factory=dict)

    @property
    def branches(self) -> list[Org]:
        return [branch for unit in self.units for branch in unit.branches]


def found() -> County:
    """Build the tree; the rows are not written yet and have no numbers."""
    plan = tomllib.loads((Path(__file__).parent / "orgs.toml").read_text("utf-8"))
    root = _org(None, 1, "YS", "中共演示县委员会（演示）", "演示县委", "party_committee", "agency", "演示县")
    county = County(root, orgs=[root])
    for number, unit in enumerate(plan["unit"], 1):
        _found_unit(county, number, unit)
    return county


def _found_unit(county: County, number: int, plan: dict[str, Any]) -> None:
    code = f"YS{number:02d}"
    committee = _org(
        county.root,
        number,
        code,
        f"{plan['name']}（演示）",
        plan["short"],
        plan["kind"],
        plan["field"],
        plan["unit"],
    )
    unit = Unit(committee, tuple(plan["takes"]), plan["share"])
    county.orgs.append(committee)
    county.units.append(unit)
    serial = 0
    for name, below in plan.get("general", {}).items():
        serial += 1
        general = _child(county, committee, serial, code, f"{name}党总支", "general_branch", plan)
        for inner, branch in enumerate(below, 1):
            unit.branches.append(
                _child(county, general, inner, f"{code}{serial:02d}", f"{branch}党支部", "branch", plan)
            )
    for name in plan["branches"]:
        serial += 1
        unit.branches.append(_child(county, committee, serial, code, f"{name}党支部", "branch", plan))
    for branch in unit.branches:
        if branch.short_name.removesuffix("党支部") in GROUPED:
            county.groups[id(branch)] = [
                _child(county, branch, n, branch.code, f"第{'一二三'[n - 1]}党小组", "group", plan)
                for n in (1, 2, 3)
            ]


def _child(
    county: County, parent: Org, number: int, code: str, name: str, kind: str, plan: dict[str, Any]
) -> Org:
    full = (
        f"{parent.short_name}{name}"
        if kind == "group"
        else f"中共{plan['short'].removesuffix('党委')}{name}（演示）"
    )
    org = _org(parent, number, f"{code}{number:02d}", full, name, kind, plan["field"], plan["unit"])
    county.orgs.append(org)
    return org


def _org(
    parent: Org | None, number: int, code: str, name: str, short: str, kind: str, sort: str, unit: str
) -> Org:
    return Org(
        code=code,
        name=name,
        short_name=short,
        kind=kind,
        field=sort,
        phone=f"0000-{7_000_000 + int(''.join(filter(str.isdigit, code)) or 0) % 1_000_000}",  # no such area
        unit_name=unit,
        path=(parent.path if parent else "") + paths.step(number),
        sort=number,
        founded_on=FOUNDED,
    )


def place(orgs: Sequence[Org], opened: datetime) -> list[Placement]:
    """Where each stands, since its founding; its book was opened here on a day in the past."""
    by_path = {org.path: org for org in orgs}
    return [
        Placement(
            org=org,
            parent=by_path.get(paths.above(org.path)),
            path=org.path,
            from_on=FOUNDED,
            why="演示",
            made_at=opened,
        )
        for org in orgs
    ]


def elect(county: County, today: date, dice: Random) -> list[Term]:
    """Terms that began one to three years ago; a few are nearly over."""
    found = []
    for org in county.orgs:
        if org.kind == Org.Kind.GROUP:
            continue
        months = dice.randrange(4, 35)
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        county.elected[id(org)] = day = date(year, month + 1, dice.randrange(1, 28))
        found.append(Term(org=org, elected_on=day))
    return found
