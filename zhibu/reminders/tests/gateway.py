"""A gateway as Standard Webhooks 1.0.0 describes its receiver: it verifies before it believes anything."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .listening import Quiet, listening

TOLERANCE = 300


@dataclass
class Gateway:
    key: bytes
    url: str = ""
    answers: list[int] = field(default_factory=list)  # what to answer next; 204 when there is nothing left
    delivered: dict[str, dict[str, Any]] = field(default_factory=dict)
    attempts: list[int] = field(default_factory=list)

    def receive(self, headers: Any, body: bytes) -> int:
        name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        given = [part.split(",", 1) for part in headers.get("webhook-signature", "").split(" ")]
        if not name or not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE:
            return 400
        signed = name.encode() + b"." + at.encode() + b"." + body
        right = base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
        if not any(len(p) == 2 and p[0] == "v1" and hmac.compare_digest(p[1], right) for p in given):
            return 401
        if self.answers:
            return self.answers.pop(0)
        self.delivered[name] = json.loads(body)  # the same id again changes nothing
        return 204


@contextmanager
def gateway(key: bytes, *answers: int) -> Iterator[Gateway]:
    found = Gateway(key, answers=list(answers))

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.receive(self.headers, body)
            found.attempts.append(status)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with listening(Handler) as address:
        found.url = f"{address}/reminders"
        yield found
