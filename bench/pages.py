"""What a page costs, in processor time of this process and of its database together.

    python bench/pages.py [--rows 10040] [--rounds 5]       prints one JSON object

`empty`   a page behind the sign-in that says nothing: session, grants, signed scope, one transaction, through
          all middleware; beside it a Django view of the same answer without any middleware.
`list`    the roster as an officer of the county asks for it, 50 of all rows, from cookie to bytes.
`home`    the desk of a branch secretary, likewise.
`table`   the macro of our tables with 50 rows of eight cells, beside an f-string that escapes each value.
`walls`   the roster's own query for a county and for a branch under row-level security, beside the same text
          asked by a login that no wall bounds; the same rows come back.

Figures of two are taken in turns (_turns.py); a run whose references differ by more than a quarter is marked
noisy. The web server and the network are not in it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhibu.site.settings"

from zhibu.site.testing import env  # noqa: F401, I001 - keys and addresses of its own, before the settings
import django

django.setup()

import psycopg  # noqa: E402
from _turns import take  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connections  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.urls import path  # noqa: E402
from exporting import BUILT, fill  # noqa: E402

from zhibu.kernel import clock  # noqa: E402
from zhibu.kernel.scope import Scope  # noqa: E402
from zhibu.kernel.web import page  # noqa: E402
from zhibu.kernel.web.parts import Column  # noqa: E402
from zhibu.members import selectors as members  # noqa: E402
from zhibu.orgs import selectors as orgs  # noqa: E402
from zhibu.site import urls  # noqa: E402
from zhibu.site.testing import database  # noqa: E402
from zhibu.site.testing.world import inside, whole_house  # noqa: E402

LIMITS = {"empty_ratio": 4.0, "list_ms": 3.0, "table_ratio": 5.0, "walls_branch_ratio": 1.3}
LIMITS |= {"walls_county_ratio": 1.3}
Work = Callable[[], object]


def main() -> dict[str, Any]:
    call = argparse.ArgumentParser()
    call.add_argument("--full", action="store_true", help="200,040 rows")
    call.add_argument("--rows", type=int)
    call.add_argument("--rounds", type=int, default=5)
    wanted = call.parse_args()
    rows = wanted.rows or (200_040 if wanted.full else 10_040)  # forty of them in the secretary's branch
    with database.suite():
        fill(database, database.fresh_world(), rows - BUILT)
        with inside(whole_house()), connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT zhibu.fill_figures(%s, 2000)", [clock.today()]
            )  # as the worker has long done
        found: dict[str, Any] = {"rows": rows, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
        with override_settings(ROOT_URLCONF=addresses()):
            found |= pages(wanted.rounds)
        found |= compared("table", table_by_hand, table_by_macro, wanted.rounds, 100)
        found |= walls(wanted.rounds)
    found["limits"] = LIMITS
    found["within_limits"] = all(found[name] <= limit for name, limit in LIMITS.items())
    return found


def pages(rounds: int) -> dict[str, Any]:
    """The empty page beside the bare view; the list and the home by themselves."""
    with override_settings(MIDDLEWARE=[]):
        bare = WSGIHandler()
    whole = WSGIHandler()
    officer, secretary = cookie("officer"), cookie("secretary")
    found = compared("empty", asks(bare, "/bench/bare/"), asks(whole, "/bench/empty/", officer), rounds, 200)
    for name, where, who in (("list", "/members/", officer), ("home", "/", secretary)):
        ask = asks(whole, where, who)
        ask()
        found[f"{name}_ms"] = round(1000 * median(spent(ask, 40) for _round in range(rounds)), 2)
    return found


def addresses() -> str:
    """The addresses of the house and two that say nothing; the name of the module that holds them."""
    module = ModuleType("bench_addresses")
    module.urlpatterns = [  # type: ignore[attr-defined]
        *urls.urlpatterns,
        path("bench/bare/", lambda request: HttpResponse("ok")),
        path("bench/empty/", page("site.home")(lambda request, scope: HttpResponse("ok"))),
    ]
    module.handler404, module.handler500 = urls.handler404, urls.handler500  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    return module.__name__


def cookie(who: str) -> str:
    return str(database.signer(who).cookies[settings.SESSION_COOKIE].value)


def asks(handler: WSGIHandler, where: str, who: str = "") -> Work:
    """A request as the server hands it in, and the bytes it gives back."""
    headers = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE}={who}"} if who else {}
    factory = RequestFactory(SERVER_NAME="localhost", **headers)

    def ask() -> bytes:
        status: list[str] = []
        answer = handler(factory.get(where).environ, lambda said, _headers, _why=None: status.append(said))
        body = b"".join(answer)
        answer.close()
        if not status[0].startswith("200"):
            raise SystemExit(f"{where} answered {status[0]}")
        return body

    return ask


def walls(rounds: int) -> dict[str, Any]:
    """The first page of the roster, asked with and without walls."""
    found: dict[str, Any] = {}
    with psycopg.connect(database._state["cluster"].url("postgres", database.SUITE)) as free:
        for name, who in (("branch", "secretary"), ("county", "officer")):
            with inside(database.scope_of(who)) as scope:
                text, values = question(scope)
                cursor = connections["default"].cursor()

                def bounded(text: str = text, values: Any = values, cursor: Any = cursor) -> list[Any]:
                    cursor.execute(text, values)
                    return list(cursor.fetchall())

                def unbounded(text: str = text, values: Any = values) -> list[Any]:
                    return free.execute(text, values).fetchall()

                if [row[0] for row in bounded()] != [row[0] for row in unbounded()]:
                    raise SystemExit("other rows without walls")
                found |= compared(f"walls_{name}", unbounded, bounded, rounds, 60, free.info.backend_pid)
    return found


def question(scope: Scope) -> tuple[str, Any]:
    rows = members.roster(scope, orgs.own_org(scope))[:50]
    return rows.query.sql_with_params()


ROWS = [tuple(f"格{row}<{cell}>" for cell in range(8)) for row in range(50)]
HEADS = [f"列{cell}" for cell in range(8)]
TABLE = """{% import "ui/tables.html" as t %}{% call t.table("名册", columns) %}{% for row in rows %}
<tr><th scope="row">{{ row[0] }}</th>{% for cell in row[1:] %}<td data-label="{{ heads[loop.index] }}">\
{{ cell }}</td>{% endfor %}</tr>{% endfor %}{% endcall %}"""


def table_by_macro() -> str:
    return _TEMPLATE.render({"columns": [Column(label=head) for head in HEADS], "heads": HEADS, "rows": ROWS})


def table_by_hand() -> str:
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f'<td data-label="{escape(head)}">{escape(cell)}</td>'
            for head, cell in zip(HEADS[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in ROWS
    )
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in HEADS)
    return f"<table><caption>名册</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


_TEMPLATE = engines["jinja2"].from_string(TABLE)


def compared(
    name: str, reference: Work, subject: Work, rounds: int, times: int, *backends: int
) -> dict[str, Any]:
    """Milliseconds of the subject and of its reference, their ratio, and how quiet the run was."""
    for work in (reference, subject):
        spent(work, 10)  # warm
    turns = take(
        partial(spent, reference, times, *backends), {name: partial(spent, subject, times, *backends)}, rounds
    )[name]
    return {
        f"{name}_ms": round(1000 * turns.subject, 3),
        f"{name}_reference_ms": round(1000 * turns.reference, 3),
        f"{name}_ratio": round(turns.ratio, 2),
        f"{name}_noisy": turns.noisy,
    }


def spent(work: Work, times: int, *backends: int) -> float:
    """Seconds of processor for one call: ours and those of the database's processes that serve us."""
    with processors(*backends) as taken:
        for _time in range(times):
            work()
    return taken[0] / times


@contextmanager
def processors(*backends: int) -> Iterator[list[float]]:
    mine = [each.connection.info.backend_pid for each in connections.all() if each.connection]
    watched = {*mine, *backends}
    taken = [0.0]
    before = time.process_time() + sum(map(of_process, watched))
    yield taken
    taken[0] = time.process_time() + sum(map(of_process, watched)) - before


def of_process(pid: int) -> float:
    """Seconds a process has run, by the kernel's own account (nanoseconds)."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
