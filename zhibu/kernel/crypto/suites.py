"""Families of algorithms behind one face: `intl` used everywhere, `gm` of the Chinese national standards.

Every sealed value names its suite, so a family can be replaced while old values stay readable.
"""

from __future__ import annotations

import hmac
from importlib import import_module
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import CryptoError, NoProvider, NotGenuine

NONCE_BYTES = 12
TAG_BYTES = 16


class Aead(Protocol):
    """Authenticated encryption under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """Ciphertext followed by the 16-byte tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """The plaintext. Raises cryptography's InvalidTag."""


class KeyPair(NamedTuple):
    private: bytes
    public: bytes


class Signature(NamedTuple):
    """A signature and the user id it was made under (empty where the algorithm knows none): store both."""

    value: bytes
    user: bytes


class Suite(Protocol):
    """One family: sealing, message authentication, derivation, digest, signing."""

    name: str
    code: int  # stands in every blob, so it is never given to another family
    key_bytes: int

    def aead(self, key: bytes) -> Aead: ...

    def digest(self, data: bytes) -> bytes:
        """32 bytes."""

    def mac(self, key: bytes, data: bytes) -> bytes:
        """32 bytes."""

    def derive(self, secret: bytes, *, info: bytes, length: int) -> bytes:
        """HKDF without salt: the secret must be uniformly random already."""

    def key_pair(self) -> KeyPair: ...

    def sign(self, keys: KeyPair, data: bytes) -> Signature: ...

    def verify(self, public: bytes, data: bytes, signature: Signature) -> bool: ...


class _Intl:
    """AES-256-GCM, HMAC-SHA-256, HKDF-SHA-256, Ed25519."""

    name = "intl"
    code = 1
    key_bytes = 32

    def aead(self, key: bytes) -> Aead:
        return AESGCM(_sized(key, self.key_bytes))

    def digest(self, data: bytes) -> bytes:
        return _digest(hashes.SHA256(), data)

    def mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, "sha256")  # three times as quick as building an object for one message

    def derive(self, secret: bytes, *, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, None, info).derive(secret)

    def key_pair(self) -> KeyPair:
        private = Ed25519PrivateKey.generate()
        return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())

    def sign(self, keys: KeyPair, data: bytes) -> Signature:
        return Signature(Ed25519PrivateKey.from_private_bytes(keys.private).sign(data), b"")

    def verify(self, public: bytes, data: bytes, signature: Signature) -> bool:
        if signature.user:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature.value, data)
        except (InvalidSignature, ValueError):
            return False
        return True


SM2_USER = b"1234567812345678"  # the id that GB/T 35276 and GM/T 0009 agree on where none is arranged


class _Gm:
    """SM4-GCM, HMAC-SM3, HKDF-SM3 (GB/T 32905, 32907); SM2 (GB/T 32918) where `gmssl_pyx` is installed."""

    name = "gm"
    code = 2
    key_bytes = 16

    def aead(self, key: bytes) -> Aead:
        return _Sm4Gcm(_sized(key, self.key_bytes))

    def digest(self, data: bytes) -> bytes:
        return _digest(hashes.SM3(), data)

    def mac(self, key: bytes, data: bytes) -> bytes:
        mac = HMAC(key, hashes.SM3())
        mac.update(data)
        return mac.finalize()

    def derive(self, secret: bytes, *, info: bytes, length: int) -> bytes:
        return HKDF(hashes.SM3(), length, None, info).derive(secret)

    def key_pair(self) -> KeyPair:
        public, private = _sm2().sm2_key_generate()
        return KeyPair(private, public)

    def sign(self, keys: KeyPair, data: bytes) -> Signature:
        return Signature(_sm2().sm2_sign(keys.private, keys.public, data, SM2_USER), SM2_USER)

    def verify(self, public: bytes, data: bytes, signature: Signature) -> bool:
        provider = _sm2()
        try:
            return bool(provider.sm2_verify(public, data, signature.value, signature.user))
        except provider.GmsslInnerError:
            return False


class _Sm4Gcm:
    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        if len(data) < TAG_BYTES:
            raise InvalidTag
        body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(body) + decryptor.finalize()


class _Sm2Provider(Protocol):
    GmsslInnerError: type[Exception]

    def sm2_key_generate(self) -> tuple[bytes, bytes]: ...

    def sm2_sign(self, private_key: bytes, public_key: bytes, message: bytes, signer_id: bytes) -> bytes: ...

    def sm2_verify(self, public_key: bytes, message: bytes, signature: bytes, signer_id: bytes) -> bool: ...


def _sm2() -> _Sm2Provider:
    try:
        provider: _Sm2Provider = import_module("gmssl_pyx")
    except ImportError as absent:
        raise NoProvider(
            "SM2 signatures need the optional package gmssl_pyx (pip install gmssl_pyx); "
            "sealing with the suite gm does not"
        ) from absent
    return provider


def _digest(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def _sized(key: bytes, size: int) -> bytes:
    if len(key) != size:
        raise CryptoError(f"a key of {size} bytes is needed, not of {len(key)}")
    return key


INTL: Suite = _Intl()
GM: Suite = _Gm()
SUITES: dict[str, Suite] = {suite.name: suite for suite in (INTL, GM)}
BY_CODE: dict[int, Suite] = {suite.code: suite for suite in SUITES.values()}


def suite_named(name: str) -> Suite:
    """The suite of that name. Raises CryptoError for another."""
    if name not in SUITES:
        raise CryptoError(f"ZHIBU_SUITE is one of {', '.join(SUITES)}, not {name!r}")
    return SUITES[name]


def suite_coded(code: int) -> Suite:
    """The suite with that code in a blob. Raises NotGenuine for another."""
    if code not in BY_CODE:
        raise NotGenuine(f"no suite has the code {code}")
    return BY_CODE[code]
