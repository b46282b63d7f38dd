"""What can go wrong with keys and sealed values. No message carries a secret."""

from __future__ import annotations

from pathlib import Path


class CryptoError(Exception):
    """The root of everything this folder raises."""


class KeyFileError(CryptoError):
    """The key file cannot be used. `reason` is one of missing, exists, exposed, damaged, unset."""

    def __init__(self, reason: str, path: Path | None, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.path = path


class UnknownKey(CryptoError):
    """Sealed with a key that this key file does not hold: another installation's, or dropped."""

    def __init__(self, key_id: int) -> None:
        super().__init__(f"sealed with key {key_id:08x}, which the key file does not hold")
        self.key_id = key_id


class NotGenuine(CryptoError):
    """The sealed value was altered, cut, or moved here from another row or column."""


class NoProvider(CryptoError):
    """An optional package is needed for this operation and is not installed."""
