"""Every home as its people see it, within its budget of questions to the database."""

from __future__ import annotations

import pytest

EVERYBODY = (
    "secretary",
    "organiser",
    "member",
    "newcomer",
    "officer",
    "east_officer",
    "auditor",
    "system_admin",
    "security_admin",
    "audit_admin",
    "outsider",
)


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_has_a_home(who, world, sign_in):
    page = sign_in(who).get("/")
    assert page.status_code == 200
    assert "投诉建议" in page.content.decode()
