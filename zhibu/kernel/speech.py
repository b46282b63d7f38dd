"""Messages to people where the framework is not loaded: Chinese, or English with LANG=en."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "locale"


def say(text: str) -> str:
    """The text itself, or its English from the catalogue of the pages if the environment asks for it."""
    return _catalogue(_language()).gettext(text)


def _language() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", _FOLDER, languages=[language], fallback=True)
