"""The three database addresses: given in the environment, or those of the server we look after."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

from . import logins
from .cluster import Cluster
from .folder import DataFolder

WEB, WORK, OWNER = "ZHIBU_DATABASE_URL", "ZHIBU_WORK_URL", "ZHIBU_MIGRATE_URL"
EMBEDDED = "ZHIBU_EMBEDDED"  # set for children together with addresses that were derived


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses for serving, for work and the command line, and for migrations."""

    web: str
    work: str
    owner: str

    def as_environment(self) -> dict[str, str]:
        """The variables by which a child process finds the embedded server."""
        return {WEB: self.web, WORK: self.work, OWNER: self.owner, EMBEDDED: "1"}


def external(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a database of the house's own is named, so that none is started."""
    return WEB in environ and EMBEDDED not in environ


def urls(environ: Mapping[str, str] = os.environ) -> Urls:
    """From the environment, else from the data folder. Raises Trouble (urls-missing, no-cluster)."""
    if external(environ):
        missing = [name for name in (WORK, OWNER) if not environ.get(name)]
        if missing:
            raise Trouble(
                "urls-missing",
                _("设置了 {given}，还缺 {missing}。").format(given=WEB, missing="、".join(missing)),
                _("自备数据库要三个登录各有一个地址，见 docs/database.md。"),
            )
        return Urls(environ[WEB], environ[WORK], environ[OWNER])
    cluster = Cluster(DataFolder.of(environ).root)
    if not cluster.folder.logins.exists():
        raise Trouble(
            "no-cluster",
            _("这里还没有数据库：{folder}").format(folder=cluster.folder.root),
            _("先运行 zhibu up 或 zhibu init。"),
        )
    return Urls(cluster.url(logins.WEB), cluster.url(logins.WORK), cluster.url(logins.OWNER))
