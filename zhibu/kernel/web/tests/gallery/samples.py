"""Invented people, meetings and figures that fill the gallery."""

from __future__ import annotations

from datetime import date

from zhibu.kernel.web.parts import (
    Attendee,
    Cell,
    Column,
    Crumb,
    Fact,
    MatrixRow,
    Moment,
    Node,
    Segment,
    Stage,
    State,
    Tab,
    Todo,
)
from zhibu.kernel.web.shell import Hat, NavItem, Shell

TODAY = date(2026, 11, 20)
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊·阿不都外力江"
LONG_PLACE = "中共某某自治区某某自治州某某县人力资源和社会保障局机关及所属事业单位联合党支部委员会"

DESK_NAV = (
    NavItem(label="工作台", url="#desk", icon="home", current=True, badge=3),
    NavItem(label="组织生活", url="#life", icon="calendar"),
    NavItem(label="党员名册", url="#roster", icon="users"),
    NavItem(label="发展党员", url="#develop", icon="rise", badge=1),
    NavItem(label="党费", url="#dues", icon="coin"),
    NavItem(label="学习", url="#learn", icon="book"),
    NavItem(label="党务公开", url="#open", icon="eye"),
    NavItem(label="意见箱", url="#voice", icon="mail"),
    NavItem(label="报表与打印", url="#reports", icon="file", apart=True),
)
DESK_TABS = (
    NavItem(label="工作台", url="#desk", icon="home", current=True),
    NavItem(label="名册", url="#roster", icon="users"),
    NavItem(label="开会", url="#meet", icon="plus", middle=True),
    NavItem(label="报表", url="#reports", icon="file"),
    NavItem(label="我的", url="#me", icon="user"),
)
MEMBER_NAV = (
    NavItem(label="首页", url="#home", icon="home", current=True),
    NavItem(label="组织生活", url="#life", icon="calendar"),
    NavItem(label="学习", url="#learn", icon="book"),
    NavItem(label="党费", url="#dues", icon="coin"),
    NavItem(label="党务公开", url="#open", icon="eye"),
    NavItem(label="我的", url="#me", icon="user"),
)
MEMBER_TABS = (
    NavItem(label="首页", url="#home", icon="home", current=True),
    NavItem(label="学习", url="#learn", icon="book"),
    NavItem(label="到会", url="#present", icon="scan", middle=True),
    NavItem(label="消息", url="#news", icon="bell", badge=2),
    NavItem(label="我的", url="#me", icon="user"),
)
SHORTCUTS = (
    NavItem(label="学习", url="#learn", icon="book"),
    NavItem(label="党费", url="#dues", icon="coin"),
    NavItem(label="志愿服务", url="#help", icon="heart"),
    NavItem(label="会议", url="#life", icon="calendar"),
    NavItem(label="我的信息", url="#card", icon="file"),
    NavItem(label="意见箱", url="#voice", icon="mail"),
    NavItem(label="党务公开", url="#open", icon="eye"),
    NavItem(label="问制度", url="#ask", icon="ask"),
)
HATS = (
    Hat(label="柳河村党支部 · 支部书记", url="#hat-1", current=True),
    Hat(label="柳河村党支部 · 党员", url="#hat-2"),
)

MEMBER = Shell(
    nav=MEMBER_NAV,
    tabs=MEMBER_TABS,
    place="柳河村党支部",
    person_name="周红梅",
    messages_url="#news",
    unread=2,
    today=TODAY,
    phone="13800000000",
    demo=True,
)
DESK = Shell(
    nav=DESK_NAV,
    tabs=DESK_TABS,
    place="柳河村党支部",
    person_name="王建国",
    person_url="#me",
    office="支部书记",
    hats=HATS,
    sign_out_url="#out",
    search_url="#search",
    search_words="搜人、搜会、搜制度",
    today=TODAY,
)
PLAIN = Shell(sign_in_url="#in", language_url="#en")

MEMBER_TODOS = (
    Todo(
        title="11月党费 0.50 元",
        note="应于 11月30日 前缴纳",
        url="#1",
        action="缴纳",
        icon="coin",
        tone="gold",
    ),
    Todo(
        title="学完《发展党员工作细则》",
        note="还剩 1 节，约 6 分钟",
        url="#2",
        action="继续",
        icon="book",
        tone="blue",
    ),
    Todo(
        title="组织生活会征求意见",
        note="匿名，看不到是谁写的",
        url="#3",
        action="填写",
        icon="vote",
        tone="green",
    ),
)
DESK_TODOS = (
    Todo(
        title="张小明预备期 12月18日 满一年",
        note="还差 2 份材料 · 应提前准备转正讨论",
        url="#1",
        action="准备转正",
        urgency="now",
    ),
    Todo(
        title="11月还没开支部委员会", note="每月至少 1 次 · 剩 10 天", url="#2", action="安排", urgency="soon"
    ),
    Todo(title="群众建议：春节前清理东渠", note="第 26-041 号 · 昨天提出", url="#3", action="答复"),
)
FEED = (
    ("“清洁柳河”主题党日：28 名党员清理河道 1.2 公里", "主题党日 · 11月8日"),
    ("关于拟接收赵大伟同志为中共预备党员的公示", "党务公开 · 公示期 5 个工作日，至 11月25日"),
    ("群众建议“村口路灯不亮”已办结，用时 3 天", "意见箱 · 11月6日"),
)
MONTHS = tuple(f"{month}月" for month in range(1, 13))


def _row(label: str, note: str, marks: str) -> MatrixRow:
    states: dict[str, State] = {"k": "done", "w": "missing", "t": "today", "p": "waiting", ".": "none"}
    words = {"k": "已开，记录齐全", "w": "缺记录或未开", "t": "今天", "p": "还没到期", ".": ""}
    return MatrixRow(
        label=label,
        note=note,
        cells=tuple(
            Cell(state=states[mark], text=words[mark], url=f"#{label}{month}" if mark == "w" else "")
            for month, mark in enumerate(marks)
        ),
    )


YEAR = (
    _row("党员大会", "每季 1 次", "..k..k..k.t."),
    _row("支部委员会", "每月 1 次", "kkkkkkkkkkwp"),
    _row("党小组会", "每月 1 次", "kkkkkkkkkkkp"),
    _row("党课", "每季 1 次", ".k..k...k..p"),
    _row("主题党日", "每月 1 次", "kkkkkkkkkkkp"),
    _row("组织生活会", "2025 年度", "k..........."),
    _row("民主评议", "2025 年度", ".k.........."),
)
YEAR_KEY = {"done": "已开，记录齐全", "missing": "缺记录或未开", "today": "今天", "waiting": "还没到期"}
STAGES = tuple(
    Stage(label=label, count=count, url=f"#{label}")
    for label, count in (("申请人", 6), ("积极分子", 4), ("发展对象", 2), ("预备党员", 1), ("今年转正", 1))
)
PRESENCE = (
    Segment(label="实到", count=33),
    Segment(label="请假", count=2, tone="hatched"),
    Segment(label="未到", count=5, tone="empty"),
)
CHECKS = (
    ("时间", True),
    ("地点", True),
    ("到会名单", True),
    ("请假原因", True),
    ("议题", True),
    ("表决情况", False),
    ("发言摘要", False),
)
CRUMBS = (Crumb(label="工作台", url="#desk"), Crumb(label="党员名册", url="#roster"))
TABS = (
    Tab(label="在册", url="#now", current=True, count=40),
    Tab(label="流动党员", url="#mobile", count=5),
    Tab(label="已转出", url="#gone", count=12),
    Tab(label="待核对", url="#check", count=0),
)
ROSTER_COLUMNS = (
    Column(label="姓名", sort_url="#by-name", sorted="ascending"),
    Column(label="性别"),
    Column(label="出生年月", sort_url="#by-birth"),
    Column(label="类别"),
    Column(label="入党日期", sort_url="#by-joined"),
    Column(label="党费（元）", number=True),
    Column(label=""),
)
ROSTER = (
    {
        "name": "陈桂花",
        "sex": "女",
        "born": "1952年3月",
        "kind": "正式党员",
        "joined": date(1978, 7, 1),
        "dues": "0.50",
    },
    {
        "name": "阿依古丽·买买提",
        "sex": "女",
        "born": "1989年11月",
        "kind": "正式党员",
        "joined": date(2012, 6, 28),
        "dues": "12.80",
    },
    {
        "name": "张小明",
        "sex": "男",
        "born": "1998年5月",
        "kind": "预备党员",
        "joined": date(2025, 12, 18),
        "dues": "21.00",
    },
    {
        "name": LONG_NAME,
        "sex": "男",
        "born": "1975年1月",
        "kind": "正式党员",
        "joined": date(2001, 6, 30),
        "dues": "1,234.50",
    },
)
FACTS = (
    Fact(label="姓名", value="周红梅", correct_url="#c1"),
    Fact(label="公民身份号码", value="3201**********1234", note="只显示首尾几位", correct_url="#c2"),
    Fact(label="民族", value="汉族", correct_url="#c3"),
    Fact(label="加入中共组织日期", value="2005年7月1日", correct_url="#c4"),
    Fact(label="工作岗位", value="在岗农业生产人员，兼任村卫生室防疫员", correct_url="#c5"),
    Fact(label="档案所在单位", value="", correct_url="#c6"),
)
MOMENTS = (
    Moment(day=date(2026, 12, 18), title="预备期满", note="应讨论转正", open=True),
    Moment(
        day=date(2025, 12, 18),
        title="支部党员大会通过接收为预备党员",
        note="应到会有表决权 38 人，赞成 36 人",
        who="支部书记 王建国 记",
        url="#m",
    ),
    Moment(day=date(2024, 10, 9), title="确定为发展对象", who="支部委员会"),
    Moment(day=date(2023, 3, 2), title="递交入党申请书"),
)
TREE = (
    Node(
        label="中共清江县委员会",
        url="#0",
        note="县委",
        count=1500,
        open=True,
        children=(
            Node(
                label="柳河镇党委",
                url="#1",
                count=412,
                open=True,
                children=(
                    Node(label="柳河村党支部", url="#2", count=40, current=True),
                    Node(label=LONG_PLACE, url="#3", count=18),
                ),
            ),
            Node(
                label="清江纺织厂党委",
                url="#4",
                count=260,
                children=(Node(label="一车间党支部", url="#5", count=33),),
            ),
            Node(label="县直机关联合党支部", url="#6", count=12),
        ),
    ),
)
ATTENDEES = (
    Attendee(key="1", name="陈桂花", note="正式党员", mark="present"),
    Attendee(key="2", name="张小明", note="预备党员，不参加表决", mark="present"),
    Attendee(key="3", name="阿依古丽·买买提", note="流动党员", mark="excused"),
    Attendee(key="4", name=LONG_NAME, note="正式党员"),
)
MARKS = (("present", "到会"), ("excused", "请假"), ("absent", "缺席"))


class Source:
    document = "中国共产党支部工作条例（试行）"
    number = "中发〔2018〕43号"
    article = "第十四条"
    confidence = "V"


class Unread(Source):
    document = "关于中国共产党党费收缴、使用和管理的规定"
    number = "中组发〔2008〕3号"
    article = "第九条"
    confidence = "M"


VERDICTS = tuple(
    {"level": level, "because": because, "source": source}
    for level, because, source in (
        ("kept", "应到会有表决权 39 人，需到 20 人，实到 32 人：可以开会。", Source),
        ("due_soon", "11月还没有召开支部委员会，离月底还有 10 天。", Source),
        ("broken", "应到会有表决权 39 人，需到 20 人，实到 17 人：人数不够，不能表决。", Source),
        ("undecided", "已连续 6 个月没有缴纳党费，请支部查明原因。", Unread),
        ("not_applicable", "本支部不设支部委员会，不要求召开。", Source),
    )
)
