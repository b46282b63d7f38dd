"""`zhibu bench`: measure this machine with the programs in bench/."""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import zhibu
from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble

FOLDER = Path(zhibu.__file__).parent.parent / "bench"


def add_to(subparsers: Any) -> None:
    """Hang `bench` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("bench", help=_("测速：启动时间、内存等"))
    parser.add_argument("names", nargs="*", metavar="NAME", help=_("测哪几项，如 start；不写则全测"))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help=_("小规模（默认）"))
    size.add_argument("--full", action="store_true", help=_("大规模"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Prints one JSON object: name of the measurement → figures. Status 1 if one is beyond its limit."""
    programs = {path.stem: path for path in sorted(FOLDER.glob("*.py")) if not path.stem.startswith("_")}
    names = args.names or list(programs)
    if unknown := [name for name in names if name not in programs]:
        raise Trouble(
            "no-such-measurement",
            _("没有这一项：{names}").format(names="、".join(unknown)),
            _("可以测的有：{names}").format(names="、".join(programs)),
        )
    found: dict[str, Any] = {}
    for name in names:
        tell(_("正在测 {name} …").format(name=name))
        found[name] = _measured(programs[name], full=args.full)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=None if args.json else 1) + "\n")
    return 0 if all(each.get("within_limits", True) for each in found.values()) else 1


def _measured(path: Path, *, full: bool) -> dict[str, Any]:
    """Each program in bench/ prints one JSON object."""
    call = [sys.executable, str(path), *(["--full"] if full else [])]
    done = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Trouble("not-measured", _("{name} 没有测成，原因见上面。").format(name=path.stem))
    found: dict[str, Any] = json.loads(done.stdout)
    return found
