"""Invented people: names put together at random, numbers of areas and exchanges that do not exist."""

from __future__ import annotations

from datetime import date
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "单解仇查盖区"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟")
MALE = "建国军强明伟志勇平华民福生金水山海林春根学文德全光荣宝庆祥永安立新东亮涛鹏飞龙宇浩然子轩"
FEMALE = "红梅秀英桂兰玉珍淑芬丽娟霞凤琴芳敏静燕雪慧颖欣怡雨涵婷洁月春莲爱菊"
MINORITY_NAMES = ("阿依努尔·麦麦提", "买买提·艾力", "扎西顿珠", "卓玛央金", "乌兰其其格", "巴特尔")
RARE = ("㛃", "䶮", "𬭎")
# Peoples whose names are no surname and given name: first parts of men, of women, second parts of both.
OWN_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "02": (  # 蒙古族
        ("巴特尔", "朝鲁", "苏和", "那顺", "布和", "哈斯巴根"),
        ("乌兰其其格", "萨仁", "其木格", "娜仁花", "高娃", "托娅"),
        ("",),
    ),
    "04": (  # 藏族
        ("扎西", "次仁", "洛桑", "丹增", "多吉", "平措"),
        ("卓玛", "拉姆", "德吉", "白玛", "央宗", "曲珍"),
        ("顿珠", "央金", "旺堆", "罗布", "措姆", "格桑"),
    ),
    "05": (  # 维吾尔族
        ("买买提", "艾力", "吐尔逊", "阿布都拉", "玉素甫", "依明"),
        ("阿依努尔", "古丽娜尔", "帕提古丽", "热依汗", "阿孜古丽", "米娜瓦尔"),
        ("·麦麦提", "·艾力", "·吐尔洪", "·卡德尔", "·热合曼"),
    ),
}

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_AREA = "990000"  # given out to nobody


def person_name(draw: Random, *, female: bool, minority: bool) -> str:
    """A name of two or three characters; a few are long, rare or of another custom."""
    if minority and draw.random() < 0.3:
        return draw.choice(MINORITY_NAMES)
    surname = draw.choice(COMPOUND) if draw.random() < 0.01 else draw.choice(SURNAMES)
    if draw.random() < 0.004:
        return surname + draw.choice(RARE)
    given = FEMALE if female else MALE
    return surname + "".join(draw.choice(given) for _ in range(1 if draw.random() < 0.15 else 2))


def suited(name: str, people: str, number: int, *, female: bool) -> str:
    """The name as somebody of this people has it; no dice, so that everybody else stays who he is."""
    if people in OWN_NAMES:
        men, women, seconds = OWN_NAMES[people]
        firsts = women if female else men
        return firsts[number % len(firsts)] + seconds[number // len(firsts) % len(seconds)]
    if name in MINORITY_NAMES:
        given = FEMALE if female else MALE
        return SURNAMES[number % len(SURNAMES)] + given[number % len(given)] + given[number // 7 % len(given)]
    return name


def id_number(born: date, serial: int, *, female: bool) -> str:
    """A number that passes GB 11643 and belongs to nobody. `serial` below 500 for one day of birth."""
    first = f"{_AREA}{born:%Y%m%d}{serial * 2 % 1000 + (0 if female else 1):03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11
    return first + "10X98765432"[rest]


def mobile(serial: int) -> str:
    """Of the series 1000…, which no operator has."""
    return f"100{serial:08d}"
