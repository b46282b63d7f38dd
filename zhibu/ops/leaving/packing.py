"""Making the package: each table as CSV, the files handed in, the dictionary, and a manifest of it all.

    README.txt  dictionary.csv  manifest.json  tables/members_member.csv …  files/<SHA-256>.pdf …

It is written beside its place under another name and moved there when it is whole.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from zhibu import __version__
from zhibu.kernel import clock, crypto
from zhibu.kernel.fields import SealedText
from zhibu.kernel.files import store
from zhibu.kernel.models import File
from zhibu.kernel.trouble import Trouble
from zhibu.kernel.web.sheets.writing import defused

from . import checking, dictionary
from .dictionary import Column, Table

ROWS = 2000
SPARE_BYTES = 200_000_000
DICTIONARY, README = "dictionary.csv", "README.txt"


@dataclass(frozen=True, slots=True)
class Package:
    """What was made. `damaged`: files of which the store no longer holds the bytes that were handed in."""

    place: Path
    rows: dict[str, int]
    files: int
    damaged: list[str]
    clear: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "package": str(self.place),
            "tables": len(self.rows),
            "rows": sum(self.rows.values()),
            "files": self.files,
            "damaged": self.damaged,
            "clear": self.clear,
        }


def pack(place: Path, *, name: str, clear: bool) -> Package:
    """Write everything to a new folder, or to a new file if the name ends with .zip.

    Runs in the caller's transaction, which sees one moment of the database. `clear`: sealed texts are opened;
    the caller has asked for the right and written it down. Raises Trouble (there, disk-full, not-writable).
    """
    if place.exists():
        raise Trouble("there", _("%(place)s 已经有了，请换个名字。") % {"place": place})
    draft = place.with_name(f".{place.name}.partial")
    mask = os.umask(0o077)  # for whoever made it alone
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_room(place.parent, twice=place.suffix == ".zip")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        made = _fill(draft, place, name=name, clear=clear)
        if place.suffix == ".zip":
            _zip(draft, place)
        else:
            draft.rename(place)
        return made
    except OSError as problem:
        raise Trouble(
            "not-writable",
            _("写不进 %(place)s：%(why)s") % {"place": place, "why": problem.strerror},
            _("请检查那里的权限和空间，或者换一个地方。"),
        ) from None
    finally:
        os.umask(mask)
        shutil.rmtree(draft, ignore_errors=True)


def _fill(draft: Path, place: Path, *, name: str, clear: bool) -> Package:
    (draft / "tables").mkdir()
    (draft / "files").mkdir()
    rows = {
        table.name: _write(draft / "tables" / f"{table.name}.csv", table, clear)
        for table in dictionary.tables()
    }
    files, damaged = _copy_files(draft / "files")
    (draft / DICTIONARY).write_bytes(dictionary.as_csv(clear=clear))
    (draft / README).write_text(_readme(name, clear), "utf-8")
    about = {
        "made_at": clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
        "version": __version__,
        "name": name,
        "clear": clear,
        "rows": rows,
        "left": dictionary.left(),
        "damaged": damaged,
    }
    checking.write(draft, about)
    return Package(place, rows, files, damaged, clear)


def _write(file: Path, table: Table, clear: bool) -> int:
    """One table, in the order of its key; returns how many rows."""
    columns, count = table.taken, 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out, lineterminator="\r\n")
        lines.writerow([column.name for column in columns])
        for row in _rows(table, columns, clear):
            lines.writerow(row)
            count += 1
    return count


def _rows(table: Table, columns: tuple[Column, ...], clear: bool) -> Iterator[list[str]]:
    wanted = [_stored(column, clear) for column in columns]
    model, key = table.model, table.model._meta.pk.attname
    for row in model._base_manager.order_by("pk").values_list(key, *wanted).iterator(chunk_size=ROWS):
        yield [
            _opened(column.sealed[0], model, row[0], value) if clear and column.sealed else _said(value)
            for column, value in zip(columns, row[1:], strict=True)
        ]


def _stored(column: Column, clear: bool) -> str:
    for text in column.sealed:
        return text.sealed_column if clear else text.mask_column
    assert column.field is not None
    return column.field.attname


def _opened(text: SealedText, model: type[models.Model], key: Any, blob: Any) -> str:
    """A sealed text in clear; empty where there is none."""
    if blob is None:
        return ""
    row = str(model._meta.pk.to_python(key))
    return defused(crypto.unseal(bytes(blob), place=text.place(model), row=row).decode())


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (dict, list)):
        return defused(json.dumps(value, ensure_ascii=False))
    return defused(value) if isinstance(value, str) else str(value)


def _copy_files(folder: Path) -> tuple[int, list[str]]:
    """The files handed in, each once; returns how many, and those whose bytes are damaged or gone."""
    wanted = dict(File.objects.order_by("digest").values_list("digest", "kind"))
    damaged = []
    for digest, kind in wanted.items():
        try:
            (folder / f"{digest}.{kind}").write_bytes(store.content(digest))
        except store.FileDamaged:
            damaged.append(digest)
    return len(wanted) - len(damaged), damaged


def _check_room(place: Path, *, twice: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = int(cursor.fetchone()[0])
    size += sum(File.objects.values_list("size", flat=True))
    needed, free = size * (2 if twice else 1) + SPARE_BYTES, shutil.disk_usage(place).free
    if free < needed:
        raise Trouble(
            "disk-full",
            _("约需 %(needed)d MB，%(place)s 只剩 %(free)d MB。")
            % {"needed": needed // 1_000_000, "place": place, "free": free // 1_000_000},
            _("请腾出空间，或者换一个地方。"),
        )


def _zip(draft: Path, place: Path) -> None:
    unfinished = place.with_name(f".{place.name}.zipping")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(each for each in draft.rglob("*") if each.is_file()):
                archive.write(path, path.relative_to(draft).as_posix())
        unfinished.rename(place)
    finally:
        unfinished.unlink(missing_ok=True)


def _readme(name: str, clear: bool) -> str:
    how = (
        _("证件号码、手机号码、住址等是全文。这个包请加密保存，用完删除。")
        if clear
        else _("证件号码、手机号码、住址等只有几位。要全文的，加 --in-clear 重新做一份。")
    )
    lines = (
        _("%(name)s：支部平台里的全部内容") % {"name": name},
        "",
        _("tables 里每张表一个 CSV：UTF-8，带标记，表格软件双击就能打开；第一行是栏名。"),
        _("哪张表是什么、每一栏是什么、代码是什么意思，看 dictionary.csv；表和表用编号连起来，也写在那里。"),
        _("files 里是交进来的文件，名字是内容的 SHA-256；原来叫什么，看 tables/kernel_file.csv。"),
        _("以 = + - @ 开头的文字，前面多一个单引号，免得表格软件当公式运行；程序读的时候去掉它。"),
        _("会议记录、报表这些纸，是从表里的内容印出来的，不另存文件；要纸的，请在平台里先印好。"),
        _("草稿、登录用的秘密、由别的表算出来的数不带，哪些表不带、为什么，看 manifest.json 的 left。"),
        how,
        "",
        _("核对：bin/zhibu export-all 这个文件夹 --check；没有这个程序，用 sha256sum 照 manifest.json 对。"),
    )
    return "\n".join(lines) + "\n"
