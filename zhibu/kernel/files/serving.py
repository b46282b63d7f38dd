"""Giving a file back: as what it was found to be, saved and not opened unless it is harmless to show."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from .kinds import KINDS
from .store import content


class Kept(Protocol):
    """A row or a value that says which file, which kind, which name."""

    @property
    def digest(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


def response(file: Kept, *, show: bool = False) -> HttpResponse:
    """The file as a download; with `show`, PDF and pictures open in the browser. Raises FileDamaged."""
    kind = KINDS[file.kind]
    answer = HttpResponse(content(file.digest), content_type=kind.media_type)
    disposition = content_disposition_header(as_attachment=not (show and kind.inline), filename=file.name)
    answer["Content-Disposition"] = disposition or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
