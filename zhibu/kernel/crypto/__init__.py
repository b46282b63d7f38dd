"""Secrets: suites of algorithms, the key file, sealed values, blind indexes. Knows no database."""

from __future__ import annotations

from . import keyfile
from .envelope import needs_rotation, newest_header, seal, seal_many, unseal
from .errors import CryptoError, KeyFileError, NoProvider, NotGenuine, UnknownKey
from .keyfile import derived
from .keyring import FIELDS
from .suites import SUITES, KeyPair, Signature, Suite, suite_named

__all__ = [
    "FIELDS",
    "SUITES",
    "CryptoError",
    "KeyFileError",
    "KeyPair",
    "NoProvider",
    "NotGenuine",
    "Signature",
    "Suite",
    "UnknownKey",
    "derived",
    "installation_id",
    "keyfile",
    "needs_rotation",
    "newest_header",
    "scope_key",
    "seal",
    "seal_many",
    "suite_named",
    "unseal",
]


def scope_key() -> bytes:
    """The 32 bytes that sign scopes; the database holds what is needed to check them, and nobody else."""
    return derived("scope")


def installation_id() -> str:
    """A short name of this installation (8 characters), the same for its whole life."""
    return keyfile.current().installation
