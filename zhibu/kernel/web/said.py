"""What has just been done, said once on the page one is led to (?said=…), without a session to keep it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True, slots=True)
class Said:
    """One line of `messages`; the words come from the page's own list, never from the address."""

    text: str
    level_tag: str = "success"

    def __str__(self) -> str:
        return self.text


def said(request: HttpRequest, texts: Mapping[str, Any]) -> tuple[Said, ...]:
    """The line for the address's `said`, if the page knows such a line."""
    text = texts.get(request.GET.get("said", ""))
    return (Said(str(text)),) if text else ()


def back(request: HttpRequest) -> str:
    """Where somebody came from who was in the middle of something else; an address of this house only."""
    wanted = request.GET.get("back", "")
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else ""


def go(url: str, word: str = "") -> HttpResponseRedirect:
    """After a POST: to a whole page (303), with the word of what was done."""
    mark = "&" if "?" in url else "?"
    answer = HttpResponseRedirect(f"{url}{mark}said={word}" if word else url)
    answer.status_code = 303
    return answer
