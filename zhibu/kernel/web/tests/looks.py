"""One page in every look a person may give it, examined without loading it again.

Width, colours and size of letters are what the browser is told; the page is the same. So it is loaded once,
examined whole in the first look, and in the others for what each can change: colours the contrast, width and
size the room that things have. (That no colour depends on a width is seen in the gallery, in every look.)
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from .browser import axe, clipped, overflow, shot, small_targets

CHANGED_BY_COLOURS = ("color-contrast",)
CHANGED_BY_ROOM = ("target-size", "scrollable-region-focusable")
DRESS = """(size) => {
  document.documentElement.dataset.size = size;
  document.documentElement.toggleAttribute("data-large", size > 0);
  scrollTo(0, 0);  // what a bar covers in the middle of the way is no fault
}"""


@dataclass(frozen=True, slots=True)
class Look:
    """`size` is that of 大字版: 0 (normal) to 3."""

    width: int
    dark: bool = False
    size: int = 0

    def __str__(self) -> str:
        return f"{self.width}{'-dark' if self.dark else ''}{f'-size{self.size}' if self.size else ''}"


EVERY = (
    Look(390),
    Look(390, dark=True),
    Look(390, size=2),
    Look(320, size=3),
    Look(1280),
    Look(1280, dark=True),
    Look(1280, size=1),
)
# what the frame does in the others is seen in the gallery
USUAL = (Look(390), Look(390, dark=True), Look(320, size=3), Look(1280), Look(1280, size=1))


def context(browser: Browser) -> BrowserContext:
    """A window in which nothing fades in or out while it is looked at."""
    return browser.new_context(viewport={"width": 390, "height": 860}, reduced_motion="reduce")


def dress(page: Page, look: Look) -> None:
    """The page as one sees it who has set this width, these colours and this size."""
    page.set_viewport_size({"width": look.width, "height": 860})
    page.emulate_media(color_scheme="dark" if look.dark else "light")
    page.evaluate(DRESS, look.size)


def faults(
    page: Page, looks: Iterable[Look] = USUAL, *, name: str = "", thorough: bool = False
) -> Iterator[str]:
    """What is wrong with the page that is open, one line each; with ZHIBU_SHOTS set, pictures by `name`.

    `thorough` looks in each look for what any of them may change.
    """
    for number, look in enumerate(looks):
        dress(page, look)
        if name and "ZHIBU_SHOTS" in os.environ:
            shot(page, f"{name}-{look}")
        found = axe(page, only=_changed(look, thorough) if number else ())
        if thorough or not look.dark:
            wide = overflow(page)
            found += [f"{wide} px too wide"] if wide else []
            found += clipped(page) + small_targets(page, least=60 if look.size else 44)
        yield from (f"{look}: {said}" for said in found)


def _changed(look: Look, thorough: bool) -> tuple[str, ...]:
    if thorough:
        return CHANGED_BY_COLOURS + CHANGED_BY_ROOM
    return CHANGED_BY_COLOURS if look.dark else CHANGED_BY_ROOM
