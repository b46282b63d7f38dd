"""`zhibu proxy`: a text that a proxy takes, for a name that is one, and what this house must be told."""

from __future__ import annotations

import json

import pytest

from zhibu.site.commands import proxy, shell


def test_caddy_gets_the_port_and_keeps_its_own_certificate_within(capsys, monkeypatch):
    monkeypatch.setenv("ZHIBU_PORT", "8123")
    assert shell.main(["proxy", "--name", "zhibu.lan", "--lan"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("# Caddyfile\nzhibu.lan {\n    tls internal\n")
    assert "reverse_proxy 127.0.0.1:8123" in told.out
    assert "ZHIBU_HTTPS=1" in told.err and "ZHIBU_HOSTS=zhibu.lan" in told.err
    assert "ZHIBU_PROXIES=127.0.0.1,::1" in told.err


def test_nginx_writes_the_callers_address_itself(capsys, monkeypatch):
    monkeypatch.delenv("ZHIBU_PORT", raising=False)
    assert shell.main(["proxy", "--name", "djw.example.cn", "--server", "nginx", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in told["config"]
    assert "proxy_pass http://127.0.0.1:8000;" in told["config"]
    # with its port: on another than 443 a form would come from elsewhere
    assert "proxy_set_header Host $http_host;" in told["config"]
    assert told["environment"]["ZHIBU_HOSTS"] == "djw.example.cn"


@pytest.mark.parametrize("name", ["a b", "x;y", "a{", "", "..", "-a.cn", "a..cn", "http://a.cn", "a\nb"])
def test_what_is_no_name_is_written_into_no_configuration(name, capsys):
    assert shell.main(["proxy", f"--name={name}"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "不像一个网址里的名字" in told.err


def test_every_placeholder_is_filled():
    for server in proxy.KINDS:
        assert "%(" not in proxy.text(server, "a.cn", 1, lan=True)
