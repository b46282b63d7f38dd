"""The second factor's arithmetic (RFC 6238): secrets, six digits, the picture a phone reads. No database."""

from __future__ import annotations

import base64
import hmac
import io
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226 asks for 160 bits
STEPS_ASIDE = 1  # a phone's clock may be half a minute off


def new_secret() -> str:
    """160 bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def grouped(secret: str) -> str:
    """In groups of four, for typing."""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def digits(secret: str, step: int) -> str:
    """The six digits of a step. Authenticator apps know SHA-1 alone; HMAC does not lean on its collisions."""
    key = base64.b32decode(secret)
    totp = TOTP(key, DIGITS, SHA1(), STEP_SECONDS, enforce_key_length=False)  # noqa: S303
    return totp.generate(step * STEP_SECONDS).decode()


def matching_step(secret: str, typed: str, moment: datetime) -> int | None:
    """The step whose digits were typed, at most one aside of now; the newest first. None: none of them."""
    now = step_at(moment)
    steps = sorted(range(now - STEPS_ASIDE, now + STEPS_ASIDE + 1), reverse=True)
    found = [step for step in steps if hmac.compare_digest(digits(secret, step).encode(), typed.encode())]
    return found[0] if found else None


def address(secret: str, *, login: str, issuer: str) -> str:
    """The otpauth address an app reads from the picture."""
    label = quote(f"{issuer}:{login}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer, 'digits': DIGITS})}"


def picture(text: str) -> str:
    """A QR code as inline SVG, black on white whatever the page's colours are."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False, svgns=False, nl=False
    )
    return out.getvalue().decode()
