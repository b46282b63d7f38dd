"""The data dictionary, made from the tables themselves: what each is called, what stands in each column.

Names, codes and classes are those that pages and walls use; nothing is described a second time but what the
tables do not say of themselves (`tables.toml`).
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.kernel.fields import DataClass, SealedText, sealed_texts
from zhibu.kernel.fields.classes import declared
from zhibu.members.codes import code_list

LISTS = {"members_particular.code": ("education", "category", "occupation", "standing", "whereabouts")}
CARD_CODES = ("sex", "ethnicity")


@dataclass(frozen=True, slots=True)
class Column:
    """`sealed`: the text of a column that is kept sealed. `told`: why it stays; empty where it goes."""

    name: str
    label: str
    kind: str
    data_class: DataClass
    nullable: bool
    to: str
    codes: tuple[tuple[str, str], ...]
    told: str
    sealed: tuple[SealedText, ...] = ()
    field: models.Field[Any, Any] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    model: type[models.Model]
    columns: tuple[Column, ...]

    @property
    def taken(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.told)


def tables() -> list[Table]:
    """The tables that go along, in the order of the house; described in the language of the source."""
    named = _said()["taken"]
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Table(model._meta.db_table, named[model._meta.db_table], model, tuple(_columns(model)))
            for model in apps.get_models()
            if model._meta.db_table in named
        ]


def left() -> dict[str, str]:
    """The tables that stay, and why."""
    return dict(_said()["left"])


def as_csv(*, clear: bool) -> bytes:
    """The dictionary as a sheet; `clear`: sealed texts stand in the package in clear."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(_headings())
    for table in tables():
        for column in table.columns:
            codes = _("；").join(f"{code}={label}" for code, label in column.codes)
            nullable = _("是") if column.nullable else ""
            row = (table.name, table.title, column.name, column.label, column.kind)
            lines.writerow(
                (*row, column.data_class.label, nullable, column.to, codes, _in_package(column, clear))
            )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _headings() -> tuple[str, ...]:
    where = (_("表"), _("表的中文名"), _("栏"), _("栏的中文名"))
    return (*where, _("类型"), _("密级"), _("可以空着"), _("指向"), _("代码"), _("在包里"))


def _in_package(column: Column, clear: bool) -> str:
    if column.told:
        return _("不带：%(why)s") % {"why": column.told}
    if not column.sealed:
        return _("原样")
    return _("全文") if clear else _("遮挡：只有几位")


@cache
def _said() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text("utf-8"))


def _columns(model: type[models.Model]) -> Iterator[Column]:
    table = model._meta.db_table
    stays, classes = _said()["left_columns"], declared(model)
    texts = sealed_texts(model)
    behind = {name: text for text in texts for name in text.columns}
    for field in model._meta.local_fields:
        text = behind.get(field.name)
        if text is not None and field.name != text.sealed_column:
            continue
        name = text.name if text else str(field.column)
        kept = text.name if text else field.name
        yield Column(
            name=name,
            label=_label(table, kept, text.label if text else field.verbose_name),
            kind=_("文字") if text else _kind(field),
            data_class=classes.get(kept, DataClass.INTERNAL),  # the seals of the audit say nothing of persons
            nullable=bool(text) or field.null,
            to=field.remote_field.model._meta.db_table if field.remote_field and not text else "",
            codes=() if text else _codes(table, field),
            told=stays.get(f"{table}.{name}", ""),
            sealed=(text,) if text else (),
            field=None if text else field,
        )


def _label(table: str, name: str, own: Any) -> str:
    """What a page calls it, else what `tables.toml` calls it here, or everywhere."""
    columns, own = _said()["columns"], str(own or "")
    said = columns.get(f"{table}.{name}")
    return said or (own if own and not own.isascii() else columns.get(name, own))


def _codes(table: str, field: models.Field[Any, Any]) -> tuple[tuple[str, str], ...]:
    if field.choices:
        return tuple((str(code), str(label)) for code, label in field.flatchoices)
    lists: tuple[str, ...] = LISTS.get(f"{table}.{field.name}", ())
    if table == "members_member" and field.name in CARD_CODES:
        lists = (field.name,)
    return tuple((str(code), str(label)) for name in lists for code, label in code_list(name).items())


def _kind(field: models.Field[Any, Any]) -> str:
    """The type in a word that somebody who reads a sheet understands."""
    kinds = (
        (models.DateTimeField, _("时刻，带时区")),
        (models.DateField, _("日期")),
        (models.TimeField, _("钟点")),
        (models.BooleanField, _("true 或 false")),
        (models.DecimalField, _("小数")),
        (models.IntegerField, _("整数")),
        (models.UUIDField, _("编号（UUID）")),
        (models.JSONField, "JSON"),
        (models.BinaryField, _("十六进制")),
        (models.ForeignKey, _("编号")),
    )
    return next((word for kind, word in kinds if isinstance(field, kind)), _("文字"))
