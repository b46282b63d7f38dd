"""Which branch is meant: sheets write 中共演示县柳河村支部委员会 where the tree says 柳河村党支部."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from zhibu.orgs.models import Org

_BEFORE = re.compile(r"^(?:中国共产党|中共)")
_AFTER = re.compile(r"(?:党?支部委员会|党?支委会|党支部|支部|委员会)$")
_SIGNS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·•.,，。、\-—_()（）\[\]【】“”\"']+")
_SHORTEST = 2  # an ending of one character would fit too much


def bare(name: str) -> str:
    """A name without blanks, signs and width."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", name)).lower()


def core(name: str) -> str:
    """What is left without the words that every branch has in its name."""
    text = bare(name)
    return _AFTER.sub("", _BEFORE.sub("", text)) or text


class Places:
    """The branches of a grant, found by what people write: full name, short name, code, an ending.

    `above`: path → name of the organisations in whose names a branch's own may be wrapped.
    """

    def __init__(self, branches: Iterable[Org], above: Mapping[str, str] | None = None) -> None:
        self.branches = {branch.pk: branch for branch in branches}
        self._above = {path: core(name) for path, name in (above or {}).items()}
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._core: dict[str, set[int]] = defaultdict(set)
        for branch in self.branches.values():
            for name in (branch.name, branch.short_name, branch.code, branch.external_code):
                if name:
                    self._exact[bare(name)].add(branch.pk)
            for name in (branch.name, branch.short_name):
                self._core[core(name)].add(branch.pk)
        self._found: dict[str, int | None] = {}

    def find(self, text: str) -> int | None:
        """The one branch meant, None where there is none or more than one."""
        if text not in self._found:
            self._found[text] = self._look(text)
        return self._found[text]

    def _look(self, text: str) -> int | None:
        wanted = core(text)
        for found in (self._exact.get(bare(text)), self._core.get(wanted)):
            if found:
                return next(iter(found)) if len(found) == 1 else None
        if len(wanted) < _SHORTEST:
            return None
        longer = {pk for name, found in self._core.items() if name.endswith(wanted) for pk in found}
        return self._only(longer or self._wrapped(wanted))

    def _wrapped(self, wanted: str) -> set[int]:
        """演示县东镇柳河村 for our 柳河村; not 西镇柳河村, another one: what stands before is above it."""
        inside = [name for name in self._core if len(name) >= _SHORTEST and wanted.endswith(name)]
        return {
            pk for name in inside for pk in self._core[name] if self._stands_under(pk, wanted[: -len(name)])
        }

    def _stands_under(self, pk: int, front: str) -> bool:
        path = self.branches[pk].path
        names = [self._above.get(path[:length], "") for length in range(3, len(path), 3)]
        return any(name and (name.endswith(front) or front.endswith(name)) for name in names)

    @staticmethod
    def _only(found: set[int]) -> int | None:
        return next(iter(found)) if len(found) == 1 else None
