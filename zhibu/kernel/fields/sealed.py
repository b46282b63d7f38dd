"""A text kept sealed: one declaration makes a sealed column, a blind index to find it by, a mask to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self, overload

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from zhibu.kernel import crypto
from zhibu.kernel.crypto import blind

from . import masks, normal


class SealedText:
    """Declare on a model like a field:

        id_number = SealedText(mask=masks.id_number, normal=normal.id_number, unique=True, label="身份证号")

    Columns: `id_number_sealed`, `id_number_index` (only if `index`), `id_number_mask`. Reading the attribute
    of an instance gives a `Sealed`. The primary key must be set before sealing: it is part of the seal.
    """

    def __init__(
        self,
        *,
        mask: Callable[[str], str] = masks.whole,
        normal: Callable[[str], str] = normal.text,
        index: bool = True,
        unique: bool = False,
        label: Any = "",
    ) -> None:
        if unique and not index:
            raise ImproperlyConfigured("uniqueness of a sealed text needs its index")
        self.mask, self.normal, self.index, self.unique, self.label = mask, normal, index, unique, label
        self.name = ""
        self._places: dict[type[models.Model], str] = {}

    def contribute_to_class(self, model: type[models.Model], name: str) -> None:
        """Called by Django's model class: adds the columns, which migrations see as plain fields."""
        self.name = name
        self.sealed_column, self.index_column, self.mask_column = (
            f"{name}_{part}" for part in ("sealed", "index", "mask")
        )
        label = self.label or name
        sealed: models.BinaryField[Any, Any] = models.BinaryField(
            label, null=True, blank=True, editable=False
        )
        sealed.contribute_to_class(model, self.sealed_column)
        if self.index:
            found_by: models.BinaryField[Any, Any] = models.BinaryField(
                label, null=True, blank=True, editable=False, unique=self.unique, db_index=not self.unique
            )
            found_by.contribute_to_class(model, self.index_column)
        shown: models.CharField[Any, Any] = models.CharField(
            label, max_length=200, blank=True, default="", editable=False
        )
        shown.contribute_to_class(model, self.mask_column)
        setattr(model, name, self)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns behind this text, the sealed one first."""
        if self.index:
            return self.sealed_column, self.index_column, self.mask_column
        return self.sealed_column, self.mask_column

    @overload
    def __get__(self, instance: None, owner: type[models.Model]) -> Self: ...
    @overload
    def __get__(self, instance: models.Model, owner: type[models.Model]) -> Sealed: ...
    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Self | Sealed:
        return self if instance is None else Sealed(instance, self)

    def __set__(self, instance: models.Model, value: object) -> None:
        raise AttributeError(f"use seal(instance, {self.name!r}, value): a sealed text is not assigned")

    def place(self, model: type[models.Model]) -> str:
        """The "table.column" that ties seals and indexes to this column, whichever model inherits it."""
        found = self._places.get(model)
        if found is None:
            home = model._meta.get_field(self.sealed_column).model
            found = self._places[model] = f"{home._meta.db_table}.{self.name}"
        return found

    def parts(
        self, model: type[models.Model], row: str, value: str | None
    ) -> tuple[bytes | None, bytes | None, str]:
        """What the columns hold for a value in the row with that primary key: sealed, index, mask.

        The value is normalised first; None or blanks give an empty text. For many rows at once, and for one.
        """
        plain = self.normal(value or "")
        if not plain:
            return None, None, self.mask("")
        place = self.place(model)
        sealed = crypto.seal(plain.encode(), place=place, row=row)
        return sealed, blind.index(plain, place=place) if self.index else None, self.mask(plain)

    def many(
        self, model: type[models.Model], rows: Sequence[str], values: Sequence[str]
    ) -> tuple[list[bytes | None], list[bytes | None], list[str]]:
        """What `parts` gives for each of many rows, column by column: sealed, indexes, masks."""
        place = self.place(model)
        plains = [self.normal(value) for value in values]
        full = [at for at, plain in enumerate(plains) if plain]
        sealed: list[bytes | None] = [None] * len(plains)
        marks: list[bytes | None] = [None] * len(plains)
        texts = [plains[at] for at in full]
        blobs = crypto.seal_many(
            [text.encode() for text in texts], place=place, rows=[rows[at] for at in full]
        )
        for at, blob in zip(full, blobs, strict=True):
            sealed[at] = blob
        if self.index:
            for at, mark in zip(full, blind.indexes(texts, place=place), strict=True):
                marks[at] = mark
        return sealed, marks, [self.mask(plain) for plain in plains]

    def found_by(self, model: type[models.Model], value: str) -> models.Q:
        """The condition under which a row holds this value; matches nothing for an empty value.

        Member.objects.filter(Member.id_number.found_by(Member, typed))
        """
        if not self.index:
            raise ImproperlyConfigured(f"{self.name} has no index to be found by")
        plain = self.normal(value)
        marks = blind.candidates(plain, place=self.place(model)) if plain else []
        return models.Q(**{f"{self.index_column}__in": marks})


class Sealed:
    """The sealed text of one row. Shows its mask; gives the value only when asked by `unseal`."""

    __slots__ = ("_instance", "_text")

    def __init__(self, instance: models.Model, text: SealedText) -> None:
        self._instance, self._text = instance, text

    def __str__(self) -> str:
        return self.mask

    def __repr__(self) -> str:
        return f"<Sealed {self._text.name}>"

    def __bool__(self) -> bool:
        return getattr(self._instance, self._text.sealed_column) is not None

    @property
    def mask(self) -> str:
        """What may be shown: 110*************2X."""
        return str(getattr(self._instance, self._text.mask_column))

    def seal(self, value: str | None) -> None:
        """Put a value in (unsaved); None or blanks clear it. The value is normalised first."""
        instance, text = self._instance, self._text
        sealed, mark, mask = text.parts(type(instance), _row(instance), value)
        setattr(instance, text.sealed_column, sealed)
        setattr(instance, text.mask_column, mask)
        if text.index:
            setattr(instance, text.index_column, mark)

    def unseal(self) -> str:
        """The value, or "". Who calls this has checked the duty and written the audit.

        Raises crypto.NotGenuine if the column was altered or moved, crypto.UnknownKey.
        """
        instance, text = self._instance, self._text
        blob = getattr(instance, text.sealed_column)
        if blob is None:
            return ""
        return crypto.unseal(bytes(blob), place=text.place(type(instance)), row=_row(instance)).decode()


def seal(instance: models.Model, name: str, value: str | None) -> None:
    """Put a value into the sealed text `name` of an unsaved or fetched row; saving is the caller's."""
    _sealed(instance, name).seal(value)


def unseal(instance: models.Model, name: str) -> str:
    """The value of the sealed text `name`, or "". Check the duty and write the audit first."""
    return _sealed(instance, name).unseal()


def sealed_texts(model: type[models.Model]) -> list[SealedText]:
    """The sealed texts of a model, those of its abstract parents included."""
    found = {
        name: text
        for parent in reversed(model.__mro__)
        for name, text in vars(parent).items()
        if _is_text(text)
    }
    return list(found.values())


def _is_text(value: object) -> bool:
    return isinstance(value, SealedText)


def _sealed(instance: models.Model, name: str) -> Sealed:
    found = getattr(instance, name)
    if not isinstance(found, Sealed):
        raise ImproperlyConfigured(f"{type(instance).__name__}.{name} is not a sealed text")
    return found


def _row(instance: models.Model) -> str:
    if instance.pk is None:
        raise ValueError("set the primary key before sealing: it is part of the seal")
    return str(instance._meta.pk.to_python(instance.pk))


@dataclass(frozen=True, slots=True)
class Whole:
    """A column of which each value is one seal: `seals = (Whole("sealed", PLACE),)` on its model."""

    sealed_column: str
    where: str
    index: bool = False
    index_column: str = ""

    def place(self, model: type[models.Model]) -> str:
        return self.where
