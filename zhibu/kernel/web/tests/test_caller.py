"""Whose tries are counted together: one IPv4 address, one household of IPv6, behind a proxy what it says."""

from __future__ import annotations

import pytest

from zhibu.kernel.web.caller import caller


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_an_address_as_it_is_counted(settings, address, counted):
    settings.HTTPS = False
    assert caller({"REMOTE_ADDR": address}) == counted


def test_what_the_caller_says_of_itself_is_believed_nowhere(settings):
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.7"}
    settings.HTTPS = False
    assert caller(meta) == "127.0.0.1"
    settings.HTTPS = True  # the last entry is the proxy's own
    assert caller(meta) == "203.0.113.7"
    assert caller({"REMOTE_ADDR": "127.0.0.1"}) == "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "address", "counted"),
    [
        (["127.0.0.1", "::1"], "192.168.1.9", "192.168.1.9"),  # past the proxy: its own words do not count
        (["172.18.0.0/16"], "172.18.0.3", "203.0.113.7"),
        (["172.18.0.0/16"], "172.19.0.3", "172.19.0.3"),
        (["127.0.0.1", "::1"], "::1", "203.0.113.7"),
        ([], "127.0.0.1", "127.0.0.1"),
    ],
)
def test_only_the_proxies_that_were_named_are_believed(settings, proxies, address, counted):
    settings.HTTPS, settings.PROXIES = True, proxies
    assert caller({"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": "203.0.113.7"}) == counted
