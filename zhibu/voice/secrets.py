"""The word one picks an answer up with, and the keyed digests by which words and senders are known again."""

from __future__ import annotations

import hmac
import unicodedata
import uuid
from datetime import date

from zhibu.kernel import crypto

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # no I, L, O: read from paper, typed on a small keyboard
WORD_LENGTH = 4


def word_of(suggestion: uuid.UUID) -> str:
    """The pick-up word. Made from the id with the key, so that sending the same form twice gives it again."""
    number = int.from_bytes(_keyed("word", str(suggestion))[:8])
    letters = []
    for _ in range(WORD_LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def digest(word: str) -> bytes:
    """Under which a word is stored; what was typed is made capital and narrow first."""
    narrow = unicodedata.normalize("NFKC", word).upper()
    return _keyed("pickup", "".join(c for c in narrow if c in LETTERS))


def id_of(once: str, *said: str) -> uuid.UUID:
    """The id of what a form with this mark says; the same form with the same words has the same id."""
    return uuid.UUID(bytes=_keyed("once", *(f"{len(part)}:{part}" for part in (once, *said)))[:16])


def daily(act: str, address: str, day: date) -> bytes:
    """A sender for the length of one day: another digest each day, so that days cannot be joined."""
    return _keyed(act, address, day.isoformat())


def tidy_number(number: str) -> str:
    """２６－０４１ → 26-041; without the dash too."""
    narrow = unicodedata.normalize("NFKC", number)
    digits = "".join(c for c in narrow if c.isascii() and c.isdigit())[:12]
    return f"{digits[:2]}-{digits[2:]}"


def _keyed(*parts: str) -> bytes:
    return hmac.new(crypto.derived("voice"), "|".join(parts).encode(), "sha256").digest()
