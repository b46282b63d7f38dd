"""Makes the Word templates that are filled where people must edit. Run it to renew them:

.venv/bin/python bin/word_templates.py
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from zhibu.kernel.paper.filling import still

TARGET = Path(__file__).resolve().parent.parent / "zhibu" / "meetings" / "papers"
SONG, HEADING = "宋体", "黑体"


def new() -> Any:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(26), Mm(24)
    page.top_margin, page.bottom_margin = Mm(26), Mm(24)
    style = paper.styles["Normal"]
    face(style, SONG)
    style.font.size = Pt(12)
    paper.core_properties.author = "zhibu"
    paper.core_properties.created = paper.core_properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    return paper


def face(of: Any, name: str) -> None:
    of.font.name = "Times New Roman"
    of.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def title(paper: Any, text: str, size: int = 20) -> None:
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(text)
    run.font.size, run.font.bold = Pt(size), True
    face(run, HEADING)


def form(paper: Any, rows: list[tuple[str, ...]]) -> None:
    """Rows of (label, text) over the whole width, or (label, text, label, text)."""
    table = paper.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 2:
            cells[1].merge(cells[3])
        for place, text in enumerate(row):
            write(cells[place], text, bold=place % 2 == 0)
    for row in table.rows:
        for cell, width in zip(row.cells, (25, 55, 25, 55), strict=True):
            if cell.width != sum((Mm(55), Mm(25), Mm(55))):
                cell.width = Mm(width)


def write(cell: Any, text: str, *, bold: bool = False) -> None:
    first, *more = text.split("\n")
    run = cell.paragraphs[0].add_run(first)
    run.font.bold = bold
    for each in more:
        cell.add_paragraph(each)


def table(paper: Any, heads: list[str], rows: str, keys: list[str]) -> None:
    """A table whose rows are filled by the template: one row for each of `rows`."""
    made = paper.add_table(rows=4, cols=len(heads))
    made.style = "Table Grid"
    for cell, head in zip(made.rows[0].cells, heads, strict=True):
        write(cell, head, bold=True)
    made.rows[1].cells[0].text = "{%tr for one in " + rows + " %}"
    for cell, key in zip(made.rows[2].cells, keys, strict=True):
        cell.text = "{{ one." + key + " }}"
    made.rows[3].cells[0].text = "{%tr endfor %}"


PEOPLE = (
    "{% for one in PEOPLE %}{{ one.name }}{% if one.note %}（{{ one.note }}）{% endif %}"
    "{% if not loop.last %}、{% endif %}{% else %}无{% endfor %}"
)
SAID = (
    "{%p for one in minutes %}\n{{ one.number }}. {{ one.title }}\n{{ one.said }}\n{%p endfor %}\n{{ notes }}"
)
LATER = (
    "{%p for one in corrections %}\n{{ loop.index }}. {{ one }}\n{%p endfor %}\n"
    "{% if not corrections %}无{% endif %}"
)
HOURS = "{{ hours.removeprefix('学时：') }}"


def people(of: str) -> str:
    return PEOPLE.replace("PEOPLE", of)


def minutes() -> Any:
    paper = new()
    title(paper, "{{ title }}")
    votes = (
        "{{ quorum }}\n{%p for one in resolutions %}\n{{ loop.index }}. {{ one.text }}\n"
        "表决方式：{{ one.method or '________' }}　赞成 {{ one.approve }} 票，"
        "反对 {{ one.oppose }} 票，弃权 {{ one.abstain }} 票"
        "{% if one.written %}，会前书面赞成 {{ one.written }} 票{% endif %}。{{ one.result }}\n{%p endfor %}"
    )
    form(
        paper,
        [
            ("会议名称", "{{ name }}"),
            ("时间", "{{ time }}", "地点", "{{ place }}"),
            ("主持人", "{{ chair }}", "记录人", "{{ recorder }}"),
            ("应到", "{{ expected }}", "实到", "{{ present }}"),
            ("到会人员", people("came")),
            ("缺席人员及原因", people("away")),
            ("不计入应到会", people("left_out")),
            ("列席人员", "{{ invited }}"),
            ("学时", HOURS),
            ("议题（议程）", "{{ agenda }}"),
            ("报告、发言", SAID),
            ("表决和决议", votes),
            ("主持人小结", "{{ closing }}"),
            ("主持人签字", "{{ chair_confirmed }}", "记录人签字", "{{ recorder_confirmed }}"),
            ("发言人核对", ""),
            ("更正", LATER),
            ("备注", "{{ remark }}"),
        ],
    )
    return paper


def theme_day() -> Any:
    """主题党日记录: the rows of theme_day.typ, one by one."""
    paper = new()
    title(paper, "{{ title }}")
    form(
        paper,
        [
            ("党支部", "{{ branch }}"),
            ("主题", "{{ agenda }}"),
            ("时间", "{{ time }}", "地点", "{{ place }}"),
            ("主持人", "{{ chair }}", "记录人", "{{ recorder }}"),
            ("应到", "{{ expected }}", "实到", "{{ present }}"),
            ("参加人员", people("came")),
            ("缺席人员及原因", people("away")),
            ("列席人员", "{{ invited }}"),
            ("学时", HOURS),
            ("活动内容", SAID),
            ("主持人小结", "{{ closing }}"),
            ("主持人签字", "{{ chair_confirmed }}", "记录人签字", "{{ recorder_confirmed }}"),
            ("更正", LATER),
            ("备注", "{{ remark }}"),
        ],
    )
    return paper


def chairing() -> Any:
    paper = new()
    title(paper, "{{ kind }}主持词")
    paper.add_paragraph("{{ branch }}　{{ time }}　{{ place }}")
    paper.add_paragraph("{% if topic %}议题：{{ topic }}{% endif %}")
    paper.add_paragraph("{%p for one in steps %}")
    heading = paper.add_paragraph().add_run("{{ one.number }}. {{ one.title }}")
    heading.font.bold = True
    paper.add_paragraph("{{ one.words }}")
    paper.add_paragraph("{%p for item in one['items'] %}")
    paper.add_paragraph("{{ item }}")
    paper.add_paragraph("{%p endfor %}")
    paper.add_paragraph("{%p endfor %}")
    return paper


def workbook() -> Any:
    paper = new()
    for _each in range(8):
        paper.add_paragraph("")
    title(paper, "{{ title }}", 26)
    title(paper, "{{ branch }}", 16)
    title(paper, "{{ period }}", 14)
    paper.add_page_break()
    for heading, heads, rows, keys in (
        ("一、支部委员会", ["职务", "姓名", "任职日期"], "officers", ["office", "name", "since"]),
        ("二、党员名册", ["序号", "姓名", "人员类别"], "roster", ["number", "name", "category"]),
        ("三、组织生活次数", ["会议类型", "次数"], "kinds", ["kind", "held"]),
        (
            "四、会议记录一览",
            ["日期", "类型", "议题", "应到", "实到", "学时", "备注"],
            "meetings",
            ["day", "kind", "topic", "expected", "present", "hours", "remark"],
        ),
        (
            "五、到会和学时",
            ["姓名", "应到", "到会", "线上", "请假", "未到", "学时"],
            "presence",
            ["name", "expected", "present", "remote", "excused", "absent", "hours"],
        ),
        (
            "六、决议",
            ["日期", "会议", "决议事项", "表决情况", "结果"],
            "resolutions",
            ["day", "kind", "text", "count", "result"],
        ),
    ):
        line = paper.add_paragraph()
        run = line.add_run(heading)
        run.font.size, run.font.bold = Pt(14), True
        face(run, HEADING)
        table(paper, heads, rows, keys)
        paper.add_paragraph("")
    return paper


def main() -> int:
    made = {"minutes": minutes, "theme_day": theme_day, "chairing": chairing, "workbook": workbook}
    for name, make in made.items():
        place = TARGET / f"{name}.docx"
        make().save(place)
        place.write_bytes(still(place.read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
