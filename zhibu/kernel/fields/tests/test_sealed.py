"""A sealed text shows its mask, opens in its own row, is found by its index, makes plain columns."""

import pickle
import uuid

import pytest
from django.db import models
from django.db.migrations.writer import MigrationWriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.kernel.crypto import NotGenuine, keyfile
from zhibu.kernel.fields import (
    DataClass,
    SealedText,
    class_of,
    classify,
    seal,
    sealed_texts,
    unclassed,
    unseal,
)

NUMBER = "11010519491231002X"


def test_one_declaration_makes_three_plain_columns(keys, card):
    fields = {field.name: field for field in card._meta.get_fields()}
    assert [type(fields[f"id_number_{part}"]) for part in ("sealed", "index", "mask")] == [
        models.BinaryField,
        models.BinaryField,
        models.CharField,
    ]
    assert fields["id_number_index"].unique
    assert fields["phone_index"].db_index
    assert not fields["phone_index"].unique
    assert "remark_index" not in fields
    for name in ("id_number_sealed", "id_number_index", "id_number_mask"):
        assert "SealedText" not in MigrationWriter.serialize(fields[name])[0]


def test_the_value_is_nowhere_in_the_row_and_nowhere_in_its_texts(keys, card):
    row = card(name="张三")
    seal(row, "id_number", NUMBER)
    shown = f"{row.id_number} {row.id_number!r} {row.__dict__!r}"
    assert str(row.id_number) == "110*************2X"
    assert NUMBER not in shown
    assert NUMBER.encode() not in pickle.dumps(dict(row.__dict__, _state=None))
    assert unseal(row, "id_number") == row.id_number.unseal() == NUMBER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_what_is_sealed_opens_as_its_normal_spelling(keys, card, value):
    row = card()
    seal(row, "remark", value)
    assert unseal(row, "remark") == card.remark.normal(value)
    assert bool(row.remark) == bool(card.remark.normal(value))


def test_spellings_of_one_number_are_found_by_one_index(keys, card):
    one, other = card(), card()
    seal(one, "id_number", NUMBER)
    seal(other, "id_number", " １１０１０５ 19491231 002x")
    assert one.id_number_index == other.id_number_index
    assert one.id_number_sealed != other.id_number_sealed
    assert card.id_number.found_by(card, NUMBER) == models.Q(id_number_index__in=[one.id_number_index])
    assert card.id_number.found_by(card, "  ") == models.Q(id_number_index__in=[])


def test_the_index_of_one_column_says_nothing_about_another(keys, card):
    row = card()
    seal(row, "phone", "13800138000")
    seal(row, "id_number", "13800138000")
    assert row.phone_index != row.id_number_index


def test_clearing_leaves_nothing(keys, card):
    row = card()
    seal(row, "phone", "13800138000")
    seal(row, "phone", None)
    assert (row.phone_sealed, row.phone_index, row.phone_mask) == (None, None, "")
    assert unseal(row, "phone") == ""
    assert not row.phone


def test_columns_moved_to_another_row_or_column_do_not_open(keys, card):
    one, other = card(), card()
    seal(one, "phone", "13800138000")
    other.phone_sealed = one.phone_sealed
    with pytest.raises(NotGenuine):
        unseal(other, "phone")
    one.id_number_sealed = one.phone_sealed
    with pytest.raises(NotGenuine):
        unseal(one, "id_number")


def test_the_row_is_the_same_whether_its_key_came_as_text_or_as_uuid(keys, card):
    key = uuid.uuid4()
    one, other = card(id=str(key).upper()), card(id=key)
    seal(one, "phone", "13800138000")
    other.phone_sealed = memoryview(one.phone_sealed)
    assert unseal(other, "phone") == "13800138000"


def test_without_a_primary_key_nothing_is_sealed(keys, card):
    with pytest.raises(ValueError, match="primary key"):
        seal(card(id=None), "phone", "13800138000")


def test_a_sealed_text_is_not_assigned_by_mistake(keys, card):
    with pytest.raises(AttributeError, match="use seal"):
        card().phone = "13800138000"


def test_during_a_change_of_the_blind_key_a_row_is_found_under_both(keys, card):
    row = card()
    seal(row, "phone", "13800138000")
    keyfile.add_blind_key(keyfile.path())
    keyfile.reloaded()
    found = card.phone.found_by(card, "13800138000")
    assert row.phone_index in dict(found.children)["phone_index__in"]


def test_the_schema_says_which_fields_lack_a_class(card):
    assert unclassed(card) == []
    assert [text.name for text in sealed_texts(card)] == ["id_number", "phone", "remark"]
    card.classes = classify(public="id", internal="gone", sensitive="id_number phone")
    assert unclassed(card) == ["gone", "name", "remark"]


def test_the_columns_of_a_sealed_text_take_its_class_and_its_mask_is_internal(card):
    assert class_of(card, "name") == DataClass.INTERNAL
    assert class_of(card, "phone_sealed") == class_of(card, "phone_index") == DataClass.SENSITIVE
    assert class_of(card, "remark_sealed") == DataClass.CORE
    assert class_of(card, "phone_mask") == DataClass.INTERNAL
    with pytest.raises(KeyError):
        class_of(card, "weight")


def test_a_field_has_one_class():
    with pytest.raises(ValueError, match="one data class"):
        classify(public="name", core="name")


def test_a_sealed_text_cannot_be_unique_without_an_index():
    with pytest.raises(Exception, match="needs its index"):
        SealedText(index=False, unique=True)
