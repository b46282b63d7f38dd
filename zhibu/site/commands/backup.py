"""`zhibu backup`: copy the whole installation, check copies, bring one back."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell

if TYPE_CHECKING:
    from zhibu.ops.backup import BackupSet


def add_to(subparsers: Any) -> None:
    """Hang `backup full|list|verify|restore` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("backup", help=_("备份：做、查、恢复"))
    actions = parser.add_subparsers(dest="action", required=True, metavar=_("动作"))
    full = actions.add_parser("full", help=_("备份数据库和全部文件；不含密钥"))
    full.add_argument("--to", metavar="FOLDER", type=Path, help=_("放到哪个文件夹"))
    full.set_defaults(run=_full)
    listing = actions.add_parser("list", help=_("列出现有的备份"))
    listing.add_argument("--to", metavar="FOLDER", type=Path, help=_("在哪个文件夹里找"))
    listing.set_defaults(run=_list)
    verify = actions.add_parser("verify", help=_("逐个文件核对一份备份"))
    verify.add_argument(
        "set", metavar="SET", type=Path, nargs="?", help=_("备份的文件夹；不写则核对最新一份")
    )
    verify.set_defaults(run=_verify)
    restore = actions.add_parser("restore", help=_("把一份备份恢复到空文件夹"))
    restore.add_argument("set", metavar="SET", type=Path)
    restore.add_argument("--to", metavar="FOLDER", type=Path, required=True, help=_("空文件夹，或还没有的"))
    restore.add_argument(
        "--keys", metavar="FILE", type=Path, help=_("另外保存的密钥文件，复制到新文件夹旁边")
    )
    restore.set_defaults(run=_restore)
    for each in (full, listing, verify, restore):
        each.add_argument("--json", action="store_true", help=_("结果以 JSON 输出"))


def _full(args: Namespace) -> int:
    from zhibu.kernel.postgres import DataFolder
    from zhibu.ops import backup
    from zhibu.site.commands import ground

    ground.django_ready("work")
    made = backup.make_full(DataFolder.of(), (args.to or backup.default_place()).expanduser().absolute())
    _record("backup.full", made, args)
    _answer(args, made.as_json())
    tell(_("备份好了：{folder}（{size} MB）").format(folder=made.folder, size=made.size // 1_000_000))
    tell(_("密钥不在备份里，请把密钥文件另外保存一份。请再把这个文件夹复制到另一块盘上。"))
    return 0


def _list(args: Namespace) -> int:
    from zhibu.ops import backup

    place = args.to or backup.default_place()
    sets = backup.found(place)
    _answer(args, {"place": str(place), "sets": [each.as_json() for each in sets]})
    for each in sets:
        tell(f"{each.made_at[:16].replace('T', ' ')}  {each.size // 1_000_000:>6} MB  {each.folder}")
    if not sets:
        tell(_("{place} 里还没有备份。运行 bin/zhibu backup full 做一份。").format(place=place))
    return 0


def _verify(args: Namespace) -> int:
    from zhibu.ops import backup

    if args.set is None:
        sets = backup.found(backup.default_place())
        if not sets:
            return _list(args)
        each = sets[0]
    else:
        each = backup.read(args.set.absolute())
    wrong = backup.verify(each)
    _answer(args, each.as_json() | {"whole": not wrong, "problems": [trouble.as_json() for trouble in wrong]})
    for trouble in wrong:
        tell(f"✗ {trouble}")
    if not wrong:
        tell(_("备份完好：{folder}，{count} 个文件。").format(folder=each.folder, count=len(each.files)))
    return 1 if wrong else 0


def _restore(args: Namespace) -> int:
    from zhibu.ops import backup
    from zhibu.ops.doctor import keys

    to = args.to.expanduser().absolute()
    restored = backup.restore(backup.read(args.set.absolute()), to)
    os.environ["ZHIBU_DATA"] = str(restored.root)
    if args.keys:
        os.environ.pop("ZHIBU_KEYS", None)
        keys.put(args.keys)
    place = keys.place()
    _answer(args, {"data": str(restored.root), "keys": str(place), "keys_there": place.exists()})
    tell(_("已恢复到 {folder}。").format(folder=restored.root))
    if not place.exists():
        tell(
            _("还要把另外保存的密钥文件放到 {place}（权限 600），或用 ZHIBU_KEYS 指明它。").format(
                place=place
            )
        )
    tell(_("启动：ZHIBU_DATA={folder} bin/zhibu up").format(folder=restored.root))
    return 0


def _record(action: str, made: BackupSet, args: Namespace) -> None:
    from django.db import transaction

    from zhibu.kernel import audit
    from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear

    with transaction.atomic():
        wear(HOUSE, seconds=WORK_SECONDS)
        audit.record(action, scope=HOUSE, subject=f"backup:{made.folder.name}", by=args.as_login or "")


def _answer(args: Namespace, answer: dict[str, Any]) -> None:
    if args.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
