"""The whole round: who looks, what is brought about, what links lead to, and the pictures of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zhibu.kernel.web.tests.browser import launch

from .addresses import addresses
from .bringing import Stage
from .crawling import crawl
from .people import PEOPLE
from .reporting import Report
from .taking import Camera, Shown

FOR_EVERYBODY = {"home"}
Found = dict[str, dict[str, str]]  # name of an address → person → where


def take_all(told: dict[str, Any], folder: Path, only: str = "") -> list[str]:
    """Pictures of everything into `folder`; returns what is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    with launch() as browser:
        camera = Camera(told["url"], folder, report, only)
        stage = Stage(browser, told, camera)
        stage.play()
        found: Found = {}
        for person in PEOPLE:
            for name, where in crawl(
                browser, told["url"], person, stage.signed[person], stage.starts(person), report
            ):
                found.setdefault(name, {}).setdefault(person, where)
        report.wrong += [f"not reached: {name}" for name in sorted(addresses() - found.keys() - stage.shown)]
        for person in PEOPLE:
            context = browser.new_context(reduced_motion="reduce", storage_state=stage.signed[person])
            for name, by in sorted(found.items()):
                if _shows(name, by, person):
                    camera.take(context, Shown(name, person, by[person]))
            context.close()
    (folder / "index.html").write_text(report.sheet(), "utf-8")
    return report.wrong


def _shows(name: str, by: dict[str, str], person: str) -> bool:
    """Each page as the first who reached it; home as everybody."""
    return person in by and (name in FOR_EVERYBODY or person == next(each for each in PEOPLE if each in by))


def told_of(lines: Iterable[str]) -> int:
    """Print what is wrong; the exit status."""
    count = 0
    for line in lines:
        print(line, file=sys.stderr)
        count += 1
    return 1 if count else 0
