import gc

from zhibu.kernel.sweeping import SELDOM, seldom_swept


def test_cycles_are_sought_seldom_until_the_last_has_left():
    usual = gc.get_threshold()
    with seldom_swept():
        with seldom_swept():
            assert gc.get_threshold() == SELDOM
        assert gc.get_threshold() == SELDOM
    assert gc.get_threshold() == usual
