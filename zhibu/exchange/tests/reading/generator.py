"""Rosters with every defect of a real desk, at random, together with what must be understood of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhibu.exchange.reading import Masked

MONTH = 'yyyy"年"m"月"'
FORMATS = ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "[$-804]yyyy年m月d日;@", "built-in 31", "General")


@dataclass(frozen=True)
class Stamp:
    """A day as Excel keeps it: a number, and how it shows."""

    day: date
    shows: str


@dataclass(frozen=True)
class Calc:
    """A formula and what it showed when the file was saved."""

    formula: str
    result: str


@dataclass
class Drawn:
    """A roster as cells, and what is to be read of it."""

    grid: list[list[Any]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, column, last row, column
    columns: list[str | None] = field(default_factory=list)
    lines: dict[int, tuple[dict[str, Any], dict[str, str]]] = field(default_factory=dict)
    # row number → (values, field → what its reason says)
    heading: tuple[int, int] = (0, 0)


HEADINGS: dict[str, list[str]] = {
    "name": ["姓名", "姓  名", "党员姓名", "姓　名*", "＊姓名", "姓名（必填）", "1.姓名"],
    "sex": ["性别", "性 别", "性\n别", "性别(男/女)"],
    "ethnicity": ["民族", "民　族", "民族成份"],
    "born_on": [
        "出生日期",
        "出生年月",
        "出生年月日",
        "出生时间",
        "生日",
        "出生\n日期",
        "出生年月（年/月/日）",
    ],
    "id_number": [
        "身份证号",
        "公民身份号码",
        "身份证号码",
        "公民身份证号码",
        "身份证号\n（18位）",
        "★身份证号码：",
        "居民身份证号",
    ],
    "education": ["学历", "文化程度", "最高学历", "学 历"],
    "category": ["人员类别", "党员类别", "党员类型", "正式/预备", "人员类别【正式党员/预备党员】"],
    "branch": ["所在支部", "党支部", "所在党支部", "所属党支部名称", "组织关系所在党支部", "支部名称"],
    "joined_on": [
        "入党时间",
        "加入党组织日期",
        "入党日期",
        "入党年月日",
        "加入中国共产党时间",
        "入党\n时间",
        "入党时间（支部大会通过之日）",
    ],
    "converted_on": ["转正时间", "转为正式党员日期", "转正日期", "转正 时间"],
    "occupation": ["工作岗位", "职业", "从事职业"],
    "mobile": ["手机", "联系电话", "手机号码", "联系方式", "手机号（常用）", "移动电话"],
    "home_address": ["家庭住址", "现居住地", "住址", "家庭地址"],
    "standing": ["党籍状态", "党籍情况"],
    "lost": ["是否失联", "是否为失联党员"],
    "lost_on": ["失联日期", "失去联系日期"],
    "mobile_member": ["是否流动党员", "是否为流动党员"],
    "direction": ["外出流向", "流动去向"],
}
GROUPED = {  # two-line headings: what stands above, and for each field what stands below
    "身份信息": {"sex": "性别", "ethnicity": "民族", "born_on": "出生日期", "id_number": "身份证号码"},
    "入党": {"joined_on": "时间"},
    "联系方式": {"mobile": "手机", "home_address": "家庭住址"},
    "流动情况": {"mobile_member": "是否流动", "direction": "流向"},
}
ALWAYS = ("name", "id_number", "joined_on")
NOISE = ("序号", "备注", "年龄", "职务", "毕业院校", "介绍人")

_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀兰"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WIDE = str.maketrans("0123456789.-/X", "０１２３４５６７８９．－／Ｘ")

Draw = Callable[[random.Random], tuple[Any, Any]]  # the cell, and its value or Bad


@dataclass(frozen=True)
class Bad:
    """The cell must be refused, with these words in the reason."""

    says: str


def name(r: random.Random) -> tuple[Any, Any]:
    said = r.choice(_SURNAMES) + "".join(r.choice(_GIVEN) for _ in range(r.randint(1, 2)))
    return r.choice(
        [
            (said, said),
            (said, said),
            ("　".join(said), said),
            (f" {said[0]}  {said[1:]} ", said),
            (f"'{said}", said),
            ("买买提•艾力", "买买提·艾力"),
            (f"{said}（女）", Bad("括号")),
            (Calc('"张"&"三"', "张三"), Bad("公式")),
        ]
    )


def number(r: random.Random) -> str:
    """Of an invented place: no code of a real district begins with 000."""
    digits = f"000{r.randrange(10**3):03}{r.randint(1940, 2000)}{r.randint(1, 12):02}{r.randint(1, 28):02}"
    digits += f"{r.randrange(10**3):03}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def id_number(r: random.Random) -> tuple[Any, Any]:
    said = number(r)
    masked = f"{said[:3]}{'*' * 13}{said[-2:]}"
    return r.choice(
        [
            (said, said),
            (said, said),
            (f"'{said}", said),
            (said.lower(), said),
            (said.translate(_WIDE), said),
            (f"{said[:6]} {said[6:14]} {said[14:]}", said),
            (masked, Masked(masked)),
            (110105194912310000.0, Bad("前15位")),
            ("1.10105E+17", Bad("前15位")),
            (f"{said}、{number(r)}", Bad("不止一个")),
            (said[:17], said[:17]),  # its length is judged by the norm, not by the reader
            (Calc('"0"&"1"', said), Bad("公式")),
        ]
    )


def day(r: random.Random) -> tuple[Any, Any]:
    d = date(1950, 1, 1) + timedelta(days=r.randrange(27_000))
    y, m, n = d.year, d.month, d.day
    return r.choice(
        [
            (f"{y}年{m}月{n}日", d),
            (f"{y}.{m}.{n}", d),
            (f"{y}.{m:02}.{n:02}", d),
            (f"{y}-{m}-{n}", d),
            (f"{y}/{m:02}/{n:02}", d),
            (f"{y}{m:02}{n:02}", d),
            (float(f"{y}{m:02}{n:02}"), d),
            (f"{y}-{m:02}-{n:02} 00:00:00", d),
            (f"{y} 年 {m} 月 {n} 号", d),
            (f"'{y}-{m}-{n}", d),
            (f"{y}.{m}.{n}".translate(_WIDE), d),
            *((Stamp(d, shows), d) for shows in FORMATS),
            (Stamp(date(y, m, 1), MONTH), Bad("缺少日")),
            (Stamp(date(y, m, 15), MONTH), date(y, m, 15)),
            (f"{y}.{m}", Bad("缺少日")),
            (f"{y}年{m}月", Bad("缺少日")),
            (float(f"{y}.{m}"), Bad("缺少日")),
            (f"{y}{m:02}", Bad("缺少日")),
            (float(y), Bad("缺少月和日")),
            (f"{y}年", Bad("缺少月和日")),
            (f"{y % 100:02}.{m}.{n}", Bad("两位")),
            (f"{m}/{n}/{y}", Bad("年份写在后面")),
            (f"{y}.2.30", Bad("这一天")),
            ("档案未记载", Bad("看不出")),
            (None, None),
            ("/", None),
        ]
    )


def code(**ways: str) -> Draw:
    """One of the ways people write a code: 本科="20"."""

    def draw(r: random.Random) -> tuple[Any, Any]:
        if r.random() < 0.05:
            return ("说不清楚", Bad("不在"))
        said = r.choice(list(ways))
        return (said.lstrip("_"), ways[said])

    return draw


def mobile(r: random.Random) -> tuple[Any, Any]:
    said = f"1{r.choice('3456789')}{r.randrange(10**9):09}"
    return r.choice(
        [
            (said, said),
            (float(said), said),
            (f"{said[:3]}-{said[3:7]}-{said[7:]}", said),
            (f"+86 {said}", said),
            (said.translate(_WIDE), said),
            (f"'{said}", said),
            (f"{said[:3]}****{said[7:]}", Masked(f"{said[:3]}****{said[7:]}")),
            (said[:10], Bad("现有10位")),
            (f"{said}/{said[:10]}0", Bad("不止一个")),
            ("没有手机号", Bad("数字以外")),
            (None, None),
            ("无", None),
        ]
    )


def text(*choices: str) -> Draw:
    return lambda r: (lambda said: (said, said.strip() or None))(r.choice(choices))


DRAWS: dict[str, Draw] = {
    "name": name,
    "id_number": id_number,
    "born_on": day,
    "joined_on": day,
    "converted_on": day,
    "lost_on": day,
    "mobile": mobile,
    "sex": code(男="male", 女="female", M="male", F="female", _1="male", _2="female", 男性="male"),
    "ethnicity": code(汉族="01", 汉="01", 蒙古="02", 维吾尔族="05", 土家="15", 土族="30", 土="30", _01="01"),
    "education": code(
        研究生="10", 硕士="10", 博士="10", 本科="20", 大学="20", 大学本科="20", 大专="30", 专科="30",
        中专="40", 技校="40", 高中="60", 初中="70", 小学="80", 文盲="90", 大专毕业="30",
    ),
    "category": code(正式="formal", 正式党员="formal", 预备="probationary", 预备党员="probationary"),
    "standing": code(正常="normal", 停止党籍="suspended", 留党察看="party_probation"),
    "occupation": code(农民="farmer", 退休="retired", 公务员="official", 学生="student", 教师="professional"),
    "branch": text("第一党支部", "演示村党支部", "中共演示县委员会机关支部"),
    "home_address": text("演示县演示镇演示村3号", "演示市幸福小区2幢101室"),
    "direction": text("演示省", "演示市", ""),
}  # fmt: skip


def draw(seed: int, *, rows: tuple[int, int] = (3, 25)) -> Drawn:
    """A roster with a random choice of defects, of so many rows."""
    r = random.Random(seed)
    drawn = Drawn()
    fields: list[str] = [key for key in HEADINGS if key in ALWAYS or r.random() < 0.6]
    r.shuffle(fields)
    if r.random() < 0.4:  # a column of their own is not where people stop
        fields = [f for f in fields if f not in {"lost", "lost_on", "mobile_member"}]
    _titles(r, drawn)
    left = r.choice([0, 0, 0, 1, 2])
    two_lines = r.random() < 0.35
    columns: list[tuple[str | None, str]] = [(None, "序号")] if r.random() < 0.7 else []
    columns += [(key, r.choice(HEADINGS[key])) for key in fields]
    for said in r.sample(NOISE[1:], r.randint(0, 3)):
        columns.insert(r.randint(0, len(columns)), (None, said))
    _heading(r, drawn, columns, left, two_lines)
    for _ in range(r.randint(*rows)):
        _row(r, drawn, left)
        if r.random() < 0.08:
            drawn.grid.append([])
        if r.random() < 0.06:
            drawn.grid += [list(line) for line in drawn.grid[drawn.heading[0] - 1 : drawn.heading[1]]]
        if r.random() < 0.06:
            drawn.grid.append([None] * left + [r.choice(["小计", "小 计", "合计：3人"]), None, 3.0])
    _foot(r, drawn, left)
    return drawn


def _titles(r: random.Random, drawn: Drawn) -> None:
    if r.random() < 0.7:
        drawn.grid.append(["演示村党支部党员花名册"])
        drawn.merges.append((len(drawn.grid) - 1, 0, len(drawn.grid) - 1, 5))
    if r.random() < 0.4:
        drawn.grid.append(["填报单位（盖章）：", None, None, "填报日期：2026年7月1日"])
    if r.random() < 0.3:
        drawn.grid.append([])


def _heading(
    r: random.Random, drawn: Drawn, columns: list[tuple[str | None, str]], left: int, two_lines: bool
) -> None:
    start = len(drawn.grid)
    if two_lines:
        columns, above, below = _two_lines(columns)
        for first, last in _spans(above):
            drawn.merges.append((start, left + first, start, left + last))
        for column, under in enumerate(below):
            if under is None:
                drawn.merges.append((start, left + column, start + 1, left + column))
        drawn.grid.append([None] * left + above)
        drawn.grid.append([None] * left + below)
    else:
        drawn.grid.append([None] * left + [said for _, said in columns])
    drawn.columns = [None] * left + [key for key, _ in columns]
    drawn.heading = (start + 1, len(drawn.grid))


def _two_lines(columns: list[tuple[str | None, str]]) -> tuple[list[Any], list[Any], list[Any]]:
    """The grouped fields side by side under what they share; the others in one cell over both lines."""
    grouped = {key for group in GROUPED.values() for key in group}
    order: list[tuple[str | None, str]] = [c for c in columns if c[0] not in grouped]
    above: list[Any] = [said for _, said in order]
    below: list[Any] = [None] * len(order)
    have = {key for key, _ in columns}
    for title, group in GROUPED.items():
        inside = [(key, said) for key, said in group.items() if key in have]
        order += inside
        above += [title] * bool(inside) + [None] * (len(inside) - 1)
        below += [said for _, said in inside]
    return order, above, below


def _spans(above: list[Any]) -> list[tuple[int, int]]:
    spans = []
    for column, said in enumerate(above):
        last = column
        while last + 1 < len(above) and above[last + 1] is None:
            last += 1
        if said is not None and last > column:
            spans.append((column, last))
    return spans


def _row(r: random.Random, drawn: Drawn, left: int) -> None:
    cells: list[Any] = []
    values: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    fate = r.choice(["none", "none", "none", "mobile", "lost", "both"])
    for key in drawn.columns:
        if key is None:
            cells.append(_noise(r, len(cells) < left))
            continue
        if key in {"lost", "mobile_member"}:
            yes = fate == "both" or fate == ("lost" if key == "lost" else "mobile")
            cells.append(r.choice(["是", "√", "Y"] if yes else ["否", "×", "N"]))
            continue
        cell, value = DRAWS[key](r)
        cells.append(cell)
        if isinstance(value, Bad):
            reasons[key] = value.says
        else:
            values[key] = value
    if left == 0 and drawn.columns[0] is None:
        cells[0] = float(len(drawn.grid))
    _fold(drawn, fate, values, reasons)
    drawn.grid.append(cells)
    drawn.lines[len(drawn.grid)] = (values, reasons)


def _fold(drawn: Drawn, fate: str, values: dict[str, Any], reasons: dict[str, str]) -> None:
    """What the split pair of the national system means on a card."""
    have = {"lost", "mobile_member"} & set(drawn.columns)
    lost, moved = (
        fate in {"lost", "both"} and "lost" in have,
        fate in {"mobile", "both"} and "mobile_member" in have,
    )
    lost_on = values.pop("lost_on", None)
    if lost and moved:
        reasons["lost"] = "既写了失联"
    elif lost or moved:
        values["whereabouts"] = "lost" if lost else "mobile"
    elif len(have) == 2:
        values["whereabouts"] = "none"
    if values.get("whereabouts") == "lost" and lost_on is not None:
        values["whereabouts_since"] = lost_on


def _noise(r: random.Random, margin: bool) -> Any:
    if margin:
        return None
    return r.choice([None, "见备注", 12.0, "1998年7月", Calc("1+1", "2")])


def _foot(r: random.Random, drawn: Drawn, left: int) -> None:
    margin = [None] * left
    if r.random() < 0.5:
        drawn.grid += (
            [[*margin, float(number)] for number in range(90, 93)] if drawn.columns[left] is None else []
        )
    if r.random() < 0.5:
        drawn.grid.append([*margin, r.choice(["合计", "总  计", "共计：25人"]), None, 25.0])
    if r.random() < 0.5:
        drawn.grid.append([])
    if r.random() < 0.5:
        drawn.grid.append([*margin, "填表人：赵敏", None, "审核人：钱伟", None, "填表日期：2026.7.1"])
    if r.random() < 0.4:
        drawn.grid.append([*margin, "注：1.入党时间以支部大会通过之日为准；2.本表一式两份。"])
