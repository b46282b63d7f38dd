"""`zhibu bench`: measure this machine with the programs in bench/; the READMEs tell what was found."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import zhibu
from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble

ROOT = Path(zhibu.__file__).parent.parent
FOLDER = ROOT / "bench"
READMES = {"README.md": 0, "README.en.md": 1}  # and which of the two titles stands there
HEADS = (("量什么", "量到", "界限", "命令"), ("What", "Measured", "Limit", "Command"))
NOTES = (
    "{day}，{machine}，{cores} 个处理器核心，负载 {load}。带 ÷ 的是同一次里交替量的比值，比单个的数可信；"
    "~ 是说那一次机器不安静。**粗体**是没有达到的。",
    "{day}, {machine}, {cores} cores, load {load}. Where a ÷ stands, both sides were measured in turns in "
    "one run: such ratios say more than single figures; ~ marks a run that was not quiet. **Bold** is beyond "
    "its limit.",
)
LONG = {"city"}  # takes minutes and gigabytes: by its name, or with --full
MARKS = ("<!-- bench -->", "<!-- /bench -->")


def add_to(subparsers: Any) -> None:
    """Hang `bench` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("bench", help=_("测速：启动时间、内存等"))
    parser.add_argument("names", nargs="*", metavar="NAME", help=_("测哪几项，如 start；不写则全测"))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help=_("小规模（默认）"))
    size.add_argument("--full", action="store_true", help=_("大规模"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.add_argument("--readme", action="store_true", help=_("把结果写进 README 的表里，没测的照旧"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Prints one JSON object: name of the measurement → figures. Status 1 if one is beyond its limit."""
    known = programs()
    names = args.names or [name for name in known if args.full or name not in LONG]
    if unknown := [name for name in names if name not in known]:
        raise Trouble(
            "no-such-measurement",
            _("没有这一项：{names}").format(names="、".join(unknown)),
            _("可以测的有：{names}").format(names="、".join(known)),
        )
    found: dict[str, Any] = {}
    for name in names:
        tell(_("正在测 {name} …").format(name=name))
        found[name] = _measured(known[name], full=args.full)
    if args.readme:
        for readme, language in READMES.items():
            _write(ROOT / readme, found, language)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=None if args.json else 1) + "\n")
    return 0 if all(each.get("within_limits", True) for each in found.values()) else 1


def programs() -> dict[str, Path]:
    """Name → program: a file, or a folder of files that is run as one."""
    files = [path for path in FOLDER.glob("*.py") if not path.stem.startswith("_")]
    folders = [path.parent for path in FOLDER.glob("*/__main__.py")]
    return {path.stem: path for path in sorted([*files, *folders])}


def _measured(path: Path, *, full: bool) -> dict[str, Any]:
    """Each program in bench/ prints one JSON object; status 1 says that a figure is beyond its limit."""
    call = [sys.executable, str(path), *(["--full"] if full else [])]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=False)
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise Trouble("not-measured", _("{name} 没有测成，原因见上面。").format(name=path.stem)) from None
    return found


def _write(readme: Path, found: Mapping[str, Any], language: int) -> None:
    """Put the figures into the table between the marks; lines of what was not measured stay."""
    text = readme.read_text(encoding="utf-8")
    before, old, after = re.split("|".join(map(re.escape, MARKS)), text)
    titles = tomllib.loads((FOLDER / "titles.toml").read_text(encoding="utf-8"))
    lines = {line.split("|")[1].strip(): line for line in old.splitlines() if line.startswith("| ")}
    for name, figures in found.items():
        lines |= dict(_lines(name, figures, titles.get(name, {}), language))
    order = [pair[language] for group in titles.values() for pair in group.values()]
    heads = HEADS[language]
    note = NOTES[language].format(
        day=date.today().isoformat(),  # noqa: DTZ011 - the day on the wall of the machine that measured
        machine=platform.machine(),
        cores=os.cpu_count(),
        load="–".join(f"{each:.1f}" for each in sorted({min(os.getloadavg()), max(os.getloadavg())})),
    )
    table = [
        f"| {' | '.join(heads)} |",
        "|---|---:|---:|---|",
        *(lines[title] for title in order if title in lines),
    ]
    body = "\n".join(["", *table, "", note, ""])
    readme.write_text(f"{before}{MARKS[0]}{body}{MARKS[1]}{after}", encoding="utf-8")


def _lines(
    name: str, figures: Mapping[str, Any], titles: Mapping[str, list[str]], language: int
) -> Iterator[tuple[str, str]]:
    """One line of the table for each figure that has a title: title → line."""
    limits = figures.get("limits", {})
    for figure, pair in titles.items():
        if figure not in figures:
            continue
        value, limit = figures[figure], limits.get(figure)
        more = figure in figures.get("more_is_better", ())
        said = f"{value:g}"
        if limit is not None and (value < limit if more else value > limit):
            said = f"**{said}**"
        if _noisy(figure, figures):
            said += " ~"
        bound = "" if limit is None else f"{'≥' if more else '≤'} {limit:g}"
        yield pair[language], f"| {pair[language]} | {said} | {bound} | `bin/zhibu bench {name}` |"


def _noisy(figure: str, figures: Mapping[str, Any]) -> bool:
    """Whether the program says so, of this figure or of the whole run."""
    return bool(figures.get(f"{figure.rpartition('_')[0]}_noisy", figures.get("noisy", False)))
