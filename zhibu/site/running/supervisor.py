"""`zhibu up`: database, migrations, web server and worker, in this order; and back again when it ends."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import ExitStack
from types import FrameType
from typing import TYPE_CHECKING

from zhibu.kernel.postgres import DataFolder, Sharing, external, urls
from zhibu.kernel.speech import say as _
from zhibu.kernel.speech import tell
from zhibu.kernel.trouble import Trouble
from zhibu.ops.doctor import port

from .child import Child
from .settled import AHEAD, ensure_settled

if TYPE_CHECKING:
    from .demo import Demo

SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_TO_ANSWER = 60.0
SECONDS_TO_SHOW = 2.0


def up(demo: Demo | None = None) -> int:
    """Run until Ctrl-C, SIGTERM or the end of the terminal. Raises Trouble if it cannot begin."""
    folder = DataFolder.of()
    os.environ["ZHIBU_DATA"] = str(folder.root)
    port.check_free()
    if demo:
        demo.clear_if_asked(folder)
    folder.prepare()
    with ExitStack() as stack:
        stack.enter_context(folder.served())
        stack.callback(signal.signal, signal.SIGINT, signal.SIG_IGN)
        _listen_for_the_end()
        try:
            database = _database(folder, stack)
            if demo:
                demo.mark(folder)
            tell(_("正在准备数据库…"))
            web = Child(_("网页服务"), "serve")
            if database:
                _settle_while_loading(_kept(stack, web, ahead=True))
            else:
                ensure_settled()
                _kept(stack, web)
            if demo:
                demo.make_data(folder)
            work = _kept(stack, Child(_("后台工作"), "work"))
            _await_answer(web)
            _announce(folder, demo)
            _watch(database, [web, work], folder if demo else None)
        except KeyboardInterrupt:
            tell(_("正在停止…"))
    tell(_("已停止。"))
    if demo:
        demo.wiped(folder)
    return 0


def _listen_for_the_end() -> None:
    def end(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # once is enough
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # under nohup it is to go on
        signal.signal(signal.SIGHUP, end)


def _database(folder: DataFolder, stack: ExitStack) -> Sharing | None:
    if external():
        urls()
        return None
    sharing = Sharing(folder, tied=True)
    if not sharing.cluster.exists():
        tell(_("第一次启动，正在建立数据库…"))
    stack.callback(sharing.stop)
    sharing.reach()
    os.environ.update(urls().as_environment())
    return sharing


def _kept(stack: ExitStack, child: Child, *, ahead: bool = False) -> Child:
    stack.callback(child.stop)
    if ahead:
        os.environ[AHEAD] = "1"
    child.start()
    os.environ.pop(AHEAD, None)  # when it is started again it need not wait
    return child


def _settle_while_loading(web: Child) -> None:
    """Half of a first start is loading the application: it is done while the database is made."""
    try:
        ensure_settled()
    except BaseException:
        web.kill()
        raise


def _await_answer(web: Child) -> None:
    began = time.monotonic()
    while not port.answers():
        if web.died() is not None or time.monotonic() - began > SECONDS_TO_ANSWER:
            raise Trouble(
                "no-answer", _("网页服务没有启动，原因见上面。"), _("运行 zhibu doctor 看看哪里不对。")
            )
        time.sleep(0.05)


def _announce(folder: DataFolder, demo: Demo | None) -> None:
    """The one line on standard output that other programs wait for; the rest is for people."""
    ready: dict[str, object] = {"url": port.url()}
    if demo:
        ready["logins"] = demo.logins(folder)
    sys.stdout.write("zhibu ready " + json.dumps(ready, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    tell(_("已就绪：{url}（按 Ctrl-C 停止）").format(url=port.url()))
    if demo:
        demo.show(port.url())


def _watch(database: Sharing | None, children: list[Child], demo: DataFolder | None) -> None:
    """Until the end is asked for; of a demonstration also by its page, which is shown before it goes."""
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if demo and demo.wish_to_wipe.exists():
            time.sleep(SECONDS_TO_SHOW)
            return
        if database and not database.cluster.running():
            tell(_("数据库停了，正在重新启动…"))
            database.cluster.start()
        for child in children:
            status = child.died()
            if status is not None:
                tell(_("{name}意外结束（{status}），马上重新启动。").format(name=child.name, status=status))
            child.revive()
