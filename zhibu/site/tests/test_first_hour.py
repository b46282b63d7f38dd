"""The hour of docs/first-hour.md: from an empty house to a figure, with a roster as people have it."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from urllib.parse import urljoin

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from zhibu.exchange.models import Batch
from zhibu.guard.tests.flows import Browser
from zhibu.kernel import clock
from zhibu.site.testing.world import id_number, inside, whole_house
from zhibu.site.tests.test_init_accounts_token import connected, empty, found  # noqa: F401

pytestmark = [pytest.mark.story, pytest.mark.slow]
PEOPLE = (  # name, sex, born, as it is written, education, joined, converted, group, telephone
    ("赵秀英", "女", "1972-05-14", "1972.5.14", "大专", "1998.7", "1999.7", "第一党小组", "13900000001"),
    ("陈建国", "男", "1952-03-08", "1952.3.8", "初中", "1976.7.1", "1977.7.1", "第一党小组", "13900000002"),
    ("刘 洋", "男", "1985-06-11", "1985.6", "本科", "2010.11.5", "2011.11.5", "一组", "139 0000 0003"),
    ("王桂花", "女", "1960-12-21", "1960.12.21", "小学", "1985年五月", "1986年五月", "第二党小组", ""),
    ("郑丽", "女", "1999-01-01", "1999.1.1", "大学", "去年", "", "第一党小组", "13900000008"),
    ("", "男", "1965-07-07", "1965.7.7", "初中", "1990.7.1", "1991.7.1", "第二党小组", ""),
    ("许文", "男", "1988-08-08", "1988.8.8", "大专", "2012.7.1", "2013.7.1", "第二党小组", "139000000"),
    ("陈建国", "男", "1952-03-08", "1952.3.8", "初中", "1976.7.1", "1977.7.1", "第一党小组", ""),
)


def number_of(at: int) -> str:
    name, sex, born = PEOPLE[at][:3]
    first = next(n for n, each in enumerate(PEOPLE) if (each[0], each[2]) == (name, born))
    return id_number(date.fromisoformat(born), 300 + first, female=sex == "女")


def roster() -> SimpleUploadedFile:
    """A title, a line about who filled it in, a heading in two lines, notes at the bottom."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("党员花名册")
        sheet.merge_range("A1:K1", "柳树村党支部党员花名册")
        sheet.merge_range("A2:K2", "填表单位：柳树村党支部")
        upper = ("序号", "姓名", "性别", "民族", "身份证号", "出生年月", "学历", "", "", "党小组", "联系电话")
        for at, name in enumerate(upper):
            if name:
                sheet.merge_range(2, at, 3, at, name)
        sheet.merge_range("H3:I3", "入党时间")
        sheet.write_row("H4", ("加入时间", "转正时间"))
        for at, (name, sex, _born, written, school, joined, converted, group, phone) in enumerate(PEOPLE):
            number: Any = number_of(at)
            if joined == "去年":
                joined = f"{clock.today().year - 1}.12.20"
            if at == 1:
                number = f"{number[:6]} {number[6:14]} {number[14:]}"
            row = (at + 1, name, sex, "汉", number, written, school, joined, converted, group, phone)
            sheet.write_row(4 + at, 0, row)
            if name == "王桂花":
                sheet.write_number(4 + at, 4, float(number[:15] + "000"))
        sheet.write_row(4 + len(PEOPLE), 0, ("合计", f"{len(PEOPLE)}人"))
        sheet.write(5 + len(PEOPLE), 0, "说明：本表一式两份。")
    return SimpleUploadedFile("花名册.xlsx", body.getvalue())


class Hand:
    """A browser without script: it follows links and fills in forms by the words on their buttons."""

    def __init__(self) -> None:
        self.client, self.at, self.body = Browser(SERVER_NAME="localhost"), "/", ""

    def go(self, where: str) -> str:
        answer = self.client.get(where)
        while answer.status_code in {302, 303}:
            where = urljoin(where, answer["Location"])
            answer = self.client.get(where)
        assert answer.status_code == 200, (where, answer.status_code)
        self.at, self.body = where, answer.content.decode()
        return self.says()

    def says(self) -> str:
        return " ".join(html.fromstring(self.body).text_content().split())

    def follow(self, words: str) -> str:
        for link in html.fromstring(self.body).iterfind(".//a[@href]"):
            if " ".join(link.text_content().split()).startswith(words):
                return self.go(urljoin(self.at, link.get("href")))
        raise AssertionError(f"no link {words} at {self.at}")

    def press(self, words: str, **filled: Any) -> str:
        """Fill in the form of this button and send it; what the page has filled in already stays."""
        page = html.fromstring(self.body, base_url=self.at)
        button = next(
            (b for b in page.iterfind(".//button") if " ".join(b.text_content().split()).startswith(words)),
            None,
        )
        assert button is not None, f"no button {words} at {self.at}"
        form = next(button.iterancestors("form"), None)
        if form is None:
            form = page.get_element_by_id(button.get("form"))
        sent: dict[str, Any] = {}
        for name, value in form.fields.items():
            if value is not None and name:
                sent[name] = (
                    list(value) if hasattr(value, "__iter__") and not isinstance(value, str) else value
                )
        if button.get("name"):
            sent[button.get("name")] = button.get("value") or ""
        for name in filled:
            assert name in form.fields or name == "sheet", f"no field {name} at {self.at}"
        where = urljoin(self.at, form.get("action") or self.at)
        answer = self.client.post(where, sent | filled)
        if answer.status_code in {302, 303}:
            return self.go(urljoin(where, answer["Location"]))
        assert answer.status_code in {200, 201, 422}, (where, answer.status_code)
        self.at, self.body = where, answer.content.decode()
        return self.says()


def test_the_first_hour(found: Any) -> None:  # noqa: F811
    status, said = found(
        name="清河镇党委", kind="党委", field="农村", branch="柳树村党支部", secretary="赵秀英"
    )
    assert status == 0
    desk = Hand()
    desk.go("/sign-in/")
    told = desk.press("用登录码进入", code=said["slips"][3]["code"].lower())
    assert "先做这几步" in told and "手里的 Excel 名册直接用" in told and "第3季度" not in told

    # ---- the roster
    desk.follow("导入名册")
    told = desk.press("上传并核对", sheet=roster())
    assert "栏目对应" in told
    told = desk.press("核对", fill_category="by_conversion", fill_occupation="农牧渔民")
    for words in (
        "“1998.7”只有年月", "1985年5月”只有年月", "只保留了前15位", "请填写姓名", "同一位党员",
        "没有叫“第一党小组”的党小组", "现有9位", "设立第二党小组",
    ):  # fmt: skip
        assert words in told, words
    desk.follow("设立第一党小组")
    assert "党小组已设立" in desk.press("设立")
    desk.follow("设立第二党小组")
    desk.press("设立")
    told = desk.press("全部重新核对")
    assert "党小组：" not in told and "有 6 行要改" in told
    told = desk.press("不导入（第12行）")  # the second 陈建国
    told = desk.press("不导入（第10行）")  # who has no name
    mended = {
        "c-5-joined_on": "1998.7.1", "c-5-converted_on": "1999.7.1",
        "c-8-id_number": number_of(3), "c-8-joined_on": "1985-5-3", "c-8-converted_on": "1986.5.3",
        "c-11-mobile": "",
    }  # fmt: skip
    told = desk.press("保存这一页的改动", **mended)
    told = desk.follow("下一步：导入 6 人")
    assert "这以前开的会，名单上没有他们" in told
    told = desk.press("导入 6 人")
    assert "已导入" in told and "都可以审" in told and "请一位同志当党务助理" in told
    with inside(whole_house()):
        assert Batch.objects.get().result["new"] == 6
    assert "正式 5、预备 1" in desk.go("/")

    # ---- slips; without HTTPS the address opens on this machine alone
    told = desk.go("/members/slips/")
    chosen = [box.get("value") for box in html.fromstring(desk.body).iterfind(".//input[@name='who']")]
    told = desk.press("制作纸条", who=chosen)
    slip = re.search(r"陈建国\s*登录码\s*(\w{5}-\w{5})", told)
    assert len(chosen) == 6 and slip and "手机和别的电脑打不开 localhost" in told

    # ---- a meeting: plan, leave, presence, minutes, archive
    desk.go("/meetings/new/")
    assert "已按上一次" not in desk.follow("主题党日")
    filled = {"place": "村党群服务中心", "item0": "学习支部工作条例", "item1": "打扫村道"}
    told = desk.press("保存并发通知", begins_at="19:30", **filled)
    assert "通知已经发到每位党员的首页" in told
    elder = Hand()
    elder.go("/sign-in/")
    assert "11月主题党日" in elder.press("用登录码进入", code=slip[1]) or "主题党日" in elder.says()
    elder.follow("请假")
    assert "请假已经记下" in elder.press("请假", reason="腿脚不便")
    desk.press("开始登记到会")
    desk.press("全部到会")
    told = desk.press("记下，去写记录")
    assert "应到 6 人，实到 5 人" in told
    told = desk.press("写完了，请人确认", said0="领学第三章。", said1="两小时。")
    assert "确认以后归档" in told and "两人都确认" not in told
    told = desk.press("确认无误")
    assert "已归档" in told and "2026年第1次主题党日".removeprefix("2026年") in told
    record = desk.at.partition("?")[0]
    for paper in ("minutes.pdf", "sign-in.pdf"):
        assert desk.client.get(f"{record}{paper}").content.startswith(b"%PDF")

    # ---- what was held before anybody was entered says why its list is empty
    early = clock.today().replace(year=clock.today().year - 1)
    org = re.search(r"/meetings/(\d+)/new/theme_day/", desk.client.get("/meetings/new/").content.decode())
    assert org
    assert "都在这一天以后" in desk.go(f"/meetings/{org[1]}/new/theme_day/?on={early.isoformat()}")

    # ---- a figure
    told = desk.go("/statistics/")
    assert "男 3，女 3" in told and "83.3%" in told  # five of six had come
