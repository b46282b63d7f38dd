"""Access lists: one user let in, nobody else, and no mask widened by the way."""

import stat

from zhibu.kernel.postgres import acl


def test_a_grant_gives_one_user_search_and_changes_nobody_else(place):
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    acl.grant(folder, 4321, acl.SEARCH)
    assert acl.granted(folder, 4321) == acl.SEARCH
    assert acl.granted(folder, 4322) == 0
    entries = acl._read(folder)
    assert entries[acl._GROUP_OF_FILE, acl._NOBODY] == 0
    assert entries[acl._OTHERS, acl._NOBODY] == 0
    assert stat.S_IMODE(folder.stat().st_mode) & 0o707 == 0o700


def test_a_second_grant_keeps_the_first(place):
    acl.grant(place, 4321, acl.SEARCH)
    acl.grant(place, 4322, acl.READ)
    acl.grant(place, 4321, acl.READ)
    assert acl.granted(place, 4321) == acl.READ | acl.SEARCH
    assert acl.granted(place, 4322) == acl.READ


def test_widening_the_mask_wakes_no_right_it_held_back(place):
    entries = acl._read(place)
    entries[acl._USER, 4321] = acl.READ | acl.SEARCH
    entries[acl._MASK, acl._NOBODY] = acl.READ
    acl._write(place, entries)
    assert acl.granted(place, 4321) == acl.READ
    acl.grant(place, 4322, acl.SEARCH)
    assert acl.granted(place, 4321) == acl.READ
    assert acl.granted(place, 4322) == acl.SEARCH
