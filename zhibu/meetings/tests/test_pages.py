"""The pages of organisational life, entered through the door, without a script."""

from __future__ import annotations

import pytest

from zhibu.kernel import clock


def sheet(world, key="willow", *, day=None, marks=None, **more):
    """What a browser sends of the sheet of a branch: everybody present unless `marks` says otherwise."""
    branch = [k for k, m in world.members.items() if m.branch_id == world.orgs[key].pk]
    marked = dict.fromkeys(branch, "present") | (marks or {})
    on = (day or clock.today()).isoformat()
    body = {"topic": "讨论冬季清河", "held_on": on, "roll_of": on, "begins_at": "15:00", "place": "村部"}
    body |= {f"mark-{world.members[who].pk}": mark for who, mark in marked.items() if mark}
    return body | more


@pytest.mark.parametrize("address", ["/meetings/", "/meetings/new/", "/me/meetings/"])
def test_the_pages_of_a_secretary_open(address, world, sign_in):
    assert sign_in("secretary").get(address).status_code == 200


def test_a_meeting_is_recorded_and_shown(world, sign_in):
    client = sign_in("secretary")
    address = f"/meetings/{world.orgs['willow'].pk}/new/assembly/"
    assert client.get(address).status_code == 200
    answer = client.post(address, sheet(world))
    assert answer.status_code == 303, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "可以开会" in page.content.decode()
