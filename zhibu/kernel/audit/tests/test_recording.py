"""A row of the trace holds who, what and where, and never a value that is kept sealed elsewhere."""

import pytest

from zhibu.kernel import audit
from zhibu.kernel.audit import recording
from zhibu.kernel.scope import HOUSE


@pytest.mark.parametrize(
    "name", ["id_number", "idcard", "phone", "mobile_new", "home_address", "password", "secret_key", "otp"]
)
def test_the_name_of_a_sealed_value_is_refused(name):
    with pytest.raises(ValueError, match="kept sealed"):
        recording._plain(name, "x")


@pytest.mark.parametrize("value", [b"sealed", 1.5, {"a": 1}, {1}, object(), [b"x"]])
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(TypeError, match="texts and whole numbers"):
        recording._plain("what", value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("查 11010519491231002x", "查 110*************2x"),
        ("13800138000、张三", "138****8000、张三"),
        ("a\0b", "ab"),
        ("编号 202611220000000001234", "编号 202611220000000001234"),
        ("0198f1d2-7a3b-7c4d-8e5f-138001380001", "0198f1d2-7a3b-7c4d-8e5f-138001380001"),
    ],
)
def test_numbers_that_people_type_come_masked(typed, kept):
    assert recording._plain("q", typed) == kept
    assert recording._plain("q", [typed, None, True, 3]) == [kept, None, True, 3]


@pytest.mark.parametrize(("action", "outcome"), [("see", "done"), ("members.see", "perhaps")])
def test_an_action_is_context_and_verb_and_an_outcome_one_of_two(action, outcome):
    with pytest.raises(ValueError, match="is"):
        audit.record(action, scope=HOUSE, outcome=outcome)
