"""The book of rules: dated versions read from TOML, exactly one of them in force on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from .facts import BadInput

_DAY = timedelta(days=1)


class Tier(StrEnum):
    """Who made the rule, highest first. A lower tier differs only where it may."""

    CENTRAL = "central"
    SYSTEM = "system"
    PROVINCE = "province"
    UNIT = "unit"


class Force(StrEnum):
    """`should` is a rule that says 一般: it warns. `must` is one that does not: it is broken."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands written. Confidence: V the wording was read, v a restatement of it was read,
    M from memory, C no central rule was found and the figure is ours."""

    document: str
    number: str
    article: str
    confidence: str

    @property
    def needs_checking(self) -> bool:
        return self.confidence != "V"

    @property
    def citation(self) -> str:
        """《文件》（文号）第几条, with 请核对原文 where the wording itself was not read."""
        text = f"《{self.document}》（{self.number}）{self.article}"
        return f"{text}（请核对原文）" if self.needs_checking else text

    def as_json(self) -> dict[str, str]:
        return {
            "document": self.document,
            "number": self.number,
            "article": self.article,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Limit:
    """How a lower tier may change a value: freely (`delegates`), or only in the direction `tighter`."""

    tighter: str | None = None  # "higher" or "lower"
    delegates: bool = False

    def allows(self, old: Any, new: Any) -> bool:
        if self.delegates or new == old:
            return True
        if self.tighter == "higher":
            return bool(new > old)
        if self.tighter == "lower":
            return bool(new < old)
        return False


@dataclass(frozen=True, slots=True)
class Norm:
    """One version of one rule: what a judgement reads its numbers from and cites."""

    key: str
    title: str
    since: date
    until: date | None  # last day in force
    tier: Tier
    force: Force
    rules: tuple[str, ...]
    source: Source
    values: Mapping[str, Any]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    besides: Mapping[str, Source] = field(default_factory=dict)  # other documents single findings cite

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def as_json(self) -> dict[str, Any]:
        return {
            "from": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "title": self.title,
            "tier": self.tier.value,
            "force": self.force.value,
            "rules": list(self.rules),
            "source": self.source.as_json(),
            "confidence": self.source.confidence,
        }


class NormBook:
    """All rules of an installation. `read` it from TOML texts; `get` the version in force on a day."""

    def __init__(self, norms: Iterable[Norm]) -> None:
        """Raises ValueError where versions overlap, leave a gap, or a lower tier differs without leave."""
        shelves: dict[str, dict[Tier, list[Norm]]] = {}
        for norm in norms:
            shelves.setdefault(norm.key, {}).setdefault(norm.tier, []).append(norm)
        self._shelves = {key: _in_order(tiers) for key, tiers in sorted(shelves.items())}
        for tiers in self._shelves.values():
            _check_lower_tiers(tiers)

    @classmethod
    def read(cls, *texts: str) -> NormBook:
        return cls(norm for text in texts for norm in _read_norms(text))

    def with_pack(self, text: str) -> NormBook:
        """This book with the entries of a province's or unit's own TOML laid over it. Raises ValueError."""
        pack = list(_read_norms(text))
        strange = {norm.key for norm in pack} - self._shelves.keys()
        if strange:
            raise ValueError(f"no such rule: {', '.join(sorted(strange))}")
        shelved = (norm for tiers in self._shelves.values() for norms in tiers.values() for norm in norms)
        return NormBook([*shelved, *pack])

    def __iter__(self) -> Iterator[str]:
        """The keys, in alphabetical order."""
        return iter(self._shelves)

    def versions(self, key: str) -> list[Norm]:
        """Every version of a rule, the highest tier first, oldest first."""
        return [norm for norms in self._tiers(key).values() for norm in norms]

    def get(self, key: str, on: date) -> Norm:
        """The version in force on the day, lower tiers laid over it. Raises BadInput if there is none."""
        highest, *lower = self._tiers(key).values()
        found = next((norm for norm in highest if norm.in_force(on)), None)
        if found is None:
            raise BadInput("on", f"{on.isoformat()} 这一天 {key} 没有施行中的版本")
        for norms in lower:
            for norm in norms:
                if norm.in_force(on):
                    found = replace(norm, values={**found.values, **norm.values}, besides=found.besides)
        return found

    def _tiers(self, key: str) -> dict[Tier, list[Norm]]:
        if key not in self._shelves:
            raise BadInput("norm", f"没有 {key} 这条规范")
        return self._shelves[key]


def _in_order(tiers: Mapping[Tier, list[Norm]]) -> dict[Tier, list[Norm]]:
    """Tiers from the highest down; in each, versions by date, each ending where the next begins."""
    ordered: dict[Tier, list[Norm]] = {}
    for tier in Tier:
        norms = sorted(tiers.get(tier, []), key=lambda norm: norm.since)
        if not norms:
            continue
        closed = []
        for norm, following in pairwise(norms):
            last_day = following.since - _DAY
            if following.since == norm.since or (norm.until and norm.until > last_day):
                raise ValueError(f"{norm.key}: the versions of {norm.since} and {following.since} overlap")
            if norm.until and norm.until < last_day and not ordered:  # lower tiers may fall silent
                raise ValueError(f"{norm.key}: nothing in force between {norm.until} and {following.since}")
            closed.append(norm if norm.until else replace(norm, until=last_day))
        if norms[-1].until and norms[-1].until < norms[-1].since:
            raise ValueError(f"{norms[-1].key}: the version of {norms[-1].since} ends before it begins")
        ordered[tier] = [*closed, norms[-1]]
    return ordered


def _check_lower_tiers(tiers: Mapping[Tier, list[Norm]]) -> None:
    """Each value of a lower entry against every higher version it meets in time."""
    seen: list[Norm] = []
    for norms in tiers.values():
        for norm in norms:
            for above in seen:
                if _meet(norm, above):
                    _check_against(norm, above)
        seen.extend(norms)


def _meet(one: Norm, other: Norm) -> bool:
    return one.since <= (other.until or date.max) and other.since <= (one.until or date.max)


def _check_against(norm: Norm, above: Norm) -> None:
    for name, value in norm.values.items():
        if name not in above.values:
            continue
        if not above.limits.get(name, Limit()).allows(above.values[name], value):
            raise ValueError(
                f"{norm.key}: {norm.tier.value} may not set {name} to {value}; "
                f"{above.tier.value} of {above.since} says {above.values[name]}"
            )


def _read_norms(text: str) -> Iterable[Norm]:
    for key, entries in tomllib.loads(text, parse_float=Decimal).items():
        for entry in entries:
            yield _read_norm(key, entry)


def _read_norm(key: str, entry: dict[str, Any]) -> Norm:
    try:
        raw: dict[str, Any] = entry.pop("values", {})
        norm = Norm(
            key=key,
            title=entry.pop("title"),
            since=entry.pop("from"),
            until=entry.pop("until", None),
            tier=Tier(entry.pop("tier")),
            force=Force(entry.pop("force")),
            rules=tuple(entry.pop("rules")),
            source=Source(**entry.pop("source")),
            values={name: each["is"] if _is_limited(each) else each for name, each in raw.items()},
            limits={name: _read_limit(each) for name, each in raw.items() if _is_limited(each)},
            besides={name: Source(**each) for name, each in entry.pop("besides", {}).items()},
        )
    except KeyError as missing:
        raise ValueError(f"{key}: an entry lacks {missing}") from None
    except TypeError as wrong:
        raise ValueError(f"{key}: {wrong}") from None
    if entry:
        raise ValueError(f"{key}: unknown {', '.join(sorted(entry))}")
    return norm


def _is_limited(value: object) -> bool:
    """A value is written plainly, or as {is, tighter, delegates} where a lower tier may change it."""
    return isinstance(value, dict) and "is" in value


def _read_limit(value: dict[str, Any]) -> Limit:
    tighter = value.get("tighter")
    if tighter not in (None, "higher", "lower"):
        raise ValueError(f"tighter is higher or lower, not {tighter}")
    return Limit(tighter, value.get("delegates", False))
