"""`zhibu proxy`: what a reverse proxy is told so that phones reach this house by HTTPS, and what to set."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _

DONE, WRONG_CALL = 0, 2
NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\Z")

NGINX = """\
# /etc/nginx/conf.d/zhibu.conf
server {
    listen 80;
    server_name %(name)s;
    return 301 https://$host$request_uri;
}
server {
    listen 443 ssl;
    server_name %(name)s;
    ssl_certificate     /etc/nginx/%(name)s.pem;
    ssl_certificate_key /etc/nginx/%(name)s.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    client_max_body_size 64m;
    location / {
        proxy_pass http://127.0.0.1:%(port)d;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_read_timeout 120s;
    }
}
"""
# Caddy keeps its own certificate: from outside for a public name, from its own root (tls internal) within.
CADDY = """\
# Caddyfile
%(name)s {
%(inside)s    request_body {
        max_size 64MB
    }
    reverse_proxy 127.0.0.1:%(port)d {
        header_up X-Forwarded-For {remote_host}
    }
}
"""
INSIDE = "    tls internal\n"
KINDS = {"nginx": NGINX, "caddy": CADDY}


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
    if not NAME.match(args.name) or ".." in args.name:
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


def text(server: str, name: str, port: int, *, lan: bool) -> str:
    """The configuration, ready to be put in its file."""
    return KINDS[server] % {"name": name, "port": port, "inside": INSIDE if lan else ""}


def env(name: str) -> dict[str, str]:
    """What makes cookies secure, the name known, and only the proxy on this machine believed."""
    return {"ZHIBU_HTTPS": "1", "ZHIBU_HOSTS": name, "ZHIBU_PROXIES": "127.0.0.1,::1"}
