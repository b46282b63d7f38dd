"""What has just been done, said once on the page one is led to (?said=…), without a session to keep it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from zhibu.kernel import undoing

# what every page may have to say, besides its own words
TAKEN_BACK = {
    "taken-back": ("success", gettext_lazy("撤回了，和原来一样。")),
    "too-late": ("warning", gettext_lazy("过了一天，或者已经撤回过，没有再动。要改，请重新办一次。")),
    "other-hat": ("warning", gettext_lazy("没有撤回：请换成办这件事时的职务，再来撤回。")),
    "changed-since": ("warning", gettext_lazy("这之后又有改动，没有撤回。请打开看一看，再改。")),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One line of `messages`; the words come from the page's own list, never from the address.

    `undo_url` takes back what was done, for `left` seconds more.
    """

    text: str
    level_tag: str = "success"
    undo_url: str = ""
    left: int = 0

    def __str__(self) -> str:
        return self.text


def said(request: HttpRequest, texts: Mapping[str, Any]) -> tuple[Said, ...]:
    """The line for the address's `said`, if the page knows such a line."""
    word = request.GET.get("said", "")
    if word in TAKEN_BACK:
        level, own = TAKEN_BACK[word]
        return (Said(str(own), level),)
    text = texts.get(word)
    return (Said(str(text), "success", *_undo(request.GET.get("undo", ""))),) if text else ()


def back(request: HttpRequest) -> str:
    """Where somebody came from who was in the middle of something else; an address of this house only."""
    wanted = request.GET.get("back", "")
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else ""


def go(url: str, word: str = "") -> HttpResponseRedirect:
    """After a POST: to a whole page (303), with the word of what was done and, if offered, the way back."""
    offered = undoing.offered()
    about = {"said": word} | ({"undo": str(offered)} if offered else {})
    mark = "&" if "?" in url else "?"
    answer = HttpResponseRedirect(f"{url}{mark}{urlencode(about)}" if word else url)
    answer.status_code = 303
    return answer


def without_words(url: str) -> str:
    """The address of a page without what was said on it."""
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in {"said", "undo"}]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def _undo(text: str) -> tuple[str, int]:
    try:
        pk = UUID(text)
        left = undoing.left(pk)
        return (reverse("undo", args=[pk]), left) if left else ("", 0)
    except (ValueError, NoReverseMatch):
        return "", 0
