"""Both suites keep the same promises; the national algorithms answer as their standards print."""

import sys
from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kernel.crypto import CryptoError, KeyPair, NoProvider, Signature, suite_named
from zhibu.kernel.crypto.suites import GM, INTL, SUITES

HEX = bytes.fromhex


def test_sm3_as_in_gb_t_32905_appendix_a():
    assert GM.digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert GM.digest(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_block_as_in_gb_t_32907_appendix_a():
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = HEX("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert encryptor.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_as_in_rfc_8998_appendix_a_1():
    sealed = GM.aead(HEX("0123456789abcdeffedcba9876543210")).encrypt(
        HEX("00001234567800000000abcd"),
        HEX("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd")
        + HEX("eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"),
        HEX("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    )
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )


def test_hmac_and_hkdf_sha_256_as_in_rfc_4231_and_by_the_definition_of_rfc_5869():
    assert INTL.mac(b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    extracted = INTL.mac(b"\0" * 32, b"secret" * 6)
    assert INTL.derive(b"secret" * 6, info=b"label", length=32) == INTL.mac(extracted, b"label\x01")


def test_hmac_and_hkdf_sm3_by_their_definitions():
    key = b"k" * 32
    inner = bytes(k ^ 0x36 for k in key.ljust(64, b"\0"))
    outer = bytes(k ^ 0x5C for k in key.ljust(64, b"\0"))
    assert GM.mac(key, b"data") == GM.digest(outer + GM.digest(inner + b"data"))
    extracted = GM.mac(b"\0" * 32, key)
    assert GM.derive(key, info=b"label", length=16) == GM.mac(extracted, b"label\x01")[:16]


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
class TestEachSuite:
    @given(data=st.binary(max_size=200), tied=st.binary(max_size=50))
    def test_what_is_sealed_opens_only_with_its_associated_data(self, suite, data, tied):
        aead = suite.aead(b"k" * suite.key_bytes)
        sealed = aead.encrypt(b"n" * 12, data, tied)
        assert len(sealed) == len(data) + 16
        assert aead.decrypt(b"n" * 12, sealed, tied) == data
        with pytest.raises(InvalidTag):
            aead.decrypt(b"n" * 12, sealed, tied + b"x")

    def test_a_tag_alone_that_is_cut_does_not_open(self, suite):
        aead = suite.aead(b"k" * suite.key_bytes)
        for length in range(16):
            with pytest.raises(InvalidTag):
                aead.decrypt(b"n" * 12, aead.encrypt(b"n" * 12, b"", b"")[:length], b"")

    def test_a_key_of_the_wrong_size_is_refused(self, suite):
        with pytest.raises(CryptoError):
            suite.aead(b"k" * (suite.key_bytes + 1))

    def test_macs_and_derived_keys_part_by_key_and_label(self, suite):
        assert len(suite.digest(b"")) == len(suite.mac(b"a", b"")) == 32
        assert suite.mac(b"a", b"x") != suite.mac(b"b", b"x")
        assert suite.derive(b"s" * 32, info=b"a", length=32) != suite.derive(b"s" * 32, info=b"b", length=32)


def able_to_sign():
    """The suites whose signatures can be made here: SM2 needs an optional package."""
    return [suite for suite in SUITES.values() if suite is not GM or find_spec("gmssl_pyx")]


@pytest.mark.parametrize("suite", able_to_sign(), ids=lambda suite: suite.name)
def test_a_signature_holds_for_its_data_key_and_user_alone(suite):
    keys, other = suite.key_pair(), suite.key_pair()
    made = suite.sign(keys, b"fact")
    assert suite.verify(keys.public, b"fact", made)
    assert not suite.verify(keys.public, b"fact!", made)
    assert not suite.verify(other.public, b"fact", made)
    assert not suite.verify(keys.public, b"fact", Signature(made.value[:-1], made.user))
    assert not suite.verify(keys.public, b"fact", Signature(made.value, b"another user"))


def test_sm2_always_names_the_user_id_and_gives_it_back_to_be_stored(monkeypatch):
    told = []
    provider = SimpleNamespace(
        GmsslInnerError=RuntimeError,
        sm2_sign=lambda private, public, data, user: told.append((private, public, data, user)) or b"signed",
        sm2_verify=lambda public, data, value, user: told.append((public, data, value, user)) or True,
    )
    monkeypatch.setitem(sys.modules, "gmssl_pyx", provider)
    made = GM.sign(KeyPair(b"private", b"public"), b"data")
    assert made == Signature(b"signed", b"1234567812345678")
    assert GM.verify(b"public", b"data", made)
    assert told == [
        (b"private", b"public", b"data", b"1234567812345678"),
        (b"public", b"data", b"signed", b"1234567812345678"),
    ]


def test_sm2_without_its_provider_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "gmssl_pyx", None)
    with pytest.raises(NoProvider, match="gmssl_pyx"):
        GM.key_pair()


def test_a_suite_of_another_name_is_refused():
    with pytest.raises(CryptoError, match="intl, gm"):
        suite_named("rot13")
