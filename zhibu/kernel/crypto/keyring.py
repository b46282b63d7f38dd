"""Keys in memory: generations of data keys under one key-encryption key, blind keys, derived keys."""

from __future__ import annotations

import struct
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from .errors import NotGenuine, UnknownKey
from .suites import INTL, Aead, Suite, suite_coded

VERSION = 1
HEADER = struct.Struct(">BBI")  # version, suite, key id
FIELDS = "fields"  # the purpose of values in columns; backups and seeds have purposes and keys of their own
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Generation:
    """One secret from which the data keys of every purpose are derived; its id stands in each blob."""

    id: int
    created: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BlindKey:
    """The secret of the blind indexes, and the suite whose MAC makes them."""

    suite: Suite
    created: str
    secret: bytes = field(repr=False)


class Bound(NamedTuple):
    """A cipher ready for use, with the bytes a blob begins with and the end of its associated data."""

    aead: Aead
    header: bytes
    tie: str


@dataclass(frozen=True, eq=False)
class Keyring:
    """What a key file holds, opened. The last generation and blind key are newest and serve new values."""

    installation: str
    suite: Suite
    generations: tuple[Generation, ...]
    blinds: tuple[BlindKey, ...]
    kek: bytes = field(repr=False)
    newest: dict[str, Bound] = field(default_factory=dict, init=False, repr=False)
    bound: dict[str, dict[bytes, Bound]] = field(
        default_factory=lambda: defaultdict(dict), init=False, repr=False
    )
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False)

    def sealer(self, purpose: str) -> Bound:
        """The newest data key of a purpose."""
        bound = self.newest.get(purpose)
        if bound is None:
            header = HEADER.pack(VERSION, self.suite.code, self.generations[-1].id)
            bound = self.newest[purpose] = self.opener(header, purpose)
        return bound

    def opener(self, header: bytes, purpose: str) -> Bound:
        """The data key that a blob's first bytes name. Raises NotGenuine for no such header, UnknownKey."""
        version, code, key_id = HEADER.unpack(header)
        if version != VERSION:
            raise NotGenuine(f"no sealed value has the version {version}")
        suite = suite_coded(code)
        secret = next((g.secret for g in self.generations if g.id == key_id), None)
        if secret is None:
            raise UnknownKey(key_id)
        data_key = suite.derive(secret, info=f"zhibu data {purpose}".encode(), length=suite.key_bytes)
        bound = Bound(suite.aead(data_key), header, f":{suite.name}:{key_id:08x}")
        self.bound[purpose][header] = bound
        return bound

    def derived(self, label: str) -> bytes:
        """32 bytes of their own for each label, from the key-encryption key (HKDF-SHA-256)."""
        key = self._derived.get(label)
        if key is None:
            key = INTL.derive(self.kek, info=f"zhibu {label}".encode(), length=32)
            self._derived[label] = key
        return key
