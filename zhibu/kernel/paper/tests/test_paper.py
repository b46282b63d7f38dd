"""What is typed reaches the paper as it was typed, on every machine, with the same bytes, within bounds."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
import zlib
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from django.utils import translation

from zhibu.kernel import paper
from zhibu.kernel.paper import letters, printing

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 20)
RARE = "㛃䶮𬭎"
HOSTILE = (
    "#set page(fill: red)",
    "*粗* _斜_ $x^2$ `raw` <label> @ref",
    '#read("/kernel/paper/press.py")',
    '#import "@preview/cetz:0.3.0": *',
    "]#panic(1)[",
    "\\u{1F600} // 注释 /* 注释 */ = 标题",
    '"引号" -- --- ... ~ {{ 7*7 }} {% raw %}',
    "<w:t>&amp;</w:t>",
)


@pytest.fixture
def template(tmp_path, monkeypatch):
    """A house of one template that prints each of the given lines, and what is lacking."""
    (tmp_path / "kernel").symlink_to(printing.HOUSE / "kernel")
    (tmp_path / "lines.typ").write_text(
        '#import "/kernel/paper/frame.typ": *\n#show: paper.with(title: facts.lines.first())\n'
        "#for each in facts.lines { block(lines(each)) }\n",
        "utf-8",
    )
    monkeypatch.setattr(printing, "HOUSE", tmp_path)
    return "lines.typ"


def codes(made: bytes) -> set[int]:
    """The characters a PDF says it shows, from the maps it carries for copying."""
    found: set[int] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            text = stream
        if b"beginbfchar" not in text and b"beginbfrange" not in text:
            continue
        for value in re.findall(rb"<[0-9A-Fa-f]+>\s+<([0-9A-Fa-f]+)>", text):
            found |= {ord(c) for c in bytes.fromhex(value.decode()).decode("utf-16-be")}
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_is_taken_for_markup(text, template):
    shown = codes(paper.pdf(template, {"lines": [text]}, on=DAY))
    assert {ord(c) for c in text if c != " "} <= shown


def test_rare_characters_print(template):
    assert {ord(c) for c in RARE} <= codes(paper.pdf(template, {"lines": [RARE]}, on=DAY))
    assert paper.lacking({"names": [RARE]}) == []


def test_what_the_fonts_do_not_hold_is_marked_and_said(template):
    with translation.override("en"):  # paper is Chinese all the same
        made = paper.pdf(template, {"lines": ["张\U00030000"]}, on=DAY)
    assert paper.printable("张\U00030000") == "张〓"
    assert paper.lacking({"a": ["张\U00030000"]}) == ["\U00030000"]
    assert {ord(c) for c in "张〓请用笔补上3"} <= codes(made)


def test_every_letter_of_ordinary_names_and_of_the_state_table_is_held():
    assert all(letters.holds(chr(code)) for code in range(0x4E00, 0x9FA6)), "the 20902 of GBK"
    assert all(letters.holds(chr(code)) for code in range(0x3400, 0x4DB6)), "the 6582 of extension A"
    assert all(letters.holds(c) for c in "“”‘’（）《》、，。；：！？—…·〔〕【】○〇%‰℃№①⑩ABCxyz0123456789")


def test_control_characters_and_directions_do_not_reach_the_paper():
    assert paper.printable("a\0b\x1b\u202ec\ufe0f\r\nd\re") == "abc\nd\ne"


def test_the_same_facts_give_the_same_bytes(template):
    facts = {"lines": ["支部党员大会", RARE]}
    assert paper.pdf(template, facts, on=DAY) == paper.pdf(template, facts, on=DAY)


def test_what_is_not_plain_is_refused(template):
    with pytest.raises(TypeError):
        paper.pdf(template, {"lines": [1.5]}, on=DAY)


@pytest.mark.parametrize(
    "endless", ["#while true { }", "#let a = (0,)\n#while true { a = a + a }"], ids=["time", "memory"]
)
def test_no_paper_runs_without_bounds(endless, template, monkeypatch):
    (printing.HOUSE / "lines.typ").write_text(endless, "utf-8")
    with pytest.raises(paper.PaperFailed):
        paper.pdf(template, {"lines": []}, on=DAY, seconds=2)


def test_a_template_cannot_read_outside_the_house(template):
    (printing.HOUSE / "lines.typ").write_text('#read("/../../../../etc/hostname")', "utf-8")
    with pytest.raises(paper.PaperFailed):
        paper.pdf(template, {"lines": []}, on=DAY)


@pytest.mark.slow
def test_an_idle_server_carries_no_press_and_no_api():
    code = (
        "import sys, django; django.setup(); import zhibu.site.urls; "
        "heavy = {'typst', 'docx', 'docxtpl', 'lxml', 'xlsxwriter', 'ninja', 'pydantic'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "zhibu.site.settings"}
    done = subprocess.run([sys.executable, "-P", "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def sheet(tmp_path, monkeypatch):
    made = docx.Document()
    made.add_paragraph("{{ text }}")
    made.save(tmp_path / "one.docx")
    monkeypatch.setattr("zhibu.kernel.paper.filling.HOUSE", tmp_path)
    return "one.docx"


@pytest.mark.parametrize("text", [*HOSTILE, RARE, "两\n行", "a\0b"])
def test_word_holds_what_was_typed(text, sheet):
    made = paper.word(sheet, {"text": text})
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(made)).paragraphs)
    assert said == text.replace("\0", "")
    body = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml")
    ElementTree.fromstring(body)
    assert made == paper.word(sheet, {"text": text})


def test_the_licence_lies_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE" in (Path(letters.FONTS) / "OFL.txt").read_text("utf-8")
