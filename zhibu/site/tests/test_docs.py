"""What the README and the documents name exists: files, commands, pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import zhibu
from zhibu.site.commands.shell import names

ROOT = Path(zhibu.__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "README.en.md", *(ROOT / "docs").glob("*.md")])


def texts(page: Path) -> str:
    return page.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", texts(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page):
    scripts = set(re.findall(r"(?<![\w/])bin/([a-z]+)\b", texts(page)))
    assert {script for script in scripts if not (ROOT / "bin" / script).exists()} == set()
    commands = set(re.findall(r"bin/zhibu ([a-z][a-z-]*)", texts(page)))
    assert commands - set(names()) == set()


@pytest.mark.parametrize("page", [ROOT / "docs" / "house.md", ROOT / "NOTICE"], ids=lambda page: page.name)
def test_files_that_are_named_exist(page):
    files = re.findall(r"(?<![\w/<])(zhibu/(?:[\w.-]+/)*[\w.-]*[\w-])", texts(page))
    planned = {"zhibu/activities/__init__.py"}
    assert files
    assert [name for name in files if name not in planned and not (ROOT / name).exists()] == []


def test_the_map_of_floors_names_every_context():
    from zhibu.site.house import NEEDS

    text = texts(ROOT / "docs" / "house.md")
    assert [name for name in NEEDS if not re.search(rf"\b{name}\b", text)] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "README.en.md"], ids=lambda page: page.name)
def test_pictures_are_there_small_and_described(page):
    shown = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', texts(page))
    assert len(shown) >= 4
    for name, alt in shown:
        data = (page.parent / name).read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[25] == 3, name  # of a palette
        assert len(data) <= 120 * 1024 and len(alt) > 5, name


def test_the_picture_of_the_house_names_every_context():
    from zhibu.site.house import NEEDS

    text = texts(ROOT / "docs" / "pictures" / "house.svg")
    assert [name for name in NEEDS if f">{name}</text>" not in text] == []
    assert "prefers-color-scheme: dark" in text


def test_the_thirty_points_have_a_state_each():
    rows = re.findall(
        r"^\| (\d+) \|[^|]*\|[^|]*\| (有|半|无) \|", texts(ROOT / "docs" / "friendliness.md"), re.M
    )
    assert [int(number) for number, _state in rows] == list(range(1, 31))
