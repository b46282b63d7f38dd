"""`zhibu norms`: list the rules, judge one case or a file of cases; needs neither database nor server."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from zhibu.kernel.norms import BadInput, NormBook, book, judge, judgements
from zhibu.kernel.speech import say as _

DONE, WRONG_CALL = 0, 2


def add_to(subparsers: Any) -> None:
    """Hang `norms list` and `norms judge` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("norms", help=_("列出规范，按规范判断"))
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help=_("列出全部规范"))
    listing.add_argument("--json", action="store_true", help=_("输出 JSON，含各版本和事实的 JSON Schema"))
    judging = actions.add_parser("judge", help=_("判断一件事，或用 --batch 判断一个文件"))
    judging.add_argument("key", nargs="?", metavar="KEY", help=_("规范的键，如 dues.amount"))
    judging.add_argument("--on", metavar="DATE", help=_("按哪一天的规定，如 2026-11-21"))
    judging.add_argument("--facts", metavar="JSON", help=_("事实，一个 JSON 对象"))
    judging.add_argument("--batch", metavar="FILE", help=_("每行一个 JSON 的文件，- 为标准输入"))
    for each in (listing, judging):
        each.add_argument(
            "--pack", metavar="FILE", help=_("本省或本单位的规范（TOML），叠加在随附的规范之上")
        )


def run(args: Namespace) -> int:
    """Exit status 0 whenever an answer was given, 2 when the call was wrong (one line on stderr)."""
    if hasattr(sys.stdout, "reconfigure"):  # a lone surrogate becomes \udxxx, which is right in JSON
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        by = _book(args.pack)
        if args.action == "list":
            return _list(by, as_json=args.json)
        if args.batch is not None:
            return _judge_file(args, by)
        return _judge_one(args, by)
    except BadInput as wrong:
        return _complain(str(wrong))
    except OSError as trouble:
        return _complain(f"打不开 {trouble.filename}：{trouble.strerror}")


def _book(pack: str | None) -> NormBook:
    if pack is None:
        return book()
    try:
        return book().with_pack(Path(pack).read_text("utf-8"))
    except ValueError as wrong:
        raise BadInput("pack", str(wrong)) from None


def _complain(message: str) -> int:
    print(message, file=sys.stderr)
    return WRONG_CALL


# ---- list


def _list(by: NormBook, *, as_json: bool) -> int:
    norms = [_described(by, key) for key in by]
    if as_json:
        print(_text({"norms": norms}))
        return DONE
    for norm in norms:
        checking = "" if norm["versions"][-1]["confidence"] == "V" else "（请核对原文）"
        print(f"{norm['key']:<32}{norm['title']}  {norm['versions'][-1]['source']['document']}{checking}")
    return DONE


def _described(by: NormBook, key: str) -> dict[str, Any]:
    versions = by.versions(key)
    newest = versions[-1]
    return {
        "key": key,
        "title": newest.title,
        "tier": newest.tier.value,
        "force": newest.force.value,
        "versions": [version.as_json() for version in versions],
        "facts": judgements()[key].json_schema(),
    }


# ---- judge


def _judge_one(args: Namespace, by: NormBook) -> int:
    if args.key is None:
        raise BadInput("KEY", "请给出规范的键，或用 --batch 给出文件")
    try:
        facts = _parse(args.facts or "")
    except ValueError:
        raise BadInput("facts", "不是 JSON") from None
    print(_text(judge(args.key, args.on, facts, by=by).as_json()))
    return DONE


def _judge_file(args: Namespace, by: NormBook) -> int:
    if args.key is not None or args.on is not None or args.facts is not None:
        raise BadInput("batch", "不能与 KEY、--on、--facts 同用")
    with ExitStack() as stack:
        lines: BinaryIO
        if args.batch == "-":
            lines = sys.stdin.buffer
        else:
            lines = stack.enter_context(Path(args.batch).open("rb"))
        _write(_answers(lines, by), sys.stdout)
    return DONE


def _answers(lines: Iterable[bytes], by: NormBook) -> Iterator[str]:
    """One line of JSON for each line that is not blank, in the same order."""
    for line in lines:
        line = line.removeprefix(b"\xef\xbb\xbf")  # what Windows editors put before the first line
        if line.strip():
            yield _text(_answer(line, by))


def _answer(line: bytes, by: NormBook) -> dict[str, Any]:
    try:
        case = _parse(line.decode("utf-8"))
    except ValueError:
        return {"id": None, "error": "这一行不是 JSON"}
    if not isinstance(case, dict):
        return {"id": None, "error": "这一行不是 JSON 对象"}
    try:
        verdict = judge(case.get("norm", ""), case.get("on"), case.get("facts"), by=by)  # type: ignore[arg-type]
    except BadInput as wrong:
        return {"id": case.get("id"), "error": str(wrong)}
    return {"id": case.get("id"), **verdict.as_json()}


def _write(answers: Iterable[str], out: TextIO) -> None:
    for answer in answers:
        out.write(answer + "\n")


def _parse(text: str) -> Any:
    """JSON strictly: NaN and Infinity are not JSON. Raises ValueError, for hopeless nesting too."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("too deeply nested") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)
