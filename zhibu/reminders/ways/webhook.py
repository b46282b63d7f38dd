"""To a gateway of one's own (SMS, an office's chat), signed as Standard Webhooks 1.0.0 says.

`ZHIBU_REMINDERS_URL` is where, `ZHIBU_REMINDERS_SECRET` the shared secret (whsec_ and base64).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import time
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from django.core.exceptions import ImproperlyConfigured

from .parcel import Parcel, Undelivered

SECONDS = 10
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
FEWEST, MOST = 24, 64  # bytes of a secret, by the standard


class _NoDetours(HTTPRedirectHandler):
    """A redirect is a failure: what was signed for one place is not carried to another."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def straight() -> OpenerDirector:
    return build_opener(_NoDetours)


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: bytes
    by_phone = False

    def send(self, parcel: Parcel) -> None:
        at = int(time.time())
        data = {"to": parcel.to, "text": parcel.text, "on": parcel.on}
        body = json.dumps(
            {"type": "reminder.made", "timestamp": at, "data": data}, ensure_ascii=False
        ).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "webhook-id": parcel.id,
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,{signature(self.secret, parcel.id, at, body)}",
        }
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 - https, or here
        try:
            with straight().open(request, timeout=SECONDS) as answer:
                if not 200 <= answer.status < 300:
                    raise Undelivered(f"status {answer.status}")
        except HTTPError as refused:
            raise Undelivered(f"status {refused.code}") from None
        except (URLError, OSError) as failed:
            raise Undelivered(type(failed).__name__) from None


def signature(secret: bytes, name: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 over id, moment and body, in base64."""
    signed = f"{name}.{at}.".encode() + body
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def configured() -> Webhook | None:
    """The gateway this installation was given, if any. Raises ImproperlyConfigured."""
    url, secret = os.environ.get("ZHIBU_REMINDERS_URL", ""), os.environ.get("ZHIBU_REMINDERS_SECRET", "")
    return Webhook(checked("ZHIBU_REMINDERS_URL", url), key_of(secret)) if url else None


def checked(name: str, url: str) -> str:
    """An address to which what is signed may be sent."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE):
        return url
    raise ImproperlyConfigured(f"{name} 要以 https:// 开头；只有本机的网关可以用 http://")


def key_of(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if not FEWEST <= len(key) <= MOST:
        raise ImproperlyConfigured("ZHIBU_REMINDERS_SECRET 要写成 whsec_ 加 24 到 64 字节的 base64")
    return key
