"""An empty store, and the smallest honest file of each kind."""

import io
import zipfile
import zlib

import pytest


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "files"


def packed(parts, **options):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return body.getvalue()


def document(main="word/document.xml", **more):
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed({"[Content_Types].xml": types, main: "<document/>", **more})


def png():
    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = (1).to_bytes(4, "big") * 2 + b"\x08\0\0\0\0"
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


WEBP = b"VP8L" + (6).to_bytes(4, "little") + b"\x2f\0\0\0\0\0"
HONEST = {
    "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "png": png(),
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + b"\1" * 60 + b"\xff\xd9",
    "webp": b"RIFF" + (4 + len(WEBP)).to_bytes(4, "little") + b"WEBP" + WEBP,
    "docx": document(),
    "xlsx": document("xl/workbook.xml"),
    "txt": "支部会议记录\n第一项议程".encode(),
    "csv": "姓名,支部\n张三,第一支部\n".encode("gb18030"),
}
