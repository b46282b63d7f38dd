"""The demonstration: where invented data may be put, who makes it, how it is shown and wiped."""

from __future__ import annotations

import json
import os
import shutil
import sys
import webbrowser
from dataclasses import dataclass

from zhibu.kernel.postgres import Cluster, DataFolder, external
from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble

from .child import run_to_end


@dataclass(frozen=True, slots=True)
class Demo:
    """What was asked for. `fresh` begins anew."""

    size: str
    fresh: bool

    def clear_if_asked(self, folder: DataFolder) -> None:
        """Raises Trouble (real-data) where something else than a demonstration lies."""
        refuse_real(folder)
        if self.fresh:
            clear(folder)

    def mark(self, folder: DataFolder) -> None:
        """From now on this folder is known to hold nothing real."""
        folder.demonstration.touch(mode=0o600)
        folder.wish_to_wipe.unlink(missing_ok=True)  # of a start that was cut off

    def make_data(self, folder: DataFolder) -> None:
        """Invented people and meetings, once. Raises Trouble (no-demo-data)."""
        if folder.demo.exists():
            return
        tell(_("正在生成演示数据…"))
        if run_to_end("demo-data", "--size", self.size) != 0 or not folder.demo.exists():
            raise Trouble(
                "no-demo-data",
                _("演示数据没有生成，原因见上面。"),
                _("可以用 --fresh 重新开始。"),
            )

    def wiped(self, folder: DataFolder) -> None:
        """Whoever asked for it on the page gets it: everything has stopped. Raises Trouble."""
        if folder.wish_to_wipe.exists():
            folder.wish_to_wipe.unlink()
            refuse_real(folder)
            clear(folder)
            tell(_("演示数据已清除。正式使用：bin/zhibu init；再看演示：bin/demo"))

    def logins(self, folder: DataFolder) -> object:
        """The four people one can sign in as."""
        held = json.loads(folder.demo.read_text("utf-8"))
        return held.get("logins", held)

    def show(self, url: str) -> None:
        """Open a browser where a person sits in front of one."""
        desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if desktop and not os.environ.get("CI") and sys.stderr.isatty():
            webbrowser.open(url)


def wipe() -> int:
    """`zhibu demo wipe`: remove all of it. Raises Trouble (real-data, already-served)."""
    folder = DataFolder.of()
    refuse_real(folder)
    clear(folder)
    tell(_("演示数据已清除。"))
    return 0


def refuse_real(folder: DataFolder) -> None:
    """Raises Trouble (real-data) if the folder holds a database that no demonstration made."""
    if external():
        return  # the generator looks into the database itself
    if folder.postgres.exists() and not folder.demonstration.exists():
        raise Trouble(
            "real-data",
            _("{folder} 里是正式数据，演示数据不能和它放在一起。").format(folder=folder.root),
            _("请为演示另设一个文件夹，例如：ZHIBU_DATA=~/zhibu-demo bin/demo"),
        )


def clear(folder: DataFolder) -> None:
    """Delete a demonstration; the key file stays. Raises Trouble (not-ours-to-empty)."""
    if external():
        raise Trouble(
            "not-ours-to-empty",
            _("这是自备的数据库，这里不替您清空。"),
            _("请由数据库管理员删除并重建它，见 docs/database.md。"),
        )
    if not folder.postgres.exists():
        return
    folder.prepare()
    with folder.served():
        Cluster(folder.root).stop()
        for place in (folder.postgres, folder.files, folder.logs):
            shutil.rmtree(place)
        for file in (folder.demo, folder.logins, folder.run / "settled", folder.demonstration):
            file.unlink(missing_ok=True)
