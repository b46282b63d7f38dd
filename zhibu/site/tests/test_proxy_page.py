"""The page that writes what a reverse proxy is told."""

from __future__ import annotations

import pytest


def test_the_page_writes_what_the_command_writes(world, sign_in, monkeypatch):
    monkeypatch.setenv("ZHIBU_PORT", "8123")
    page = sign_in("system_admin").get("/proxy/", {"name": "zhibu.lan", "server": "caddy", "lan": "on"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "tls internal" in text and "reverse_proxy 127.0.0.1:8123" in text
    assert "ZHIBU_HOSTS=zhibu.lan" in text and "https://zhibu.lan" in text


@pytest.mark.parametrize("name", ["", "a b", "x;y", "http://a.cn", "a..cn", "<b>"])
def test_what_is_no_name_is_said_at_the_field_and_kept(name, world, sign_in):
    page = sign_in("system_admin").get("/proxy/", {"name": name, "server": "nginx"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "有 1 处要改" in text and "server_name" not in text
    assert not name or "不像一个网址里的名字" in text
    head = text.split("data-problems", 1)[1].split("</div>", 1)[0]
    assert "：“" in head or not name
    assert "[" not in head and "&#39;" not in head, "what it says, not how it is kept"


def test_before_anything_is_asked_nothing_is_wrong(world, sign_in):
    page = sign_in("system_admin").get("/proxy/")
    assert page.status_code == 200 and "要改" not in page.content.decode()
