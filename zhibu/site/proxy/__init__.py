"""What a reverse proxy is told so that phones reach this house by HTTPS, and what the house is told of it."""

from __future__ import annotations

import re

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


def is_name(name: str) -> bool:
    """Whether it can stand in an address, alone: djw.example.cn, zhibu.lan."""
    return bool(NAME.match(name)) and ".." not in name


def text(server: str, name: str, port: int, *, lan: bool) -> str:
    """The configuration, ready to be put in its file."""
    return KINDS[server] % {"name": name, "port": port, "inside": INSIDE if lan else ""}


def env(name: str) -> dict[str, str]:
    """What makes cookies secure, the name known, and only the proxy on this machine believed."""
    return {"ZHIBU_HTTPS": "1", "ZHIBU_HOSTS": name, "ZHIBU_PROXIES": "127.0.0.1,::1"}
