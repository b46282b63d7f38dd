"""Files that mean harm, or are broken: refused with a sentence, soon, in little memory."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.exchange.reading import Formula, Unreadable, find_heading, lines, match, read, workbook
from zhibu.exchange.reading.workbook import MEMORY

from . import generator, writers
from .writers import MAIN, package

pytestmark = pytest.mark.slow

HEAD = ["姓名", "公民身份号码", "入党时间"]
SHEET = "xl/worksheets/sheet1.xml"


def sheet(inside: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'


def row(number: int, *cells: str) -> str:
    texts = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{texts}</row>'


def inline(where: str, text: str = "x") -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def good() -> bytes:
    return package({SHEET: sheet(row(1, *HEAD) + row(2, "张三", "000101", "1998-07-01"))})


def with_part(name: str, body: bytes | str) -> bytes:
    out = io.BytesIO(good())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def far(where: str) -> bytes:
    number = int("".join(c for c in where if c.isdigit()))
    return package({SHEET: sheet(row(1, *HEAD) + f'<row r="{number}">{inline(where)}</row>')})


def a_million_columns() -> bytes:
    cells = "<c><v>1</v></c>" * 1_000_000
    return package({SHEET: sheet(row(1, *HEAD) + f"<row>{cells}</row>")})


def many_rows() -> bytes:
    return package({SHEET: sheet(row(1, *HEAD) + "<row><c><v>1</v></c></row>" * 300_001)})


def one_text_many_times() -> bytes:
    """Thirty thousand characters, once in the file, in a million cells."""
    shared = f'<sst xmlns="{MAIN}"><si><t>{"张" * 30_000}</t></si></sst>'
    cells = "".join('<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' for _ in range(250_000))
    parts = {SHEET: sheet(row(1, *HEAD) + cells), "xl/sharedStrings.xml": shared}
    out = package(parts)
    return _with_shared_strings(out)


def _with_shared_strings(content: bytes) -> bytes:
    """The part is named among the relations of the workbook, or no reader looks at it."""
    out = io.BytesIO()
    relation = (
        '<Relationship Id="rId901" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                body = body.replace(b"</Relationships>", relation.encode())
            new.writestr(name, body)
    return out.getvalue()


def blown_up() -> bytes:
    """Two hundred times as large as it comes, which no roster is."""
    return package({SHEET: sheet(row(1, *HEAD) + "<row></row>" * 2_000_000)})


def deep() -> bytes:
    return package({SHEET: sheet("<row>" * 400_000 + "</row>" * 400_000)})


def entities(part: str) -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return package({part: f'<!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><styleSheet>&l11;</styleSheet>'})


def with_macros() -> bytes:
    return with_part("xl/vbaProject.bin", b"\0" * 100)


def linked() -> bytes:
    return with_part("xl/externalLinks/externalLink1.xml", "<externalLink/>")


def path_in_the_archive() -> bytes:
    return with_part("../../etc/cron.d/x", "x")


def overlapping() -> bytes:
    """A second entry in the table of contents that points at the bytes of the first."""
    body = good()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sizes = sum(entry.compress_size for entry in archive.infolist())
    assert sizes < len(body)
    at = body.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<I", body, at + 16)[0]
    entries = body[start:at]
    many = b"".join(entries.replace(b"xl/", f"{n:02}/".encode()) for n in range(60))
    total = 60 * struct.unpack_from("<H", body, at + 10)[0]
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, total, total, len(many), start, 0)
    return body[:start] + many + end


def locked() -> bytes:
    """The container of a workbook with a password, by its directory."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + name + bytes(512)


def old_book(**kinds: object) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("花名册")
    for column, said in enumerate(HEAD):
        page.write(0, column, said)
    page.write(1, 0, "张三")
    page.write(65535, 255, "x") if "far" in kinds else None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_with_macros() -> bytes:
    """The storage of a program in the directory, in a place that was free."""
    body = bytearray(old_book())
    at = body.find("Workbook".encode("utf-16-le")) + 128
    name = "_VBA_PROJECT_CUR".encode("utf-16-le")
    body[at : at + len(name)] = name
    body[at + 64 : at + 67] = struct.pack("<HB", len(name) + 2, 1)
    return bytes(body)


def locked_by_a_program() -> bytes:
    """A roster behind a password, as Excel encrypts it."""
    return (Path(__file__).parent / "files" / "locked.xlsx").read_bytes()


def old_and_locked() -> bytes:
    """The record FILEPASS where the name of who wrote the book stood."""
    body = old_book()
    assert body.count(struct.pack("<HH", 0x5C, 112)) == 1
    return body.replace(struct.pack("<HH", 0x5C, 112), struct.pack("<HH", 0x2F, 112))


HTML = "<html><table><tr><td>姓名</td></tr></table></html>".encode()
REFUSED = {
    "nothing": (lambda: b"", "a.xlsx", {"empty"}),
    "random bytes": (lambda: random.Random(1).randbytes(5000), "a.xlsx", {"unknown"}),
    "random bytes called text": (lambda: random.Random(1).randbytes(5000), "a.csv", {"unknown"}),
    "half a workbook": (lambda: good()[: len(good()) // 2], "a.xlsx", {"archive"}),
    "half an old workbook": (lambda: old_book()[:2000], "a.xls", {"broken", "alien"}),
    "a page called a workbook": (lambda: HTML, "a.xls", {"webpage"}),
    "a page called text": (lambda: HTML, "a.csv", {"webpage"}),
    "a workbook called text": (good, "a.csv", {"extension"}),
    "a workbook called old": (good, "a.xls", {"extension"}),
    "an old workbook called new": (old_book, "a.xlsx", {"extension"}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"\0\0\0\0IEND\xaeB`\x82", "a.png", {"kind"}),
    "a cell at the last corner": (lambda: far("XFD1048576"), "a.xlsx", {"columns", "rows"}),
    "a cell in a far column": (lambda: far("AAA2"), "a.xlsx", {"columns"}),
    "a cell beyond every column": (lambda: far("ZZZZZ2"), "a.xlsx", {"columns", "broken"}),
    "a cell in a far row": (lambda: far("A999999"), "a.xlsx", {"rows"}),
    "a wide white space": (lambda: far("ZZ290000"), "a.xlsx", {"sparse", "large"}),
    "a million columns": (a_million_columns, "a.xlsx", {"columns"}),
    "a million columns of text": (lambda: b"a," * 1_000_000, "a.csv", {"columns"}),
    "too many rows": (many_rows, "a.xlsx", {"rows"}),
    "too many rows of text": (lambda: "姓名,性别\n".encode() * 300_001, "a.csv", {"rows"}),
    "a text repeated without end": (one_text_many_times, "a.xlsx", {"large", "bomb"}),
    "a bomb": (blown_up, "a.xlsx", {"bomb"}),
    "entities in the styles": (lambda: entities("xl/styles.xml"), "a.xlsx", {"bomb"}),
    "entities in the sheet": (lambda: entities(SHEET), "a.xlsx", {"bomb"}),
    "entities in the book": (lambda: entities("xl/workbook.xml"), "a.xlsx", {"bomb"}),
    "macros": (with_macros, "a.xlsx", {"macros"}),
    "macros in an old one": (old_with_macros, "a.xls", {"macros"}),
    "another file's numbers": (linked, "a.xlsx", {"links"}),
    "a path in the archive": (path_in_the_archive, "a.xlsx", {"archive"}),
    "entries that overlap": (overlapping, "a.xlsx", {"bomb", "archive"}),
    "a password": (locked, "a.xlsx", {"locked"}),
    "a password that a program set": (locked_by_a_program, "a.xlsx", {"locked"}),
    "the same with an old name": (locked_by_a_program, "a.xls", {"locked"}),
    "a password on an old one": (old_and_locked, "a.xls", {"locked"}),
    "a quotation without end": (lambda: '姓名,性别\n"张三,男\n李四,男\n'.encode(), "a.csv", {"quotes"}),
    "zeros in a text": (lambda: b"\0" * 100, "a.csv", {"unknown", "broken"}),
    "a path in the name": (good, "../../etc/a.xlsx", {"name"}),
    "a name that reads backwards": (good, "a\u202excod.xlsx", {"name"}),
    "a zero in the name": (good, "a.exe\0.xlsx", {"name"}),
    "no extension": (good, "xlsx", {"extension"}),
}


LONG = {  # these make the reader work to its bounds, or are large themselves
    *("too many rows", "too many rows of text", "a million columns", "a text repeated without end"),
}


@pytest.mark.parametrize(
    "what", [pytest.param(key, marks=[pytest.mark.slow] * (key in LONG)) for key in REFUSED]
)
def test_what_means_harm_is_refused_with_a_sentence(what):
    make, name, codes = REFUSED[what]
    content = make()
    started = time.perf_counter()
    with pytest.raises(Unreadable) as said:
        find_heading(read(content, name))
    took = time.perf_counter() - started
    assert said.value.code in codes, said.value
    assert all("请" in message and message.endswith("。") for message in said.value.messages)
    assert took < 15, "by the clock of a busy machine; the processor's limit is 4 seconds"


def test_depth_harms_nobody():
    with pytest.raises(Unreadable):
        find_heading(read(deep(), "a.xlsx"))


MEASURE = """
import sys, resource
sys.path.insert(0, sys.argv[1])
from django.conf import settings
settings.configure(USE_I18N=False)
from zhibu.exchange.reading import Unreadable, read
try:
    read(open(sys.argv[2], "rb").read(), "a.xlsx")
except Unreadable as refused:
    # what the system counts of us begins with what our parent held when it started us
    own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(refused.code, own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.parametrize("what", ["a text repeated without end", "a million columns"])
def test_no_process_grows_beyond_its_bounds(what, tmp_path):
    """Measured from outside, by a process that does nothing else."""
    make, _, codes = REFUSED[what]
    (tmp_path / "a").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-P", "-c", MEASURE, str(workbook._ROOT), str(tmp_path / "a")],
        capture_output=True,
        text=True,
    )
    assert done.stdout, done.stderr
    code, own, child = done.stdout.split()
    assert code in codes
    assert int(own) * 1024 < 300_000_000
    assert 10_000_000 < int(child) * 1024 < MEMORY


def test_the_process_knows_neither_the_framework_nor_the_environment(monkeypatch):
    check = workbook._START.replace(
        "main; main()",
        "main; import zhibu.exchange.workbooks.xls, zhibu.exchange.workbooks.xlsx, os; "
        "print([m for m in sys.modules if m.split('.')[0] in {'django', 'psycopg'}], dict(os.environ))",
    )
    said = subprocess.run(
        [sys.executable, "-I", "-P", "-c", check, str(workbook._ROOT)],
        env={"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
    )
    assert said.stdout.strip() == "[] {'LC_ALL': 'C.UTF-8'}", said.stderr


def test_borders_far_outside_are_no_cells():
    """People colour whole rows and columns, and WPS writes a last row: none of it holds anything."""
    empty = (
        '<row r="3"><c r="A3" s="0"/><c r="XFD3" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    )
    content = package({SHEET: sheet(row(1, *HEAD) + row(2, "张三", "000101", "1998-07-01") + empty)})
    assert [r.number for r in read(content, "a.xlsx").rows] == [1, 2]


def test_a_declared_dimension_is_not_believed():
    inside = row(1, *HEAD) + row(2, "张三", "000101", "1998-07-01")
    body = sheet(inside).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert len(read(package({SHEET: body}), "a.xlsx").rows) == 2


def test_a_formula_is_named_by_its_cell_and_not_believed():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, ["序号", *HEAD])
    page.write_row(1, 0, [1, "张三", "000101195001010000", "1998-07-01"])
    page.write_formula(1, 0, "=ROW()-1", None, 1)  # nobody reads this column
    page.write_formula(1, 3, "=TODAY()", None, 36000)
    book.close()
    table = read(out.getvalue(), "a.xlsx")
    heading = find_heading(table)
    (line,) = lines(table, heading, match(heading.names))
    assert isinstance(table.rows[1].cells[3], Formula)
    assert "joined_on" not in line.values
    assert [(p.row, p.column, p.level) for p in line.problems] == [(2, "入党时间", "error")]
    assert "公式" in line.problems[0].reason
    assert "数值" in line.problems[0].remedy


@pytest.mark.parametrize("said", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(1,2)", '=HYPERLINK("http://x","y")'])
def test_a_formula_in_a_text_file_is_not_believed_either(said):
    body = "姓名,公民身份号码,入党时间\n张三,000101195001010000,{}\n".format(
        '"' + said.replace('"', '""') + '"'
    )
    table = read(body.encode(), "a.csv")
    heading = find_heading(table)
    (line,) = lines(table, heading, match(heading.names))
    assert "公式" in line.problems[0].reason


def test_the_trick_that_keeps_a_number_as_text_is_understood():
    table = read('姓名,公民身份号码\n张三,"=""000101195001010000"""\n'.encode(), "a.csv")
    assert table.rows[1].cells == ["张三", "000101195001010000"]


def test_an_error_of_excel_is_told():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD)
    page.write_row(1, 0, ["张三", "000101195001010000"])
    page.write_formula(1, 2, "=NA()", None, "#N/A")
    book.close()
    content = out.getvalue()
    table = read(content, "a.xlsx")
    heading = find_heading(table)
    (line,) = lines(table, heading, match(heading.names))
    assert [p.field for p in line.problems] == ["joined_on"]


# ---- whatever comes: a real file with anything done to its bytes

_DRAWN = generator.draw(7)
REAL = {
    "a.xlsx": writers.by_hand(_DRAWN, 7),
    "b.xlsx": writers.by_xlsxwriter(_DRAWN, 7),
    "a.xls": writers.by_xlwt(_DRAWN, 7),
    "a.csv": writers.as_text(_DRAWN, 7),
}


def _read_or_refused(content: bytes, name: str) -> None:
    started = time.perf_counter()
    try:
        table = read(content, name)
        heading = find_heading(table)
        list(lines(table, heading, match(heading.names)))
    except Unreadable as refused:
        assert refused.messages[0]
    assert time.perf_counter() - started < 15


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    name=st.sampled_from(sorted(REAL)),
    seed=st.integers(0, 10**6),
    hits=st.integers(1, 40),
    cut=st.one_of(st.none(), st.floats(0, 1)),
)
def test_no_bytes_break_the_reader(name, seed, hits, cut):
    r = random.Random(seed)
    content = bytearray(REAL[name])
    for _ in range(hits):
        content[r.randrange(len(content))] = r.randrange(256)
    _read_or_refused(bytes(content if cut is None else content[: int(len(content) * cut)]), name)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 10**6), hits=st.integers(1, 30))
def test_no_part_of_a_workbook_breaks_the_reader(seed, hits):
    """The archive stays whole, so that the parser behind it meets the damage."""
    r = random.Random(seed)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REAL["b.xlsx"])) as old, zipfile.ZipFile(out, "w") as new:
        harmed = r.choice([n for n in old.namelist() if n.startswith("xl/")])
        for part in old.namelist():
            body = bytearray(old.read(part))
            if part == harmed:
                for _ in range(hits):
                    body[r.randrange(len(body))] = r.randrange(256)
            new.writestr(part, bytes(body))
    _read_or_refused(out.getvalue(), "b.xlsx")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(text=st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    _read_or_refused(text.encode("utf-8", "replace"), "a.csv")
