"""Keeps the English of the interface: reads the marked texts, renews the catalogue, compiles it.

    bin/translate      after texts were added or changed; says what still lacks English

The texts in the code are Chinese. zhibu/locale/en/LC_MESSAGES/django.po holds their English, sorted and
without places, so that a change shows as itself; django.mo beside it is committed too, because a user's
machine cannot compile it.
"""

from __future__ import annotations

import gettext
import sys
import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parent.parent / "zhibu"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
METHODS = [("**/tests/**", "ignore"), ("**/jinja2/**.html", "jinja2"), ("**.py", "python")]
OPTIONS: dict[str, Any] = {
    "**/jinja2/**.html": {
        "extensions": "jinja2.ext.i18n",
        "newstyle_gettext": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",  # a template that cannot be read is an error, not an absence
    }
}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "say": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PASSING = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
    "Project-Id",
    "Report-",
)


def marked(source: Path = SOURCE) -> Catalog:
    """All texts marked for translation in the code and the templates, without English."""
    found = Catalog(locale="en", fuzzy=False)
    for _file, _line, text, _comments, context in extract_from_dir(
        source, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=()
    ):
        found.add(text, context=context)
    for label in sorted(coded(source)):
        found.add(label)
    return found


def coded(source: Path) -> set[str]:
    """The labels of code lists, bands of age and time, fields in sheets, a reason: data beside the code."""
    lists = tomllib.loads((source / "members" / "codes.toml").read_text("utf-8"))
    bands = tomllib.loads((source / "statistics" / "dimensions.toml").read_text("utf-8"))
    sheets = tomllib.loads((source / "exchange" / "reading" / "fields.toml").read_text("utf-8"))
    small = tomllib.loads((source / "statistics" / "small.toml").read_text("utf-8"))
    labels = {label for codes in lists.values() for label in codes["codes"].values()} | {small["why"]}
    labels |= {field["label"] for field in sheets["fields"].values()}
    labels |= {label for codes in sheets["lists"].values() for label in codes.values()}
    return labels | {band["name"] for dimension in bands.values() for band in dimension["bands"]}


def stored() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def renewed(old: Catalog) -> Catalog:
    """The marked texts with the English known for them; what is no longer marked is gone."""
    new = marked()
    for message in new:
        known = old.get(message.id, context=message.context) if message.id else None
        if known is not None:
            message.string = known.string
    return new


def lacking(catalog: Catalog) -> list[Message]:
    """The messages without English, or with English for only one of their numbers."""
    return [message for message in catalog if message.id and not _complete(message)]


def compiled(catalog: Catalog) -> bytes:
    whole = BytesIO()
    write_mo(whole, catalog)
    return whole.getvalue()


def said(content: bytes) -> dict[Any, str]:
    """What a compiled catalogue answers, message by message; its head left out."""
    table: dict[Any, str] = gettext.GNUTranslations(BytesIO(content))._catalog  # type: ignore[attr-defined]
    return {key: value for key, value in table.items() if key}


def write(catalog: Catalog) -> None:
    whole = BytesIO()
    write_po(whole, catalog, width=110, no_location=True, omit_header=False, sort_output=True)
    lines = whole.getvalue().decode().splitlines(keepends=True)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text("".join(line for line in lines if not line.startswith(tuple(f'"{p}' for p in PASSING))))
    PO.with_suffix(".mo").write_bytes(compiled(stored()))


def _complete(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    wanted = 2 if message.pluralizable else 1
    return len(texts) == wanted and all(texts) and not message.fuzzy


def main() -> int:
    catalog = renewed(stored() if PO.exists() else Catalog(locale="en"))
    catalog.header_comment = "# The English of the interface. bin/translate renews it."
    write(catalog)
    missing = lacking(catalog)
    for message in missing:
        print(message.id if isinstance(message.id, str) else message.id[0], file=sys.stderr)
    print(f"{len(catalog)} texts, {len(missing)} without English: {PO}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
