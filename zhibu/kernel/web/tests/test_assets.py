"""What is served from memory is named by its content, packed once, and nothing else can be asked for."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.http import Http404
from django.test import RequestFactory

from zhibu.kernel.web.assets import ADDRESS, LAYERS, Assets, asset, assets, serve

KERNEL = Path(__file__).parents[2]


def house(root: Path, **texts: str) -> Path:
    """A small house: kernel sheets and modules by path, written with / as __ and . as _dot_."""
    for name, text in texts.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def body(found: Assets, name: str) -> str:
    file = found.get(found.url(name).removeprefix(ADDRESS))
    assert file is not None
    return file.body.decode()


def test_the_name_changes_with_the_content_and_only_with_it(tmp_path: Path) -> None:
    one = Assets(house(tmp_path / "a", kernel__static__css__base_dot_css="a{color:red}"))
    same = Assets(house(tmp_path / "b", kernel__static__css__base_dot_css="a{color:red}"))
    other = Assets(house(tmp_path / "c", kernel__static__css__base_dot_css="a{color:blue}"))
    assert one.url("zhibu.css") == same.url("zhibu.css") != other.url("zhibu.css")
    assert re.fullmatch(r"/static/zhibu\.[0-9a-f]{12}\.css", one.url("zhibu.css"))


def test_layers_come_in_order_and_a_context_adds_to_the_parts(tmp_path: Path) -> None:
    found = Assets(
        house(
            tmp_path,
            kernel__static__css__tokens_dot_css=":root{--a:1}",
            kernel__static__css__parts__card_dot_css=".card{a:b}",
            kernel__static__css__print_dot_css="p{}",
            meetings__static__meetings__room_dot_css=".room{a:b}",
        )
    )
    sheet = body(found, "zhibu.css")
    assert sheet.startswith(f"@layer {','.join(LAYERS)};")
    order = [sheet.index(text) for text in ("--a:1", ".card{", ".room{", "p{}")]
    assert order == sorted(order)
    parts = sheet[sheet.index("@layer parts{") : sheet.index("@layer large{")]
    assert ".room{" in parts


def test_a_deployments_own_sheet_comes_last(tmp_path: Path) -> None:
    theme = tmp_path / "ours.css"
    theme.write_text(":root{--red:#a00}", "utf-8")
    found = Assets(house(tmp_path / "house", kernel__static__css__theme_dot_css="i{}"), theme)
    sheet = body(found, "zhibu.css")
    assert sheet.index("@layer theme{") < sheet.index("i{}") < sheet.index("--red:#a00")


def test_modules_do_not_share_their_names(tmp_path: Path) -> None:
    found = Assets(
        house(
            tmp_path,
            kernel__static__js__a_dot_mjs="const KEY = 1;\n",
            kernel__static__js__b_dot_mjs="const KEY = 2;\n",
            meetings__static__meetings__c_dot_mjs="const KEY = 3;\n",
        )
    )
    assert body(found, "zhibu.js") == "{\nconst KEY = 1;\n}\n{\nconst KEY = 2;\n}"
    assert "KEY = 3" in body(found, "meetings.js")


def test_our_modules_can_be_joined() -> None:
    """A module that imports or exports could not stand inside a block."""
    for path in KERNEL.parent.glob("*/static/**/*.mjs"):
        assert not re.search(r"^\s*(import|export)\b", path.read_text("utf-8"), re.MULTILINE), path


def test_served_for_ever_packed_if_asked(rf: RequestFactory) -> None:
    name = asset("zhibu.css").removeprefix(ADDRESS)
    plain = serve(rf.get(asset("zhibu.css")), name)
    packed = serve(rf.get(asset("zhibu.css"), headers={"Accept-Encoding": "br, gzip"}), name)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    for answer in (plain, packed):
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Content-Type"] == "text/css; charset=utf-8"


def test_packing_is_the_same_every_time() -> None:
    again = {file.name: file.packed for file in Assets(KERNEL.parent)}
    assert again == {file.name: file.packed for file in assets()}


@pytest.mark.parametrize(
    "name",
    [
        "zhibu.css",
        "zhibu.000000000000.css",
        "../shell.py",
        "..%2fshell.py",
        "css/tokens.css",
        "/etc/passwd",
        "vendor/htmx/LICENSE",
        "",
    ],
)
def test_whatever_is_no_served_name_does_not_exist(rf: RequestFactory, name: str) -> None:
    with pytest.raises(Http404):
        serve(rf.get("/static/"), name)


def test_every_icon_the_macros_and_pages_name_is_in_the_sprite() -> None:
    sprite = (KERNEL / "static" / "img" / "icons.svg").read_text("utf-8")
    known = set(re.findall(r'<symbol id="([a-z]+)"', sprite))
    named = set()
    for path in KERNEL.parent.glob("**/*.html"):
        text = path.read_text("utf-8")
        named |= set(re.findall(r'icon(?:_name)?\s*[(=]\s*"([a-z]+)"', text))
    assert "scan" in named
    assert named <= known


def test_no_sheet_names_a_colour_that_is_not_a_token() -> None:
    """Parts take their colours from the tokens, so dark and a deployment's theme reach them all."""
    for path in (KERNEL / "static" / "css" / "parts").glob("*.css"):
        if path.name == "tables.css":
            continue  # the sheet of paper is black on white in every light
        found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")))
        assert found <= {"#fff", "#00000024", "#5a3c0a80", "#3c140a66"}, (path.name, found)
