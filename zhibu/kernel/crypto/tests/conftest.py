"""A key file of its own for each test that asks for one, in either suite."""

import pytest

from zhibu.kernel.crypto import keyfile


@pytest.fixture(params=["intl", "gm"])
def suite_name(request):
    return request.param


@pytest.fixture
def place(tmp_path, monkeypatch, suite_name):
    """The path of a key file that is not there yet, made the place of this process's keys."""
    monkeypatch.setenv("ZHIBU_KEYS", str(tmp_path / "apart" / "keys.json"))
    monkeypatch.setenv("ZHIBU_SUITE", suite_name)
    monkeypatch.setattr(keyfile, "_ring", None)
    yield keyfile.path()
    keyfile._ring = None


@pytest.fixture
def keys(place):
    """A fresh key file in use."""
    return keyfile.ensure(database_empty=True)
