"""A sheet of sign-in slips as a file for the printer, readable by its owner alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from zhibu.guard.services import Slip
from zhibu.kernel.models import Installation


def write_sheet(slips: Sequence[Slip], file: Path, *, place: str, site: str, until: date) -> Path:
    """Write the slips of `place` as one page that prints by itself. Raises FileExistsError, OSError."""
    page = render_to_string(
        "guard/slip_sheet.html",
        {
            "slips": slips,
            "place": place,
            "site": site,
            "until": until,
            "demo": Installation.objects.filter(demo=True).exists(),
        },
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(page)
    return file.resolve()


def usual_place(name: str) -> Path:
    """Where a sheet goes if nobody said: beside the data, under a name that is not taken yet."""
    folder = Path(os.environ.get("ZHIBU_DATA", "."))
    numbered = (folder / f"{name}{n}.html" for n in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(place for place in numbered if not place.exists())


def sign_in_address(said: str = "") -> str:
    """What is printed as the address: what was said, the first public origin, or this machine."""
    origin = said or next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    base = origin or f"http://localhost:{os.environ.get('ZHIBU_PORT', '8000')}"
    return base.rstrip("/") + reverse("guard.sign_in")
