"""`zhibu keys`: new data keys, with every sealed value sealed anew while the house goes on working."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from zhibu.kernel.speech import say as _

if TYPE_CHECKING:
    from zhibu.kernel.crypto import KeyFileError

DONE, REFUSED = 0, 1


def add_to(subparsers: Any) -> None:
    """Hang `keys rotate` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("keys", help=_("更换数据密钥"))
    parser.set_defaults(run=run, login="owner")
    actions = parser.add_subparsers(dest="action", required=True)
    rotate = actions.add_parser(
        "rotate", help=_("换一代数据密钥，把加密的内容逐条重新加密；中断后再运行一次即可")
    )
    rotate.add_argument("--index", action="store_true", help=_("同时更换查重索引的密钥"))
    rotate.add_argument(
        "--drop-old", action="store_true", help=_("完成后删去旧密钥；此前的备份从此打不开其中的加密内容")
    )
    rotate.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Exit status 0 when no value is left under an older key, 1 when the work was refused."""
    os.environ.setdefault("ZHIBU_LOGIN", "owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")
    import django

    django.setup()
    from zhibu.kernel.crypto import CryptoError, KeyFileError
    from zhibu.kernel.fields.rotation import StillWritten

    try:
        answer = _rotated(index=args.index, drop=args.drop_old)
    except KeyFileError as wrong:
        return _refused(args, wrong.reason, explain(wrong))
    except (CryptoError, StillWritten) as wrong:
        return _refused(args, type(wrong).__name__, str(wrong))
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))

    done = _("已换到密钥 %(generation)s，重新加密 %(resealed)d 项，用时 %(seconds)s 秒。请备份密钥文件。")
    print(done % answer, file=sys.stderr)
    return DONE


def explain(wrong: KeyFileError) -> str:
    """What is wrong with the key file and the remedy, for the person who looks after the installation."""

    told = {
        "missing": _(
            "找不到密钥文件 %(path)s。请把备份的密钥文件放回原处；没有它，证件号、电话等内容打不开。"
        ),
        "exposed": _("密钥文件 %(path)s 别人也能读。请运行：chmod 600 %(path)s"),
        "damaged": _("密钥文件 %(path)s 已损坏。请用备份的密钥文件替换它。"),
        "exists": _("%(path)s 已有密钥文件，没有覆盖它。"),
        "unset": _("没有指明密钥文件的位置。请设置 ZHIBU_KEYS 或 ZHIBU_DATA。"),
    }
    return told[wrong.reason] % {"path": wrong.path}


def _rotated(*, index: bool, drop: bool) -> dict[str, Any]:
    """An older rotation that was cut off is finished first; only otherwise a new generation begins."""
    from zhibu.kernel import audit
    from zhibu.kernel.crypto import keyfile
    from zhibu.kernel.fields import rotation
    from zhibu.kernel.scope import HOUSE

    began = time.monotonic()
    place, suite = keyfile.path(), keyfile.reloaded().suite
    resumed = bool(rotation.pending())
    if not resumed:
        keyfile.add_generation(place, suite)
    if index:
        keyfile.add_blind_key(place, suite)
    ring = keyfile.reloaded()
    done = rotation.reseal()
    if index or len(ring.blinds) > 1:
        done.reindexed = rotation.reindex().reindexed
        keyfile.drop_older_blind_keys(place, suite)
    if drop:
        keyfile.drop_older_generations(place, suite)
    generation = f"{ring.generations[-1].id:08x}"
    audit.record("keys.rotate", scope=HOUSE, subject=f"key:{generation}", resumed=resumed, dropped=drop)
    return {
        "generation": generation,
        "resumed": resumed,
        "resealed": sum(done.resealed.values()),
        "reindexed": sum(done.reindexed.values()),
        "columns": done.resealed,
        "dropped": drop,
        "seconds": round(time.monotonic() - began, 1),
    }


def _refused(args: Namespace, reason: str, message: str) -> int:
    if args.json:
        print(json.dumps({"refused": reason, "message": message}, ensure_ascii=False))
    print(message, file=sys.stderr)
    return REFUSED
