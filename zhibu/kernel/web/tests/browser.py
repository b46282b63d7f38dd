"""A real browser for tests: how it is started, how a page is examined, where pictures of it go."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

# without windows of its own it opens a page three times faster
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = os.environ.get("ZHIBU_CHROMIUM") or next(filter(os.path.exists, BROWSERS), BROWSERS[0])
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


WORDS = """(within) => {
  const words = [];
  for (const root of document.querySelectorAll(within)) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); ) {
      const e = text.parentElement;
      if (!text.data.trim() || e.closest(".sr") || !e.checkVisibility({visibilityProperty: true})) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        if (!e.contains(top) || box.top < 0 || box.bottom > innerHeight || box.width < 2) continue;
        const color = getComputedStyle(e).color.match(/[\\d.]+/g).map(Number);
        const place = [box.left, box.top, box.width, box.height].map(Math.round);
        words.push({text: text.data.trim().slice(0, 20), color, box: place});
      }
    }
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { color: transparent !important; transition: none !important } "
    + "svg { visibility: hidden !important }");
  document.adoptedStyleSheets = [sheet];
  return words;
}"""

GROUND = """async ([picture, words]) => {
  const bytes = Uint8Array.from(atob(picture), c => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const part = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
  return words.map(({color, box}) => {
    const ink = light(color), pixels = canvas.getImageData(...box).data;
    let least = 21;
    for (let i = 0; i < pixels.length; i += 4) {
      const ground = light(pixels.slice(i, i + 3));
      least = Math.min(least, (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05));
    }
    return least;
  });
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


def axe(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds wrong (by these rules, else by all), one line for each node; empty is wanted."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    options: dict[str, Any] = {
        "runOnly": {"type": "rule" if only else "tag", "values": list(only or RULES)},
        "resultTypes": ["violations"],
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


def faint(page: Page, within: str, *, least: float = 4.5) -> list[str]:
    """Words whose contrast with what is painted behind them is below `least`.

    axe gives no answer where the ground is a gradient or see-through, so this looks at the picture: the
    words are made invisible, and each is compared with the pixel of its ground that is nearest to it.
    """
    words = page.evaluate(WORDS, within)
    picture = page.screenshot()
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
    ground = page.evaluate(GROUND, [base64.b64encode(picture).decode(), words])
    return [f"{word['text']} {ratio:.2f}" for word, ratio in zip(words, ground, strict=True) if ratio < least]


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")
