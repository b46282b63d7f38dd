"""The groups (党小组) of the branches, found by what sheets call them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

_BLANK = re.compile(r"\s+")
_NUMBERED = re.compile(r"第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:党小组|小组|组)?$")
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}


class Group(NamedTuple):
    pk: int
    name: str
    founded_on: date


class Groups:
    """Standing groups by branch: full name, short name, or the number at the end (第一党小组, 1组, 一)."""

    def __init__(self, scope: Scope) -> None:
        branches: dict[str, int] = {}
        groups: list[tuple[str, Group, str]] = []
        for pk, kind, path, name, short, founded_on in _standing(scope):
            if kind == Org.Kind.BRANCH:
                branches[path] = pk
            else:
                groups.append((path, Group(pk, name, founded_on), short))
        self.of_branch: dict[int, list[Group]] = defaultdict(list)
        self._named: dict[tuple[int, str], set[Group]] = defaultdict(set)
        for path, group, short in groups:
            branch = branches.get(path[:-3])
            if branch is not None:
                self.of_branch[branch].append(group)
                for name in (group.name, short):
                    if name:
                        self._named[branch, _bare(name)].add(group)
                        self._named[branch, numbered(name)].add(group)

    def find(self, branch: int, text: str) -> Group | None:
        """The one group meant; None where there is none, or more than one."""
        for name in (_bare(text), numbered(text)):
            found = self._named.get((branch, name), set()) if name else set()
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def names(self, branch: int) -> Sequence[str]:
        return [group.name for group in self.of_branch.get(branch, [])]


def _standing(scope: Scope) -> list[tuple[int, str, str, str, str, date]]:
    """Branches and groups of the grant's range."""
    orgs = Org.objects.within(scope).standing().filter(kind__in=[Org.Kind.BRANCH, Org.Kind.GROUP])
    return list(orgs.values_list("pk", "kind", "path", "name", "short_name", "founded_on"))


def _bare(text: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).lower()


def numbered(text: str) -> str:
    """柳河村第十二党小组 → #12; nothing for a name without a number at its end."""
    found = _NUMBERED.search(_bare(text))
    if not found:
        return ""
    said = found[1]
    if said.isdigit():
        return f"#{int(said)}"
    tens, ten, ones = said.rpartition("十")
    number = (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
    return f"#{number}"
