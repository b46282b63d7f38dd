"""`zhibu upgrade`: bring the database to this code, looked at and copied first; `--check` only looks."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble


def add_to(subparsers: Any) -> None:
    """Hang `upgrade` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser(
        "upgrade", help=_("升级：先查、先备份，再升；--check 只查不动")
    )
    parser.add_argument("--check", action="store_true", help=_("只说要做什么、空间够不够，不动数据库"))
    parser.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Status 1 where something stands against it. Raises Trouble."""
    import os

    import psycopg

    from zhibu.kernel.postgres import DataFolder, external
    from zhibu.ops import upgrading
    from zhibu.site.commands import ground

    folder = DataFolder.of()
    if not external() and not folder.postgres.exists():
        raise Trouble("nothing", _("{folder} 里还没有数据库，没有要升级的。").format(folder=folder.root))
    if not args.check and folder.is_served():
        raise Trouble("already-served", _("系统正在运行。"), _("请先停止它，再升级。"))
    ground.reach_database()
    with psycopg.connect(os.environ["ZHIBU_MIGRATE_URL"]) as connection:
        upgrade = upgrading.look(connection, folder)
    if args.json:
        sys.stdout.write(json.dumps(upgrade.as_json(), ensure_ascii=False) + "\n")
    if args.check:
        return _tell(upgrade)
    from zhibu.site.running.settled import ensure_settled

    ensure_settled()
    tell(_("数据库已经是这个版本的。启动：bin/zhibu up"))
    return 0


def _tell(upgrade: Any) -> int:
    from zhibu.ops.upgrading import way_back

    if not upgrade.pending:
        tell(_("数据库已经是这个版本的，没有要升级的。"))
        return 0
    tell(_("要升级 {count} 步：").format(count=len(upgrade.pending)))
    for name in upgrade.pending:
        tell(f"  {name}")
    if problem := upgrade.problem():
        tell(f"✗ {problem}")
        return 1
    tell(
        _("空间够：约需 {needed} MB，还有 {free} MB。").format(
            needed=upgrade.needed // 1_000_000, free=upgrade.free // 1_000_000
        )
    )
    if upgrade.copies:
        tell(_("升级以前会先做一份备份，写明怎么退回去。"))
    elif not upgrade.own:
        tell(_("自备的数据库，这里不替您备份：升级以前请由数据库管理员备份。"))
    elif upgrade.copy and not upgrade.demo:
        tell(_("最近的备份：{folder}").format(folder=upgrade.copy.folder))
        tell(way_back(upgrade.copy.folder))
    return 0
