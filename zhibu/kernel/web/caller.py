"""The address a request comes from, as far as a limit on tries needs it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from django.conf import settings


def caller(meta: Mapping[str, str]) -> str:
    """An IPv4 address, or the /64 of an IPv6 one, which is one household or one office; "" if unknown.

    Behind a reverse proxy that ends HTTPS (ZHIBU_HTTPS) it is the last entry of X-Forwarded-For, the one
    which that proxy wrote; entries before it are the caller's own words. Only the proxies that were named
    (ZHIBU_PROXIES) are believed: who comes by another way writes what it likes.
    """
    text = meta.get("REMOTE_ADDR", "")
    if settings.HTTPS and _is_proxy(text):
        text = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or text
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _is_proxy(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text in {"", "unix:"}  # a socket of this machine
    return any(address in ipaddress.ip_network(each, strict=False) for each in settings.PROXIES)
