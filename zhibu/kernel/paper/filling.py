"""Word files where people must edit: a committed .docx filled with facts; the same facts, the same bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from .letters import invisible

HOUSE = Path(__file__).resolve().parents[2]
STILL = (1980, 1, 1, 0, 0, 0)


def word(template: str, facts: dict[str, Any]) -> bytes:
    """The Word file of a template, `meetings/papers/minutes.docx`. What people typed is escaped."""
    from docxtpl import DocxTemplate  # 12 MB that an idle server does not carry

    paper = DocxTemplate(HOUSE / template)
    paper.render(_clean(facts), autoescape=True)
    out = io.BytesIO()
    paper.save(out)
    return still(out.getvalue())


def _clean(facts: Any) -> Any:
    """Without characters that XML forbids. Word has fonts of its own: nothing is marked as lacking."""
    if isinstance(facts, str):
        lines = facts.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in lines if not invisible(c))
    if isinstance(facts, dict):
        return {key: _clean(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [_clean(value) for value in facts]
    return facts


def still(body: bytes) -> bytes:
    """The same archive with its hours taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(out, "w") as still:
        for name in given.namelist():
            still.writestr(zipfile.ZipInfo(name, STILL), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
