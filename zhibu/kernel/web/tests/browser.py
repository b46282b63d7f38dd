"""A real browser for tests: how it is started, how a page is examined, where pictures of it go."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("ZHIBU_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

CLIPPED = """() => {
  const cut = [];
  for (const e of document.querySelectorAll("body *")) {
    const style = getComputedStyle(e);
    if (!e.innerText || e.closest(".sr, svg") || !e.getClientRects().length) continue;
    if (style.clipPath !== "none" || ["visible", "auto", "scroll"].includes(style.overflowX)) continue;
    if (e.scrollWidth > e.clientWidth + 1) cut.push(e.className + ": " + e.innerText.slice(0, 40));
  }
  return cut;
}"""

SMALL = """(least) => {
  const small = [];
  const tappable = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  for (const e of document.querySelectorAll(tappable)) {
    if (e.matches(".skip, .sr") || !e.checkVisibility({visibilityProperty: true})) continue;
    if (e.closest("details:not([open])") && !e.matches("summary")) continue;
    const box = (["checkbox", "radio"].includes(e.type) ? e.closest("label") : e).getBoundingClientRect();
    const inText = e.matches("p.inline a, .prose p a, .prose li a");
    if (!inText && (box.width < least - .5 || box.height < least - .5))
      small.push(`${e.tagName} .${e.className} ${(e.innerText || e.name || "").slice(0, 20)} `
        + `${box.width.toFixed(0)}×${box.height.toFixed(0)}`);
  }
  return small;
}"""


@contextmanager
def launch() -> Iterator[Browser]:
    """Chromium of the system, without a network of its own; closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def axe(page: Page, *, leaving_out: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds wrong, one line for each node; empty is what we want."""
    page.evaluate(_axe())
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": list(RULES)},
        "rules": {rule: {"enabled": False} for rule in leaving_out},
    }
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 is what we want."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def clipped(page: Page) -> list[str]:
    """Elements whose words are cut off by their own box."""
    return list(page.evaluate(CLIPPED))


def small_targets(page: Page, *, least: int = 44) -> list[str]:
    """What one can tap and is smaller than `least` pixels; a tick is as large as its label."""
    return list(page.evaluate(SMALL, least))


def shot(page: Page, name: str) -> Path:
    """A picture of the whole page in the folder ZHIBU_SHOTS (default: one in the temporary folder)."""
    folder = Path(os.environ.get("ZHIBU_SHOTS") or Path(tempfile.gettempdir()) / "zhibu-shots")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")
