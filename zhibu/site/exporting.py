"""`zhibu members export`: the roster of an organisation as a file that its owner alone can read."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble
from zhibu.members import services
from zhibu.orgs import selectors as orgs

from .acting import worn

KINDS = (".xlsx", ".csv")


def export(args: Namespace) -> dict[str, Any]:
    """Write the file; returns what was done. Raises Trouble."""
    target = Path(args.to)
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise Trouble("to", _("文件名要以 .xlsx 或 .csv 结尾。"))
    try:
        with transaction.atomic():
            scope = worn(args.as_login)
            where = orgs.org_by_code(scope, args.org)
            if args.purpose:
                made = services.export_in_clear(scope, where, why=args.purpose)
            else:
                made = services.export_roster(scope, where)
            body, _type = services.roster_bytes(scope, made, kind[1:])
            # inside the transaction: what could not be written never went out
            _write(target, body)
    except Http404:
        raise Trouble("org", _("没有组织代码 {code}，或者不在职责范围内。").format(code=args.org)) from None
    except ValidationError as problem:
        raise Trouble("refused", " ".join(problem.messages)) from None
    except FileExistsError:
        raise Trouble("file", _("{file} 已经有了，请换个名字。").format(file=target)) from None
    except OSError as wrong:
        raise Trouble("file", _("写不了 {file}：{why}").format(file=target, why=wrong)) from None
    return {"org": args.org, "rows": made.count, "file": str(target.resolve()), "clear": bool(args.purpose)}


ACTIONS: dict[str, Callable[[Namespace], dict[str, Any]]] = {"export": export}


def told(report: dict[str, Any]) -> Iterator[str]:
    """The report in a sentence."""
    yield _("{rows} 名党员写在 {file}（只有您能读，用完请删除）。").format(**report)


def _write(file: Path, body: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(body)
