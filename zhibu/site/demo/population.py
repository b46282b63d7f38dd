"""Who lives in the invented county: every marginal of the published figures met to the person."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from . import names

AGES = {
    "30岁及以下": (22, 30),
    "31-35岁": (31, 35),
    "36-40岁": (36, 40),
    "41-45岁": (41, 45),
    "46-50岁": (46, 50),
    "51-55岁": (51, 55),
    "56-60岁": (56, 60),
    "61岁及以上": (61, 88),
}
JOINED = {
    "before_1949": (date(1948, 1, 1), date(1949, 9, 30)),
    "until_1978": (date(1955, 1, 1), date(1978, 12, 17)),
    "until_2012": (date(1978, 12, 18), date(2012, 11, 7)),
    "since_2012": (date(2012, 11, 8), date.max),
}
MINORITIES = ("03", "05", "06", "08", "11", "15", "02", "04")
UPPER = ("20", "20", "20", "30", "30", "10")
LOWER = ("60", "60", "40", "70", "70", "80")
OLDEST = date(1930, 3, 15)
YEAR = 365.25


@dataclass(slots=True)
class Soul:
    """One invented member before he or she belongs anywhere."""

    name: str
    female: bool
    ethnicity: str
    born_on: date
    joined_on: date
    converted_on: date | None
    education: str
    occupation: str
    number: str
    mobile: str


@cache
def shares() -> dict[str, dict[str, float]]:
    return tomllib.loads((Path(__file__).parent / "population.toml").read_text("utf-8"))


def portions(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers that add up to `total`, as near the weights as can be (largest remainder)."""
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    found = {name: int(value) for name, value in exact.items()}
    rest = sorted(exact, key=lambda name: found[name] - exact[name])
    for name in rest[: total - sum(found.values())]:
        found[name] += 1
    return found


def draw(count: int, *, on: date, seed: int) -> list[Soul]:
    """`count` people as of a day, youngest last, each marginal of the table met exactly."""
    dice = Random(seed)  # noqa: S311 - a play, not a secret
    births = sorted(_births(count, on, dice))
    joined = _joinings(births, on, dice)
    females = _marked(count, "sex", "female", dice)
    minorities = _marked(count, "ethnicity", "minority", dice)
    occupations = _occupations(births, on, dice)
    college = _college(births, occupations, dice)
    return [
        _soul(
            dice,
            number,
            births[number],
            joined[number],
            females[number],
            minorities[number],
            occupations[number],
            college[number],
            on,
        )
        for number in range(count)
    ]


def _soul(
    dice: Random,
    number: int,
    born: date,
    joined: date,
    female: bool,
    minority: bool,
    occupation: str,
    college: bool,
    on: date,
) -> Soul:
    converted = _plus_year(joined)
    name = names.person_name(dice, female=female, minority=minority)
    ethnicity = dice.choice(MINORITIES) if minority else "01"
    return Soul(
        name=names.suited(name, ethnicity, number, female=female),
        female=female,
        ethnicity=ethnicity,
        born_on=born,
        joined_on=joined,
        converted_on=converted if converted <= on else None,
        education=dice.choice(UPPER if college else LOWER),
        occupation=occupation,
        number=names.id_number(born, number % 499, female=female),
        mobile=names.mobile(number),
    )


def _births(count: int, on: date, dice: Random) -> list[date]:
    found = [OLDEST]  # the one who joined before 1949
    for band, share in portions(shares()["age"], count).items():
        low, high = AGES[band]
        for _ in range(share - (band == "61岁及以上")):
            years = low + dice.random() * (high + 0.98 - low)
            found.append(on - timedelta(days=int(years * YEAR) + 1))
    return found


def _joinings(births: list[date], on: date, dice: Random) -> list[date]:
    """The oldest joined first, with some exchanged between the two later periods."""
    order = [
        period for period, share in portions(shares()["joined"], len(births)).items() for _ in range(share)
    ]
    for _ in range(len(order) // 6):
        a, b = dice.randrange(len(order)), dice.randrange(len(order))
        if {order[a], order[b]} == {"until_2012", "since_2012"}:
            late, early = (a, b) if order[a] == "until_2012" else (b, a)
            if _grown(births[max(late, early)]) < date(2012, 6, 1):
                order[a], order[b] = order[b], order[a]
    return [_day_in(period, born, on, dice) for period, born in zip(order, births, strict=True)]


def _day_in(period: str, born: date, on: date, dice: Random) -> date:
    first, last = JOINED[period]
    start = max(first, _grown(born))
    last = min(last, on - timedelta(days=40))
    if start >= last:
        return last
    young = min(last, start + timedelta(days=int(12 * YEAR)))  # most join within a dozen years
    return start + timedelta(days=dice.randrange(max((young - start).days, 1)))


def _grown(born: date) -> date:
    return born + timedelta(days=int(18.5 * YEAR))


def _plus_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _marked(count: int, dimension: str, code: str, dice: Random) -> list[bool]:
    share = portions(shares()[dimension], count)[code]
    chosen = set(dice.sample(range(count), share))
    return [number in chosen for number in range(count)]


def _occupations(births: list[date], on: date, dice: Random) -> list[str]:
    """Students are the youngest, the retired the oldest; farmers among the rest lean to the old."""
    share = portions(shares()["occupation"], len(births))
    found = [""] * len(births)
    order = list(range(len(births)))
    for number in order[-share["student"] :]:
        found[number] = "student"
    elders = [n for n in order if (on - births[n]).days / YEAR >= 61]
    for number in dice.sample(elders, share["retired"]):
        found[number] = "retired"
    for number in elders:
        found[number] = found[number] or "farmer"
    rest = ["farmer"] * (share["farmer"] - found.count("farmer"))
    rest += [o for o in ("worker", "professional", "manager", "official", "other") for _ in range(share[o])]
    dice.shuffle(rest)
    for number in order:
        found[number] = found[number] or rest.pop()
    return found


def _college(births: list[date], occupations: list[str], dice: Random) -> list[bool]:
    """The young, officials, professionals and managers first."""
    share = portions(shares()["education"], len(births))["college"]
    lean = {
        "student": 3.0,
        "official": 2.0,
        "professional": 2.0,
        "manager": 1.5,
        "farmer": -1.5,
        "retired": -1.0,
    }
    ranked = sorted(
        range(len(births)),
        key=lambda n: -(births[n].year / 20 + lean.get(occupations[n], 0.0) + dice.random() * 1.5),
    )
    chosen = set(ranked[:share])
    return [number in chosen for number in range(len(births))]
