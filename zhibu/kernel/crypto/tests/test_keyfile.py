"""The key file is made once, with an empty database, readable by its owner alone, and grows without loss."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from zhibu.kernel import crypto
from zhibu.kernel.crypto import KeyFileError, keyfile, suite_named


def refused(reason):
    return pytest.raises(KeyFileError, check=lambda error: error.reason == reason)


def test_it_is_made_only_together_with_an_empty_database(place):
    with refused("missing"):
        keyfile.ensure(database_empty=False)
    assert not place.exists()
    made = keyfile.ensure(database_empty=True)
    assert keyfile.ensure(database_empty=True).installation == made.installation
    assert keyfile.ensure(database_empty=False).installation == made.installation


def test_it_is_private_whatever_the_umask(place):
    before = os.umask(0)
    try:
        keyfile.ensure(database_empty=True)
    finally:
        os.umask(before)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o077 == 0
    assert [file.name for file in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o666])
def test_a_file_that_others_may_touch_is_refused(place, mode):
    keyfile.ensure(database_empty=True)
    place.chmod(mode)
    with refused("exposed"):
        keyfile.reloaded()


def test_it_is_never_made_over_another(place):
    first = keyfile.create(place)
    with refused("exists"):
        keyfile.create(place)
    assert keyfile.load(place).kek == first.kek
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_of_many_that_make_it_at_once_one_wins(place):
    def attempt(_):
        try:
            return keyfile.create(place).installation
        except KeyFileError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [name for name in pool.map(attempt, range(16)) if name]
    assert made == [keyfile.load(place).installation]


def test_by_default_it_lies_beside_the_data_folder_under_its_name(monkeypatch, tmp_path):
    monkeypatch.delenv("ZHIBU_KEYS", raising=False)
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path / "one"))
    assert keyfile.path() == tmp_path / "one-keys.json"
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path / "two"))
    assert keyfile.path() == tmp_path / "two-keys.json"
    monkeypatch.delenv("ZHIBU_DATA")
    assert not keyfile.exists()
    with refused("unset"):
        keyfile.path()


def test_every_alteration_of_a_wrapped_secret_is_noticed(place):
    keyfile.create(place)
    whole = json.loads(place.read_text())
    for change in (
        lambda held: held.update(kek=held["kek"][:-4] + "AAA="),
        lambda held: held.update(format="other"),
        lambda held: held.update(generations=[]),
        lambda held: held.update(blind=[]),
        lambda held: held.pop("installation"),
        lambda held: held.update(suite="gm"),
        lambda held: held["generations"][0].update(id="00000000"),
        lambda held: held["generations"][0].update(secret=held["blind"][0]["secret"]),
        lambda held: held["blind"][0].update(suite="rot13"),
    ):
        held = json.loads(json.dumps(whole))
        change(held)
        place.write_text(json.dumps(held))
        with refused("damaged"):
            keyfile.load(place)
    place.write_text("not json")
    with refused("damaged"):
        keyfile.load(place)


def test_no_message_and_no_repr_carries_a_secret(keys, place):
    text = repr(keys)
    for secret in (keys.kek, keys.generations[0].secret, keys.blinds[0].secret):
        assert repr(secret) not in text
    assert b"secret" not in repr(keys).encode()


def test_a_new_generation_keeps_everything_that_was_there(keys, place, suite_name):
    grown = keyfile.add_generation(place, suite_named(suite_name))
    again = keyfile.load(place)
    assert (again.installation, again.kek, again.blinds[0].secret) == (
        keys.installation,
        keys.kek,
        keys.blinds[0].secret,
    )
    assert [g.secret for g in again.generations] == [keys.generations[0].secret, grown.generations[-1].secret]
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_key_file_of_one_suite_grows_under_the_other(keys, place):
    for name in ("gm", "intl", "gm"):
        grown = keyfile.add_generation(place, suite_named(name))
        assert json.loads(place.read_text())["suite"] == name
        assert [g.secret for g in keyfile.load(place).generations] == [g.secret for g in grown.generations]
    assert keyfile.load(place).generations[0].secret == keys.generations[0].secret


def test_generations_added_at_once_are_all_kept(keys, place):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: keyfile.add_generation(place), range(8)))
    assert len({g.id for g in keyfile.load(place).generations}) == 9


def test_a_running_process_notices_a_rotation(keys, place, monkeypatch):
    before = crypto.newest_header()
    keyfile.add_generation(place)
    assert crypto.newest_header() == before  # not asked yet: a file access per value would be dear
    monkeypatch.setattr(keyfile, "_look_again", 0.0)
    assert crypto.newest_header() != before


def test_a_running_process_goes_on_when_the_file_is_taken_away(keys, place, monkeypatch):
    blob = crypto.seal(b"x", place="t.c", row="1")
    place.unlink()
    monkeypatch.setattr(keyfile, "_look_again", 0.0)
    assert crypto.unseal(blob, place="t.c", row="1") == b"x"
    with refused("missing"):
        keyfile.reloaded()


def test_derived_keys_stay_the_same_and_differ_by_label_and_installation(keys, tmp_path):
    assert crypto.scope_key() == crypto.derived("scope") == keyfile.reloaded().derived("scope")
    assert len(crypto.scope_key()) == 32
    assert crypto.derived("django") != crypto.scope_key()
    assert keyfile.create(tmp_path / "other.json").derived("scope") != crypto.scope_key()
    assert len(crypto.installation_id()) == 8
    assert crypto.installation_id().isalnum()
