"""A demonstration is wiped by a button, on its own machine, after a word; real people have no such page."""

from __future__ import annotations

import pytest

from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.trouble import Trouble
from zhibu.site import wiping
from zhibu.site.running import demo as running
from zhibu.site.running import supervisor

PAGE = "/demo/wipe/"


@pytest.fixture
def folder(world, tmp_path, monkeypatch):
    """A demonstration that is being served from this folder."""
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(wiping, "external", lambda: False)
    monkeypatch.setattr(running, "external", lambda: False)
    found = DataFolder.of()
    found.prepare()
    found.demonstration.touch()
    with found.served():
        yield found


@pytest.fixture
def desk(sign_in, folder):
    client = sign_in("secretary")
    client.defaults["HTTP_HOST"] = "localhost:8000"
    return client


def test_it_asks_for_the_word_and_says_what_goes(desk, folder):
    page = desk.get(PAGE).content.decode()
    assert "找不回来" in page and str(folder.root) in page and "<form" in page
    for word in ("", "清除", "好"):
        assert desk.post(PAGE, {"word": word}).status_code == 422
    assert not folder.wish_to_wipe.exists()
    assert "bin/zhibu init" in desk.post(PAGE, {"word": " 清除演示 "}).content.decode()
    assert folder.wish_to_wipe.exists()
    assert PAGE in desk.get("/").content.decode()


@pytest.mark.parametrize(
    "meta",
    [
        {"HTTP_HOST": "demo.example.cn"},
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_from_elsewhere_it_is_only_explained(desk, folder, meta, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = desk.get(PAGE, **meta)
    assert page.status_code == 200 and "这里不能清除" in page.content.decode()
    assert str(folder.root) not in page.content.decode()
    desk.post(PAGE, {"word": "清除演示"}, **meta)
    assert not folder.wish_to_wipe.exists()


def test_not_where_it_was_not_started_as_a_demonstration(desk, folder):
    folder.demonstration.unlink()
    desk.post(PAGE, {"word": "清除演示"})
    assert not folder.wish_to_wipe.exists()


def test_a_second_factor_is_given_freshly(desk, folder, monkeypatch):
    monkeypatch.setattr(wiping, "must_prove_again", lambda session: True)
    answer = desk.post(PAGE, {"word": "清除演示"})
    assert answer.status_code == 302 and "/second-factor/" in answer["Location"]
    assert not folder.wish_to_wipe.exists()


def test_where_real_people_are_there_is_no_such_page(desk, folder, monkeypatch):
    monkeypatch.setattr(wiping, "is_demonstration", lambda: False)
    assert desk.get(PAGE).status_code == desk.post(PAGE, {"word": "清除演示"}).status_code == 404
    assert not folder.wish_to_wipe.exists()


def test_whoever_serves_it_stops_and_wipes(folder, monkeypatch):
    monkeypatch.setattr(supervisor, "SECONDS_TO_SHOW", 0)
    monkeypatch.setattr(running, "clear", lambda wiped: cleared.append(wiped))
    cleared: list[DataFolder] = []
    demo = running.Demo(size="town", fresh=False)
    demo.wiped(folder)
    assert not cleared
    folder.wish_to_wipe.touch()
    supervisor._watch(None, [], folder)  # comes back
    demo.wiped(folder)
    assert cleared == [folder] and not folder.wish_to_wipe.exists()
    folder.wish_to_wipe.touch()
    folder.demonstration.unlink()
    folder.postgres.mkdir()
    with pytest.raises(Trouble):
        demo.wiped(folder)
    assert cleared == [folder]
