"""Names sort, are found and stand on ballots as a branch secretary expects."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kernel.names import initials, sort_key, spelling, stroke_count, stroke_key, tidy


@pytest.mark.parametrize(
    ("name", "spelt", "first"),
    [
        ("张晓明", "zhangxiaoming", "zxm"),
        ("单国强", "shanguoqiang", "sgq"),
        ("曾巩", "zenggong", "zg"),
        ("解文远", "xiewenyuan", "xwy"),
        ("仇大同", "qiudatong", "qdt"),
        ("查文清", "zhawenqing", "zwq"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("区大海", "oudahai", "odh"),
        ("朴大山", "piaodashan", "pds"),
        ("任我行", "renwoxing", "rwx"),
        ("缪文海", "miaowenhai", "mwh"),
        ("尉迟敬德", "yuchijingde", "ycjd"),
        ("尉大力", "weidali", "wdl"),
        ("万俟卨", "moqixie", "mqx"),
        ("万大力", "wandali", "wdl"),
        ("乐毅", "yueyi", "yy"),
        ("覃塘", "qintang", "qt"),
        ("翟让", "zhairang", "zr"),
        ("员半千", "yunbanqian", "ybq"),
        ("华罗庚", "hualuogeng", "hlg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("诸葛亮", "zhugeliang", "zgl"),
        ("李单", "lidan", "ld"),
        ("吕布", "lvbu", "lb"),
        ("阿卜杜拉·买买提", "abudulamaimaiti", "abdlmmt"),
        ("阿卜杜拉•买买提", "abudulamaimaiti", "abdlmmt"),
        ("查干·巴特尔", "chaganbateer", "cgbte"),
        ("李𬭎", "lihong", "lh"),
        ("王〇", "wangling", "wl"),
        ("John Smith", "johnsmith", "js"),
        ("José", "jose", "j"),
        ("张Ａ明", "zhangaming", "zam"),
        ("张\ue000明", "zhangming", "z_m"),
        ("张　三", "zhangsan", "zs"),
        (" 张 三 ", "zhangsan", "zs"),
        ("", "", ""),
    ],
)
def test_spelling_and_initials(name, spelt, first):
    assert (spelling(name), initials(name)) == (spelt, first)


def test_names_sort_as_in_a_dictionary():
    right = [
        "安宁",
        "李明",
        "李敏",
        "李明明",
        "林一",
        "Lisa",
        "吕布",
        "单雄信",
        "王五",
        "章明",
        "张三",
        "张三丰",
    ]
    ordered = sorted(right, key=sort_key)
    assert ordered.index("单雄信") < ordered.index("王五")
    assert sort_key("李明") < sort_key("李明明") < sort_key("李铭")
    assert sort_key("张三") < sort_key("张三丰") < sort_key("张四")
    assert sort_key("卢布") < sort_key("吕布")
    assert sort_key("王五") < sort_key("王\ue000")  # what cannot be read comes last


def test_people_of_one_surname_stay_together_among_those_of_one_sound():
    ordered = sorted(["章一", "张一", "章二", "张二", "章三", "张三"], key=sort_key)
    assert "".join(name[0] for name in ordered) in {"张张张章章章", "章章章张张张"}


@given(st.text(max_size=12))
def test_any_text_has_a_key_and_initials_of_the_search_alphabet(name):
    assert sort_key(name) == sort_key(tidy(name))
    assert sort_key(name).encode() or not any(sign.isalnum() for sign in tidy(name))  # signs are no name
    assert not set(initials(name)) & set(" ·~")
    assert tidy(tidy(name)) == tidy(name)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5))
def test_each_character_of_the_basic_block_gives_one_initial_and_has_strokes(name):
    assert len(initials(name)) == len(name)
    assert initials(name).isascii()
    assert initials(name).isalpha()
    assert all(1 <= stroke_count(character) <= 64 for character in name)


def test_surnames_are_ordered_by_strokes_then_by_the_order_of_strokes():
    official = (
        "丁万习马王石卢叶田白冯吉任刘齐江许孙李杨吴何汪沈张陆陈范林周赵胡钟段贺徐高郭唐黄曹梁彭蒋韩谢蔡熊潘魏"
    )
    assert sorted(official, key=stroke_key) == list(official)


@pytest.mark.parametrize(
    ("character", "count"),
    [
        ("丁", 2),
        ("马", 3),
        ("王", 4),
        ("曾", 12),
        ("单", 8),
        ("龚", 11),
        ("鑫", 24),
        ("〇", None),
        ("A", None),
    ],
)
def test_strokes_are_counted_in_the_mainland_way(character, count):
    assert stroke_count(character) == count


def test_of_one_surname_the_shorter_given_name_stands_first():
    right = ["王一", "王鑫", "王一一", "王一丁", "王鑫一"]
    assert sorted(sorted(right), key=stroke_key) == right


def test_a_compound_surname_is_a_surname_of_its_own():
    assert sorted(["司马光", "司徒美", "司南"], key=stroke_key) == ["司南", "司马光", "司徒美"]
    assert stroke_key("阿卜杜拉·买买提") < stroke_key("欧阳锋")


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=80))
def test_keys_fit_their_columns(name):
    assert len(stroke_key(name)) <= 60
    assert len(sort_key(name)) <= 200
    assert len(initials(name)) <= 30
    assert stroke_key(name).isascii()


def test_the_tables_are_read_only_when_needed_and_stay_small():
    program = """
import sys, psutil
import zhibu.kernel.names as names
assert not names.pinyin._readings.cache_info().currsize
before = psutil.Process().memory_info().rss
names.sort_key("张晓明"), names.stroke_key("张晓明")
print((psutil.Process().memory_info().rss - before) / 1e6)
assert "pypinyin" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 8
