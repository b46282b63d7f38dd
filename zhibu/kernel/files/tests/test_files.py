"""Honest files are kept once under their digest; everything else is refused with a reason and a remedy."""

import hashlib
import io
import os
import struct
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibu.kernel.files import FileDamaged, FileRefused, content, keep, kinds, path_of, response
from zhibu.kernel.files.store import clean
from zhibu.kernel.models import File
from zhibu.kernel.scope import Scope, wear

from .conftest import HONEST, document, packed


def refusal(data, name):
    with pytest.raises(FileRefused) as caught:
        keep(io.BytesIO(data), name=name)
    [message] = caught.value.messages
    assert "请" in message or "可以上传" in message  # every refusal says what to do
    return caught.value.code


@pytest.mark.parametrize("extension", HONEST)
def test_an_honest_file_is_kept_and_given_back(store, extension):
    data = HONEST[extension]
    stored = keep(io.BytesIO(data), name=f"会议记录.{extension}")
    digest = hashlib.sha256(data).hexdigest()
    assert stored == (digest, len(data), "jpeg" if extension == "jpg" else extension, f"会议记录.{extension}")
    place = store / digest[:2] / digest[2:4] / digest
    assert place == path_of(digest)
    assert place.stat().st_mode & 0o077 == 0
    assert content(digest) == data
    assert not list((store / "incoming").iterdir())


def test_the_same_bytes_are_kept_once(store):
    for name in ("a.pdf", "b.PDF"):
        keep(io.BytesIO(HONEST["pdf"]), name=name)
    assert len([file for file in store.rglob("*") if file.is_file()]) == 1


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "empty"),
        (HONEST["pdf"], "a.jpg", "extension"),
        (HONEST["docx"], "a.xlsx", "extension"),
        (HONEST["txt"], "无扩展名", "extension"),
        (HONEST["txt"], "a.html", "extension"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "extension"),
        (b"MZ\x90\0\3\0\0\0", "a.txt", "unknown"),
        (b"GIF89a\1\0\1\0\0\0\0;", "a.gif", "unknown"),
        ("表".encode("utf-16"), "a.csv", "unknown"),
        (b"\xff\xfe\xff", "a.txt", "unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "old"),
        (packed({"readme.txt": "x"}), "a.zip", "archive"),
        (packed({"readme.txt": "x"}), "a.docx", "archive"),
        (document(**{"word/vbaProject.bin": "x"}), "a.docx", "macros"),
        (document("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": "x"}), "a.xlsx", "macros"),
        (document(**{"word/embeddings/oleObject1.bin": "x"}), "a.docx", "macros"),
        (document(**{"xl/workbook.xml": "x"}), "a.docx", "archive"),
        (document(**{"../../etc/passwd": "x"}), "a.docx", "archive"),
        (packed({"[Content_Types].xml": "macroEnabled", "word/document.xml": ""}), "a.docx", "macros"),
        (packed({"[Content_Types].xml": "", "word/document.xml": "<!DOCTYPE x>"}), "a.docx", "bomb"),
        (document(**{"word/media/a.bin": b"\0" * 40_000_000}), "a.docx", "bomb"),
        (document(**{f"p{n}": "" for n in range(5001)}), "a.docx", "bomb"),
        (HONEST["docx"][:-40], "a.docx", "archive"),
        (HONEST["pdf"][:-7], "a.pdf", "broken"),
        (HONEST["pdf"].replace(b"/Root", b"/OpenAction<</S/JavaScript/JS(x)>>/Root"), "a.pdf", "active"),
        (HONEST["pdf"] + HONEST["docx"], "a.pdf", "broken"),
        (HONEST["png"] + HONEST["docx"], "a.png", "broken"),
        (HONEST["png"] + b"<script>", "a.png", "broken"),
        (HONEST["jpg"] + HONEST["docx"], "a.jpg", "broken"),
        (HONEST["jpg"] + b"<script>alert(1)</script>", "a.jpg", "broken"),
        (HONEST["webp"] + b"tail", "a.webp", "broken"),
    ],
)
def test_what_is_refused_and_why(store, data, name, code):
    assert refusal(data, name) == code
    assert [file for file in store.rglob("*") if file.is_file()] == []


def test_overlapping_entries_are_a_bomb(store):
    body = bytearray(document(**{"word/a.bin": os.urandom(3000), "word/b.bin": b"x"}))
    entry = body.rfind(b"PK\x01\x02")  # let the last entry of the directory claim the bytes of the whole file
    struct.pack_into("<II", body, entry + 20, len(body), len(body))
    assert refusal(bytes(body), "a.docx") in {"bomb", "archive"}


def test_sizes_end_exactly_at_the_limit(store, monkeypatch):
    size = len(HONEST["pdf"])
    monkeypatch.setitem(kinds.KINDS, "pdf", kinds.Kind("pdf", "PDF", ("pdf",), "application/pdf", size))
    assert keep(io.BytesIO(HONEST["pdf"]), name="a.pdf").size == size
    assert refusal(HONEST["pdf"] + b"\n", "a.pdf") == "large"


def test_reading_stops_at_the_largest_limit(store):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"a" * size

    source = Endless()
    with pytest.raises(FileRefused, match="30 MB"):
        keep(source, name="a.txt")
    assert source.given < kinds.LARGEST + 200_000


def test_a_damaged_or_lost_file_is_noticed_and_a_short_one_mended(store):
    stored = keep(io.BytesIO(HONEST["pdf"]), name="a.pdf")
    path_of(stored.digest).write_bytes(b"cut")
    with pytest.raises(FileDamaged):
        content(stored.digest)
    keep(io.BytesIO(HONEST["pdf"]), name="a.pdf")
    assert content(stored.digest) == HONEST["pdf"]
    path_of(stored.digest).unlink()
    with pytest.raises(FileDamaged):
        content(stored.digest)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "a" * 63, "A" * 64, "a" * 65, "", "a" * 64 + "\n"])
def test_only_a_digest_leads_into_the_store(store, digest):
    with pytest.raises(ValueError, match="digest"):
        path_of(digest)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("C:\\文件\\会议  记录.PDF", "会议 记录.PDF"),
        ("../../etc/决议.pdf", "决议.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\0b\r\nc.pdf", "ab c.pdf"),
        ('<"x">.pdf', "x.pdf"),
        (".pdf", "pdf"),
        ("长" * 300 + ".docx", "长" * 95 + ".docx"),
    ],
)
def test_names_are_made_safe_to_show(given_name, shown):
    assert clean(given_name) == shown


@given(st.text(max_size=300))
def test_every_name_comes_out_short_and_printable(name):
    shown = clean(name)
    assert len(shown) <= 100
    assert not set(shown) & set('/\\<>:"|?*\r\n\0\u202e')
    assert clean(shown) == shown


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(HONEST)), st.data())
def test_altered_files_are_kept_or_refused_but_never_crash(tmp_path_factory, extension, data):
    body = bytearray(HONEST[extension])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(body)))
    file = io.BytesIO(bytes(body[:cut]))
    try:
        kinds.recognise(file, cut, f"a.{extension}")
    except FileRefused as refused:
        assert refused.messages


def test_a_file_is_served_as_what_it_is_and_never_as_a_page(store):
    stored = keep(io.BytesIO(HONEST["txt"]), name="第一季度 记录.txt")
    answer = response(stored, show=True)
    assert answer.content == HONEST["txt"]
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%AC%AC")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_pictures_and_pdf_open_in_the_browser_only_when_asked(store):
    stored = keep(io.BytesIO(HONEST["pdf"]), name="决议.pdf")
    assert response(stored)["Content-Disposition"].startswith("attachment;")
    assert response(stored, show=True)["Content-Disposition"].startswith("inline;")


def test_no_kind_that_a_browser_runs_is_ever_kept():
    media = {kind.media_type for kind in kinds.KINDS.values()}
    assert not any("html" in one or "svg" in one or "xml;" in one or "script" in one for one in media)
    assert {kind.name for kind in kinds.KINDS.values() if kind.inline} == {"pdf", "png", "jpeg", "webp"}


def test_what_was_stored_is_a_row_of_who_brought_it(store, db):
    person = uuid.uuid4()
    stored = keep(io.BytesIO(HONEST["pdf"]), name="决议.pdf")
    wear(Scope(actor=str(person), purpose="branch"))
    row = File.objects.create(**stored._asdict(), uploaded_by=person)
    assert (row.digest, row.size, row.kind, row.name) == stored
    assert response(row).content == HONEST["pdf"]
    wear(Scope(actor=str(uuid.uuid4()), purpose="branch"))
    assert not File.objects.filter(pk=row.pk).exists()
