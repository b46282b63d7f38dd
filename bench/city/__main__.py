"""What figures, lists, searches and moves cost in a city of 500,000 members and 29,000 organisations.

    python bench/city [--rounds 5]      says a line for each figure with its limit: ok or over

At the end one JSON object is printed: all lines, and of each kind the worst.

Works on the city under ZHIBU_DATA if one is there (`bin/zhibu demo-data --size city`), else makes one in a
temporary folder, which takes minutes and is a figure too. All subjects run as the web login under an
officer's grant and the walls of the database. Figures are taken in turns (_turns.py) over at least three
rounds, by the clock; one whose references before and after differ by more than a quarter is noisy. The
reference is one look-up by primary key under the same grant, of as many rows as the subject shows. A
dashboard is all marginals and the children of a node. Moving a county is rolled back at the end, so that each
round moves the same one; meanwhile another connection corrects cards elsewhere as fast as it can. Exit status
1: something is over its limit.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from itertools import chain
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
sys.path[1:1] = [str(BENCH), str(BENCH.parent)]

from ground import GENERATED, a_city  # noqa: E402
from lines import Line, said, worst  # noqa: E402

ROUNDS = 3  # at least


def main() -> int:
    call = argparse.ArgumentParser()
    call.add_argument("--rounds", type=int, default=5)
    call.add_argument("--full", action="store_true", help="the same: there is one size")
    wanted = call.parse_args()
    with a_city() as made_in:
        from zhibu.site.commands import ground

        ground.django_ready("web")
        from measuring import measure

        lines = []
        made = [Line("city made", made_in, GENERATED, "s")] if made_in else []
        for line in chain(made, measure(max(wanted.rounds, ROUNDS))):
            lines.append(line)
            print(said(line), file=sys.stderr, flush=True)
    well = all(line.ok for line in lines)
    told = [asdict(line) | {"ok": line.ok} for line in lines]
    found = worst(lines) | {"within_limits": well, "load": round(os.getloadavg()[0], 1), "lines": told}
    print(json.dumps(found, ensure_ascii=False))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
