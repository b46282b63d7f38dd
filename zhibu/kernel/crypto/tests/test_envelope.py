"""A sealed value opens in its own row and column, unaltered, and nowhere else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.kernel import crypto
from zhibu.kernel.crypto import NotGenuine, UnknownKey, blind, keyfile, suite_named
from zhibu.kernel.crypto.suites import SUITES

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
HERE = {"place": "members_member.id_number", "row": "0198-a"}


@SHARED
@given(plain=st.binary(max_size=300), row=st.text(max_size=40))
def test_what_is_sealed_opens_again(keys, plain, row):
    assert crypto.unseal(crypto.seal(plain, place="t.c", row=row), place="t.c", row=row) == plain


@SHARED
@given(bit=st.integers(0, 7))
def test_an_alteration_of_any_byte_is_noticed(keys, bit):
    blob = crypto.seal(b"11010519491231002X", **HERE)
    for position in range(len(blob)):
        altered = bytearray(blob)
        altered[position] ^= 1 << bit
        with pytest.raises((NotGenuine, UnknownKey)):
            crypto.unseal(bytes(altered), **HERE)


def test_a_blob_cut_or_lengthened_does_not_open(keys):
    blob = crypto.seal(b"11010519491231002X", **HERE)
    for length in range(len(blob)):
        with pytest.raises(NotGenuine):
            crypto.unseal(blob[:length], **HERE)
    with pytest.raises(NotGenuine):
        crypto.unseal(blob + b"\0", **HERE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"place": "members_member.id_number", "row": "0198-b"},
        {"place": "members_member.phone", "row": "0198-a"},
        {"place": "guard_person.id_number", "row": "0198-a"},
        {"place": "members_member.id_number", "row": "0198-a", "purpose": "backup"},
    ],
)
def test_a_moved_blob_does_not_open(keys, elsewhere):
    with pytest.raises(NotGenuine):
        crypto.unseal(crypto.seal(b"11010519491231002X", **HERE), **elsewhere)


def test_equal_values_are_sealed_to_different_blobs(keys):
    assert len({crypto.seal(b"same", **HERE) for _ in range(50)}) == 50


def test_the_blob_names_version_suite_and_key(keys, suite_name):
    blob = crypto.seal(b"plain", **HERE)
    suite = suite_named(suite_name)
    assert blob[:6] == bytes([1, suite.code]) + keys.generations[-1].id.to_bytes(4, "big")
    assert len(blob) == 6 + 12 + 5 + 16
    assert b"plain" not in blob


def test_older_generations_open_and_the_newest_seals(keys, place, suite_name):
    old = crypto.seal(b"kept", **HERE)
    assert not crypto.needs_rotation(old)
    keyfile.add_generation(place, suite_named(suite_name))
    keyfile.reloaded()
    assert crypto.needs_rotation(old)
    assert crypto.unseal(old, **HERE) == b"kept"
    assert not crypto.needs_rotation(crypto.seal(b"kept", **HERE))


def test_values_of_one_suite_stay_readable_under_the_other(keys, suite_name, monkeypatch):
    old = crypto.seal(b"kept", **HERE)
    marks = blind.index("kept", place="t.c")
    monkeypatch.setenv("ZHIBU_SUITE", next(name for name in SUITES if name != suite_name))
    keyfile.reloaded()
    assert crypto.unseal(old, **HERE) == b"kept"
    assert crypto.needs_rotation(old)
    assert not crypto.needs_rotation(crypto.seal(b"kept", **HERE))
    assert blind.index("kept", place="t.c") == marks  # an index keeps its algorithm until its key is changed


def test_what_a_dropped_generation_sealed_is_lost_and_says_so(keys, place):
    old = crypto.seal(b"lost", **HERE)
    keyfile.add_generation(place)
    keyfile.drop_older_generations(place)
    keyfile.reloaded()
    with pytest.raises(UnknownKey):
        crypto.unseal(old, **HERE)


def test_a_value_sealed_after_a_rotation_opens_in_a_process_that_missed_it(keys, place):
    stale = keyfile.current()
    keyfile.add_generation(place)
    keyfile.reloaded()
    fresh = crypto.seal(b"new", **HERE)
    keyfile._ring = stale
    assert crypto.unseal(fresh, **HERE) == b"new"


def test_the_keys_of_another_installation_are_named_as_the_cause(keys, place, tmp_path, monkeypatch):
    blob = crypto.seal(b"x", **HERE)
    monkeypatch.setenv("ZHIBU_KEYS", str(tmp_path / "other.json"))
    keyfile.ensure(database_empty=True)
    with pytest.raises(UnknownKey, match=f"{keys.generations[0].id:08x}"):
        crypto.unseal(blob, **HERE)


@SHARED
@given(one=st.text(), other=st.text())
def test_blind_indexes_are_equal_exactly_for_equal_values_of_one_column(keys, one, other):
    mark = blind.index(one, place="t.c")
    assert len(mark) == 16
    assert (mark == blind.index(other, place="t.c")) == (one == other)
    assert mark != blind.index(one, place="t.d")


def test_during_a_change_of_the_blind_key_values_are_found_under_both(keys, place):
    old = blind.index("13800138000", place="t.c")
    assert blind.candidates("13800138000", place="t.c") == [old]
    keyfile.add_blind_key(place)
    keyfile.reloaded()
    new = blind.index("13800138000", place="t.c")
    assert new != old
    assert blind.candidates("13800138000", place="t.c") == [new, old]
    keyfile.drop_older_blind_keys(place)
    keyfile.reloaded()
    assert blind.candidates("13800138000", place="t.c") == [new]
