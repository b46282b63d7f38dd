"""The pictures: one page in six looks, and what a machine can see of what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhibu.kernel.web.tests.browser import clipped, overflow

from .reporting import Report

LOOKS = (  # in an order in which the page need not be loaded again but for 大字版: name, width, dark, size
    ("390", 390, False, 0),
    ("390-dark", 390, True, 0),
    ("1280-dark", 1280, True, 0),
    ("1280", 1280, False, 0),
    ("1280-large", 1280, False, 1),
    ("390-large", 390, False, 1),
)
TALLEST = 6000
# what an answer shows cannot be asked for again: it is only made large, as the server would
LARGER = """size => { const root = document.documentElement
  root.dataset.size = size; root.toggleAttribute("data-large", size > 0) }"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as somebody sees it."""

    name: str
    person: str
    where: str

    def __str__(self) -> str:
        return f"{self.name} {self.where} as {self.person or 'guest'}"


@dataclass(frozen=True, slots=True)
class Camera:
    root: str
    folder: Path
    report: Report
    only: str = ""

    def take(self, context: Any, shown: Shown) -> None:
        """What an address shows."""
        if self.only not in shown.name:
            return
        page = context.new_page()
        now = None
        with self._heard(page, shown):
            for look in LOOKS:
                if look[3] != now:
                    now = look[3]
                    context.add_cookies([{"name": "zb_size", "value": str(now), "url": self.root}])
                    answer = page.goto(self.root + shown.where)
                    if answer is None or answer.status >= 400:
                        self.report.wrong.append(f"{shown}: {answer.status if answer else 'no answer'}")
                self._shoot(page, shown, look)
        page.close()

    def pose(self, page: Any, shown: Shown) -> None:
        """What stands there now, as the answer to something that was done."""
        if self.only not in shown.name:
            return
        with self._heard(page, shown):
            for look in LOOKS:
                page.evaluate(LARGER, look[3])
                self._shoot(page, shown, look)
            page.evaluate(LARGER, 0)

    @contextmanager
    def _heard(self, page: Any, shown: Shown) -> Iterator[None]:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda wrong: said.append(str(wrong)))
        try:
            yield
        except Exception as wrong:  # one page must not keep the others from being seen
            said.append(str(wrong).splitlines()[0])
        self.report.wrong += [f"{shown}: {text}" for text in said]

    def _shoot(self, page: Any, shown: Shown, look: tuple[str, int, bool, int]) -> None:
        called, width, dark, _size = look
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        if wide := overflow(page):
            self.report.wrong.append(f"{shown} {called}: {wide} px too wide")
        self.report.wrong += [f"{shown} {called}: cut off: {text}" for text in clipped(page)]
        file = f"{shown.name}-{shown.person or 'guest'}-{called}.png"
        tall = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        clip = {"x": 0, "y": 0, "width": width, "height": tall}
        page.screenshot(path=self.folder / file, full_page=True, clip=clip)
        self.report.pictures.append((shown.name, shown.person or "guest", called, file))
