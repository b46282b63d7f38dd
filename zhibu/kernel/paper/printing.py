"""PDF: one short-lived process a paper, so that its memory goes back and nothing runs without bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from .letters import MARK, lacking, settled

HOUSE = Path(__file__).resolve().parents[2]  # what a template may import lies under here
SECONDS = 20
MEGABYTES = 1024


class PaperFailed(Exception):
    """The paper was not made; the message is for whoever keeps the installation."""


def pdf(template: str, facts: dict[str, Any], *, on: date, seconds: int = SECONDS) -> bytes:
    """The paper of a template, `meetings/papers/minutes.typ`, for these facts; `on` is its date in the file.

    The same facts give the same bytes. Facts travel as JSON and arrive as values: a template can show
    them, and they cannot become markup. Raises PaperFailed, TypeError for facts that are not plain.
    """
    body = settled(facts) | {"lacking": _lacking(facts)}
    order = {
        "template": str(HOUSE / template),
        "root": str(HOUSE),
        "facts": json.dumps(body, ensure_ascii=False),
        "on": on.isoformat(),
        "seconds": seconds,
        "megabytes": MEGABYTES,
    }
    call = [sys.executable, "-I", "-S", str(Path(__file__).with_name("press.py"))]
    order["packages"] = [path for path in sys.path if path.endswith("site-packages")]
    try:
        done = subprocess.run(
            call, input=json.dumps(order).encode(), capture_output=True, timeout=seconds + 5, env={}
        )
    except subprocess.TimeoutExpired as late:
        raise PaperFailed(f"{template}: not done after {seconds} seconds") from late
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise PaperFailed(f"{template}: {done.stderr.decode(errors='replace')[-600:].strip()}")
    return done.stdout


def _lacking(facts: dict[str, Any]) -> str:
    """The sentence at the foot about what is to be written in by hand; empty where all could be printed."""
    missing = lacking(facts)
    if not missing:
        return ""
    codes = "、".join(f"U+{ord(c):04X}" for c in missing[:20])
    return f"{MARK} 处的字（{codes}）字库里没有，请用笔补上。"
