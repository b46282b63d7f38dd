"""Messages to people where the framework is not loaded: Chinese, or English with LANG=en."""

from __future__ import annotations

import gettext
import os
import sys
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "locale"


def say(text: str) -> str:
    """The text itself, or its English from the catalogue of the pages if the environment asks for it."""
    return _catalogue(language()).gettext(text)


def tell(message: str) -> None:
    """Say how far the work is, to whoever sits at the terminal."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def language() -> str:
    """zh or en, as LANG says."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", _FOLDER, languages=[language], fallback=True)
