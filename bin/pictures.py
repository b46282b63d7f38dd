"""The pictures of docs/pictures: pages of a demonstration made for it, as small PNGs; the house as an SVG."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import every_page
import house_picture

from zhibu.kernel.web.tests.browser import launch

HERE = Path(__file__).resolve().parent.parent
OUT = HERE / "docs" / "pictures"
MOST_BYTES = 120 * 1024
PHONE, SCREEN = (390, 844), (1280, 900)

# The colours of a page are few: it is kept as a PNG of a palette, 256 of the colours used most.
SMALL = (Path(__file__).parent / "palette.mjs").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it. `size` is that of 大字版."""

    name: str
    who: str
    address: str
    window: tuple[int, int]
    size: int = 0
    dark: bool = False


PICTURES = (
    Picture("desk", "secretary", "/", (1280, 1010)),
    Picture("desk-dark", "secretary", "/", (1280, 1010), dark=True),
    Picture("home", "member", "/", PHONE),
    Picture("home-large", "member", "/", PHONE, size=1),
    Picture("come", "secretary", "/", PHONE),
    Picture("rule", "secretary", "/rules/life.frequency/", SCREEN),
    Picture("overview", "officer", "/", SCREEN),
)


@contextmanager
def demonstration(log: Path | None = None) -> Iterator[dict[str, Any]]:
    """A demonstration of its own while the block runs: its address and its logins; what it says in `log`."""
    with tempfile.TemporaryDirectory(prefix="zhibu-pictures-") as folder:
        places = {"ZHIBU_DATA": f"{folder}/data", "ZHIBU_KEYS": f"{folder}/keys.json", "ZHIBU_PORT": "8497"}
        running = subprocess.Popen(
            [sys.executable, "-P", "-m", "zhibu", "demo"],
            env=os.environ | places,
            stdout=subprocess.PIPE,
            stderr=log.open("w") if log else None,
            text=True,
        )
        try:
            assert running.stdout is not None
            ready = next((line for line in running.stdout if line.startswith("zhibu ready ")), "")
            if not ready:
                sys.exit("the demonstration did not start; what it said stands above")
            yield json.loads(ready.removeprefix("zhibu ready "))
        finally:
            running.send_signal(signal.SIGINT)
            running.wait()


def take(told: dict[str, Any]) -> list[str]:
    """Take them all; says which is larger than it may be."""
    wrong, kept = [], {}
    with launch() as browser:
        for picture in PICTURES:
            context = browser.new_context(
                viewport={"width": picture.window[0], "height": picture.window[1]},
                color_scheme="dark" if picture.dark else "light",
                reduced_motion="reduce",
                storage_state=kept.get(picture.who),
            )
            page = context.new_page()
            if picture.who and picture.who not in kept:
                login = told["logins"][picture.who]
                page.goto(f"{told['url']}/sign-in/")
                page.fill("[name=login]", login["login"])
                page.fill("[name=password]", login["password"])
                page.locator("form:has([name=password]) button[type=submit]").first.click()
                page.wait_for_load_state()
                kept[picture.who] = context.storage_state()
            if picture.size:
                context.add_cookies([{"name": "zb_size", "value": str(picture.size), "url": told["url"]}])
            page.goto(f"{told['url']}{picture.address}")
            small = _small(page, page.screenshot())
            (OUT / f"{picture.name}.png").write_bytes(small)
            print(f"{picture.name}.png  {len(small) / 1024:.0f} kB")
            wrong += [picture.name] if len(small) > MOST_BYTES else []
            context.close()
    return wrong


def _small(page: Any, picture: bytes) -> bytes:
    blank = page.context.browser.new_page()
    try:
        return base64.b64decode(blank.evaluate(SMALL, base64.b64encode(picture).decode()))
    finally:
        blank.close()


def every(folder: Path, only: str) -> int:
    """Every page in every look into a folder, by a demonstration of its own or one that runs (ZHIBU_TOLD)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")
    django.setup()
    if running := os.environ.get("ZHIBU_TOLD"):
        told = json.loads(Path(running).read_text("utf-8").split("zhibu ready ")[1])
        return every_page.told_of(every_page.take_all(told, folder, only))
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration(folder / "house.log") as told:
        return every_page.told_of(every_page.take_all(told, folder, only))


def main() -> int:
    if sys.argv[1:2] == ["--all"] and len(sys.argv) in {3, 4}:
        return every(Path(sys.argv[2]), "".join(sys.argv[3:]))
    if len(sys.argv) > 1:
        print("bin/pictures            the pictures of the README", file=sys.stderr)
        print("bin/pictures --all DIR [NAME]  every page in every look", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    house_picture.write(OUT)
    with demonstration() as told:
        wrong = take(told)
    if wrong:
        print(f"larger than {MOST_BYTES // 1024} kB: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
