"""Sealing one value for one place: blob = version | suite | key id | nonce | ciphertext | tag.

The associated data "table.column : primary key : suite : key id" ties a blob to its row, so that a blob
copied to another row or column does not open there.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import urandom

from cryptography.exceptions import InvalidTag

from .errors import NotGenuine, UnknownKey
from .keyfile import current, held, reloaded
from .keyring import FIELDS, HEADER, Bound
from .suites import NONCE_BYTES, TAG_BYTES

HEADER_BYTES = HEADER.size
_BODY = HEADER_BYTES + NONCE_BYTES
_SHORTEST = _BODY + TAG_BYTES


def seal(plain: bytes, *, place: str, row: str, purpose: str = FIELDS) -> bytes:
    """Seal `plain` for the column `place` ("table.column") of the row with primary key `row`."""
    aead, header, tie = current().sealer(purpose)
    nonce = urandom(NONCE_BYTES)
    return header + nonce + aead.encrypt(nonce, plain, f"{place}:{row}{tie}".encode())


def seal_many(
    plains: Sequence[bytes], *, place: str, rows: Sequence[str], purpose: str = FIELDS
) -> list[bytes]:
    """Each of `plains` sealed for the column `place` of its own row: the key is looked up once."""
    aead, header, tie = current().sealer(purpose)
    encrypt, size = aead.encrypt, NONCE_BYTES
    chance = urandom(size * len(plains))
    nonces = [chance[at : at + size] for at in range(0, len(chance), size)]
    return [
        header + nonce + encrypt(nonce, plain, f"{place}:{row}{tie}".encode())
        for nonce, plain, row in zip(nonces, plains, rows, strict=True)
    ]


def unseal(blob: bytes, *, place: str, row: str, purpose: str = FIELDS) -> bytes:
    """What was sealed for this place and row.

    Raises NotGenuine (altered, cut, moved) or UnknownKey (another installation's key file).
    """
    if len(blob) < _SHORTEST:
        raise NotGenuine("too short for a sealed value")
    aead, _, tie = held().bound[purpose].get(blob[:HEADER_BYTES]) or _opener(blob[:HEADER_BYTES], purpose)
    try:
        return aead.decrypt(blob[HEADER_BYTES:_BODY], blob[_BODY:], f"{place}:{row}{tie}".encode())
    except InvalidTag as wrong:
        raise NotGenuine(f"not what was sealed for this row of {place}") from wrong


def needs_rotation(blob: bytes) -> bool:
    """Whether the blob was sealed with another version, suite or key than new ones are."""
    return blob[:HEADER_BYTES] != newest_header()


def newest_header() -> bytes:
    """The first bytes of every blob sealed now: version, suite, key id."""
    return current().sealer(FIELDS).header


def _opener(header: bytes, purpose: str) -> Bound:
    try:
        return held().opener(header, purpose)
    except UnknownKey:
        return reloaded().opener(header, purpose)  # a rotation added a key after this process read the file
