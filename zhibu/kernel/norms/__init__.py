"""Rules as data: dated entries with their sources, pure judgements, verdicts that can be read aloud.

A rule is two things that stand side by side in a context's folder:

* `norms.toml` — what it says: numbers, document, article, from when, how sure we are of the wording;
* `norms.py`   — its shape: a function from facts to a verdict, registered under the rule's key::

      from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges

      @judges("probation.extension", months=facts.count, previous=facts.count)
      def extension(norm: Norm, *, months: int, previous: int) -> Verdict: ...

Everybody else asks `judge(key, on, facts)` and gets a `Verdict`, or `BadInput` naming the wrong fact.
Nothing here knows a database, a clock or a framework: the same question has the same answer on any day.
"""

from . import facts
from .book import Force, Norm, NormBook, Source, Tier
from .facts import BadInput
from .judging import book, judge, judgements, judges, judging
from .verdict import Level, Verdict

__all__ = [
    "BadInput",
    "Force",
    "Level",
    "Norm",
    "NormBook",
    "Source",
    "Tier",
    "Verdict",
    "book",
    "facts",
    "judge",
    "judgements",
    "judges",
    "judging",
]
