"""What `zhibu members import` and `undo` do, and what they say about it."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from zhibu.exchange import selectors as exchange
from zhibu.exchange import services
from zhibu.exchange.reading import Heading, match
from zhibu.exchange.weights import BETWEEN, Setting, Weight
from zhibu.kernel.scope import Scope
from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .acting import worn

SECONDS_BETWEEN_WORDS = 2.0
SHOWN = 50  # problems printed for people; --json has all
ACCEPTED, REJECTED = "ncu", "whd"


def import_sheet(args: Namespace) -> dict[str, Any]:
    """Read, judge and, unless it is a dry run, write a sheet; the report of the contract."""
    began = time.monotonic()
    path = Path(args.file)
    try:
        content = path.read_bytes()
    except OSError as wrong:
        raise Trouble("file", _("读不了 {file}：{why}").format(file=path, why=wrong.strerror)) from None
    try:
        table, heading = services.understood(content, path.name)
        with transaction.atomic():
            scope, org = _place(args)
            setting = _setting(scope, org, heading)
            if args.dry_run:
                weights = services.judge_table(scope, org, table, heading, setting, on_progress=_progress())
                batch, waiting = None, _counted(weights, "nc")
            else:
                entered = services.enter_table(
                    scope,
                    org,
                    content,
                    name=path.name,
                    table=table,
                    heading=heading,
                    setting=setting,
                    on_progress=_progress(),
                )
                done, weights = entered.enrolled, entered.weights
                batch = str(entered.batch.pk) if done else None
                waiting = done.new + done.changed if done else 0
    except Http404:
        raise Trouble("org", _("没有组织代码 {code}，或者不在职责范围内。").format(code=args.org)) from None
    except ValidationError as problem:
        raise Trouble(str(getattr(problem, "code", "") or "refused"), " ".join(problem.messages)) from None
    return {
        "file": path.name,
        "org": org.code,
        "dry_run": args.dry_run,
        "rows": len(weights),
        "accepted": _counted(weights, ACCEPTED),
        "rejected": _counted(weights, REJECTED),
        "new": _counted(weights, "n"),
        "changed": _counted(weights, "c"),
        "unchanged": _counted(weights, "u"),
        "waiting_review": waiting,
        "batch": batch,
        "columns": _columns(heading, setting.columns),
        "problems": list(_problems(weights)),
        "seconds": round(time.monotonic() - began, 3),
    }


def undo_import(args: Namespace) -> dict[str, Any]:
    """Take a batch back; what stays is named with the reason."""
    try:
        with transaction.atomic():
            scope = worn(args.as_login)
            _batch, taken = services.undo_batch(scope, exchange.batch(scope, args.batch))
    except Http404:
        told = _("没有 {batch} 这一批，或者不在职责范围内。").format(batch=args.batch)
        raise Trouble("batch", told) from None
    except ValidationError as problem:
        raise Trouble(str(getattr(problem, "code", "") or "refused"), " ".join(problem.messages)) from None
    kept = [{"name": each.name, "reason": each.reason} for each in taken.kept]
    return {"batch": str(args.batch), "removed": taken.removed, "restored": taken.restored, "kept": kept}


ACTIONS: dict[str, Callable[[Namespace], dict[str, Any]]] = {"import": import_sheet, "undo": undo_import}


def told(report: dict[str, Any]) -> Iterator[str]:
    """The report in sentences."""
    if "rows" not in report:
        yield _("撤出名册 {removed} 人，改回原样 {restored} 人。").format(**report)
        yield from (_("留着：{name}，{reason}").format(**each) for each in report["kept"])
        return
    words = _("共 {rows} 人：新录入 {new}，有变动 {changed}，没有变动 {unchanged}，有问题 {rejected}。")
    yield words.format(**report)
    for each in report["problems"][:SHOWN]:
        yield _("第{row}行 {column}：{reason} {remedy}").format(**each).rstrip()
    if len(report["problems"]) > SHOWN:
        yield _("还有 {n} 处，加 --json 看全部。").format(n=len(report["problems"]) - SHOWN)
    if report["batch"]:
        yield _("批号 {batch}。撤销：zhibu members undo {batch}").format(**report)
    else:
        yield _("没有写入。")


def _place(args: Namespace) -> tuple[Scope, Org]:
    scope = worn(args.as_login)
    org = orgs.org_by_code(scope, args.org)
    if org.kind == Org.Kind.GROUP:
        raise Trouble("org", _("党员要编入党支部，请写党支部或上级党组织的代码。"))
    return scope, org


def _setting(scope: Scope, org: Org, heading: Heading) -> Setting:
    return Setting(
        columns=match(heading.names),
        places=exchange.places(scope, org),
        own=org.pk if org.kind == Org.Kind.BRANCH else None,
    )


def _counted(weights: Sequence[Weight], letters: str) -> int:
    return sum(each.kind.lower() in letters for each in weights)


def _columns(heading: Heading, columns: Sequence[str | None]) -> dict[str, str | None]:
    """heading in the file → field. Of two columns of one name the later carries its place."""
    found: dict[str, str | None] = {}
    for at, (name, field) in enumerate(zip(heading.names, columns, strict=False), 1):
        name = name.replace(BETWEEN, "·")
        if name or field:
            found[f"{name} ({at})" if name in found else name] = field
    return found


def _problems(weights: Sequence[Weight]) -> Iterator[dict[str, Any]]:
    for each in weights:
        for fault in each.faults:
            yield {
                "row": each.row,
                "column": fault.column,
                "level": fault.level,
                "reason": fault.reason,
                "norm": fault.norm,
                "field": fault.field,
                "remedy": fault.remedy,
            }


def _progress() -> Callable[[int, int], None]:
    """Words about how far it is, now and then, for whoever waits at the terminal."""
    said = time.monotonic()

    def reached(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said > SECONDS_BETWEEN_WORDS:
            said = time.monotonic()
            tell(_("已办 {done} / {total}").format(done=done, total=total))

    return reached
