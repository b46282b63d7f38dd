"""`zhibu proxy`: what a reverse proxy is told so that phones reach this house by HTTPS, and what to set."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.site.proxy import KINDS, env, is_name, text

DONE, WRONG_CALL = 0, 2


def add_to(subparsers: Any) -> None:
    """Hang `proxy` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("proxy", help=_("写出反向代理的配置，让手机用 HTTPS 打开"))
    parser.set_defaults(run=run)
    parser.add_argument("--name", required=True, help=_("网址里的名字，如 djw.example.cn 或局域网里的名字"))
    parser.add_argument("--server", choices=sorted(KINDS), default="caddy", help=_("用哪一种代理"))
    parser.add_argument("--lan", action="store_true", help=_("只在单位里用：证书由代理自己签"))
    parser.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Prints the text for the proxy on stdout, and what this house must be told on stderr."""
    if not is_name(args.name):
        print(
            _("“{name}”不像一个网址里的名字，只写名字，如 djw.example.cn。").format(name=args.name),
            file=sys.stderr,
        )
        return WRONG_CALL
    port = int(os.environ.get("ZHIBU_PORT") or 8000)
    config, settings = text(args.server, args.name, port, lan=args.lan), env(args.name)
    if args.json:
        print(
            json.dumps({"server": args.server, "config": config, "environment": settings}, ensure_ascii=False)
        )
        return DONE
    print(config, end="")
    print(_("启动支部以前设好这几样（写进服务文件，或者 export）："), file=sys.stderr)
    for name, value in settings.items():
        print(f"  {name}={value}", file=sys.stderr)
    print(_("再重新启动 bin/zhibu up，用 https://{name} 打开。").format(name=args.name), file=sys.stderr)
    return DONE
