"""Random secrets that are handed out once, and the keyed digests by which they are known again."""

from __future__ import annotations

import hmac
import secrets

from zhibu.kernel import crypto

# No 0 O 1 I L: a slip is read by old eyes and typed on a small keyboard.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def digest(secret: str) -> bytes:
    """The keyed digest under which a cookie, token or code is stored (32 bytes)."""
    return hmac.new(crypto.derived("digest"), secret.encode(), "sha256").digest()


def new_secret() -> str:
    """256 bits for a cookie or a token."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """About 49 bits, printed as two groups of five: 7KQ2M-X9RTB."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def printed(code: str) -> str:
    """How a code stands on the slip."""
    return f"{code[:5]}-{code[5:]}"


def typed(code: str) -> str:
    """What was meant by what was typed: capitals, no dashes or blanks, full-width letters made narrow."""
    import unicodedata

    narrow = unicodedata.normalize("NFKC", code).upper()
    return "".join(c for c in narrow if c in ALPHABET)
