"""By SMS, with Alibaba Cloud's SendSms (version 2017-05-25), signed ACS3-HMAC-SHA256.

The text is a template registered with the provider; it has no variables, so nothing of the matter can leave.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request
from uuid import uuid4

from django.core.exceptions import ImproperlyConfigured

from .parcel import Parcel, Undelivered
from .webhook import SECONDS, checked, straight

ALGORITHM = "ACS3-HMAC-SHA256"
PROVIDER = "https://dysmsapi.aliyuncs.com"
EMPTY = hashlib.sha256(b"").hexdigest()
NEEDED = {  # each is needed as soon as one of them is given
    "ZHIBU_SMS_KEY_ID": "AccessKey ID",
    "ZHIBU_SMS_KEY_SECRET": "AccessKey Secret",
    "ZHIBU_SMS_SIGN": "审核通过的短信签名",
    "ZHIBU_SMS_TEMPLATE": "审核通过的模板编号，例如 SMS_123456789",
}


@dataclass(frozen=True, slots=True)
class Sms:
    """One account with the provider: its key, the sign and the template it registered."""

    key_id: str
    key_secret: bytes
    sign: str
    template: str
    url: str = PROVIDER
    by_phone = True

    def send(self, parcel: Parcel) -> None:
        """One message to one number. What was not taken is Undelivered, by the provider's code."""
        asked = {
            "PhoneNumbers": parcel.phone,
            "SignName": self.sign,
            "TemplateCode": self.template,
            "OutId": parcel.id,
        }
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        headers = {
            "host": urlsplit(self.url).netloc,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": EMPTY,
            "x-acs-date": at,
            "x-acs-signature-nonce": uuid4().hex,
            "x-acs-version": "2017-05-25",
        }
        headers["Authorization"] = authorization(self.key_id, self.key_secret, "POST", "/", asked, headers)
        address = f"{self.url}/?{query_of(asked)}"
        request = Request(address, data=b"", headers=headers, method="POST")  # noqa: S310 - https, or here
        try:
            with straight().open(request, timeout=SECONDS) as answer:
                code = _code(answer.read())
        except HTTPError as refused:
            raise Undelivered(_code(refused.read()) or f"status {refused.code}") from None
        except (URLError, OSError) as failed:
            raise Undelivered(type(failed).__name__) from None
        if code != "OK":
            raise Undelivered(code or "no answer")


def _code(body: bytes) -> str:
    """OK, or why not: isv.BUSINESS_LIMIT_CONTROL. Of the answer nothing else is kept."""
    try:
        return str(json.loads(body)["Code"])[:60]
    except (ValueError, KeyError, TypeError):
        return ""


def query_of(asked: Mapping[str, str]) -> str:
    """Sorted by name and encoded as RFC 3986 says."""
    return "&".join(f"{quote(name, safe='')}={quote(asked[name], safe='')}" for name in sorted(asked))


def authorization(
    key_id: str,
    secret: bytes,
    method: str,
    path: str,
    asked: Mapping[str, str],
    headers: Mapping[str, str],
) -> str:
    """The header by which the provider knows who asks, and that nothing was changed on the way."""
    names = sorted(headers)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    signed = ";".join(names)
    whole = "\n".join([method, path, query_of(asked), lines, signed, headers["x-acs-content-sha256"]])
    text = f"{ALGORITHM}\n{hashlib.sha256(whole.encode()).hexdigest()}"
    found = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={signed},Signature={found}"


def configured() -> Sms | None:
    """The account this installation was given, if any. Raises ImproperlyConfigured, naming what lacks."""
    given = {name: os.environ.get(name, "").strip() for name in NEEDED}
    if not any(given.values()):
        return None
    lacking = [f"{name}（{what}）" for name, what in NEEDED.items() if not given[name]]
    if lacking:
        raise ImproperlyConfigured(f"发短信还缺：{'、'.join(lacking)}")
    url = checked("ZHIBU_SMS_URL", os.environ.get("ZHIBU_SMS_URL", "").rstrip("/") or PROVIDER)
    return Sms(
        key_id=given["ZHIBU_SMS_KEY_ID"],
        key_secret=given["ZHIBU_SMS_KEY_SECRET"].encode(),
        sign=given["ZHIBU_SMS_SIGN"],
        template=given["ZHIBU_SMS_TEMPLATE"],
        url=url,
    )
