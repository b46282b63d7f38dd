"""Masks tell two values apart and never give enough to rebuild one; spellings come to one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kernel.fields import masks, normal


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.id_number, "11010519491231002X", "110*************2X"),
        (masks.id_number, "H1234567801", "H12******01"),
        (masks.id_number, "12345678", "****"),
        (masks.id_number, "", ""),
        (masks.phone, "13800138000", "138****8000"),
        (masks.phone, "057187654321", "**********21"),
        (masks.phone, "8765", "****"),
        (masks.address, "浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区****"),
        (masks.address, "北京市朝阳区建国路88号", "北京市朝阳区****"),
        (masks.address, "河北省石家庄市正定县塔元庄村", "河北省石家庄市正定县****"),
        (masks.address, "浙江省义乌市廿三里街道", "浙江省义乌市****"),
        (
            masks.address,
            "新疆维吾尔自治区伊犁哈萨克自治州新源县1号",
            "新疆维吾尔自治区伊犁哈萨克自治州新源县****",
        ),
        (masks.address, "杭州市文三路花园小区1号", "杭州市****"),
        (masks.address, "塔元庄村3组", "****"),
        (masks.name, "张三", "张*"),
        (masks.name, "欧阳明月", "欧***"),
        (masks.name, "", ""),
    ],
)
def test_what_is_shown(mask, value, shown):
    assert mask(value) == shown


@given(st.from_regex(r"[1-9]\d{16}[\dX]", fullmatch=True))
def test_the_mask_of_an_id_number_shows_no_birth_date(value):
    shown = masks.id_number(value)
    assert len(shown) == 18
    assert set(shown[3:16]) == {"*"}


@given(st.text(st.characters(exclude_characters="*"), min_size=1, max_size=60))
def test_no_mask_shows_a_whole_value(value):
    for mask in (masks.id_number, masks.phone, masks.address, masks.name, masks.whole):
        assert mask(value) != value


@pytest.mark.parametrize(
    ("spell", "typed", "kept"),
    [
        (normal.id_number, "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        (normal.id_number, " 110105 19491231-002x\u200b", "11010519491231002X"),
        (normal.phone, "+86 138-0013-8000", "13800138000"),
        (normal.phone, "0086 13800138000", "13800138000"),
        (normal.phone, "（0571）8765 4321", "057187654321"),
        (normal.phone, "8613800138000", "8613800138000"),
        (normal.text, "  文三路\u3000１号 ", "文三路 1号"),
    ],
)
def test_spellings(spell, typed, kept):
    assert spell(typed) == kept


@given(st.text())
def test_a_normal_spelling_is_its_own(value):
    for spell in (normal.id_number, normal.text):
        assert spell(spell(value)) == spell(value)
