"""Alibaba Cloud's SendSms as its documentation describes it: it verifies before it believes anything.

Written from the description of the V3 request, apart from the code it receives: the signature is computed
anew from what came over the wire.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlsplit

from .listening import Quiet, listening

HEADER = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})")
MUST_BE_SIGNED = {
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
}
TOLERANCE = timedelta(minutes=15)
NUMBER = re.compile(r"1[3-9][0-9]{9}")


@dataclass
class Provider:
    keys: dict[str, bytes]
    signs: set[str] = field(default_factory=lambda: {"柳河党建"})
    templates: set[str] = field(default_factory=lambda: {"SMS_100001"})
    url: str = ""
    answers: list[str] = field(default_factory=list)  # codes to answer next, whatever comes
    sent: list[dict[str, str]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def receive(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        place, asked = urlsplit(target), dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
        if problem := self._unsigned(method, place.path, asked, headers, body):
            return 400, problem
        if headers["x-acs-action"] != "SendSms" or headers["x-acs-version"] != "2017-05-25":
            return 404, "InvalidAction.NotFound"
        if self.answers:
            code = self.answers.pop(0)
            return (500 if code == "InternalError" else 200), code
        for name in ("PhoneNumbers", "SignName", "TemplateCode"):
            if not asked.get(name):
                return 400, f"Missing{name}"
        if not NUMBER.fullmatch(asked["PhoneNumbers"]):
            return 200, "isv.MOBILE_NUMBER_ILLEGAL"
        if asked["SignName"] not in self.signs:
            return 200, "isv.SMS_SIGNATURE_ILLEGAL"
        if asked["TemplateCode"] not in self.templates:
            return 200, "isv.SMS_TEMPLATE_ILLEGAL"
        self.sent.append(asked)
        return 200, "OK"

    def _unsigned(
        self, method: str, path: str, asked: dict[str, str], headers: dict[str, str], body: bytes
    ) -> str:
        found = HEADER.fullmatch(headers.get("authorization", ""))
        if not found:
            return "IncompleteSignature"
        key, names, signature = found[1], found[2].split(";"), found[3]
        if key not in self.keys:
            return "InvalidAccessKeyId.NotFound"
        if not set(names) >= MUST_BE_SIGNED or names != sorted(names) or set(names) - set(headers):
            return "IncompleteSignature"
        content = hashlib.sha256(body).hexdigest()
        if headers["x-acs-content-sha256"] != content:
            return "InvalidContentSha256"
        at = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) - at) > TOLERANCE:
            return "InvalidTimeStamp.Expired"
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(asked.items()))
        lines = [f"{name}:{headers[name].strip()}" for name in names]
        whole = "\n".join([method, path or "/", query, *lines, "", ";".join(names), content])
        text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(whole.encode()).hexdigest()
        right = hmac.new(self.keys[key], text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, signature):
            return "SignatureDoesNotMatch"
        if headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(headers["x-acs-signature-nonce"])
        return ""


@contextmanager
def provider(keys: dict[str, bytes], *answers: str) -> Iterator[Provider]:
    found = Provider(keys, answers=list(answers))

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            given = {name.lower(): value for name, value in self.headers.items()}
            status, code = found.receive("POST", self.path, given, body)
            found.said.append(code)
            answer = {"Code": code, "Message": code, "RequestId": "F655A8D5"}
            told = json.dumps(answer | ({"BizId": "9006"} if code == "OK" else {})).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

    with listening(Handler) as address:
        found.url = address
        yield found
