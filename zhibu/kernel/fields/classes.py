"""Data classes: how closely each column that says something about a person is kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext as _

from .sealed import sealed_texts


class DataClass(IntEnum):
    """Ordered: what is shown to a duty of one class includes every class below it."""

    PUBLIC = 1  # 公开: may stand on a notice board
    INTERNAL = 2  # 内部: for those who work with the organisation
    SENSITIVE = 3  # 敏感: harms the person if known; shown masked, opened with a reason, audited
    CORE = 4  # 核心: discipline, review; never leaves the system in clear

    @property
    def label(self) -> str:
        """The class as a person reads it."""
        return {1: _("公开"), 2: _("内部"), 3: _("敏感"), 4: _("核心")}[self.value]


def classify(
    *, public: str = "", internal: str = "", sensitive: str = "", core: str = ""
) -> Mapping[str, DataClass]:
    """The classes of a model's fields, named in words parted by blanks.

        classes = classify(public="id org", internal="name sex", sensitive="id_number phone")

    A sealed text is named once. Raises ValueError if a name stands twice.
    """
    groups = zip(DataClass, (public, internal, sensitive, core), strict=True)
    pairs = [(name, kept) for kept, names in groups for name in names.split()]
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field has one data class, not two")
    return MappingProxyType(found)


def class_of(model: type[models.Model], field: str) -> DataClass:
    """The class of a column; the mask of a sealed text is internal. Raises KeyError where none is said."""
    for text in sealed_texts(model):
        if field == text.mask_column:
            return DataClass.INTERNAL
        if field in text.columns:
            return declared(model)[text.name]
    return declared(model)[field]


def declared(model: type[models.Model]) -> Mapping[str, DataClass]:
    """What the model says in `classes`; empty where it says nothing."""
    found: Mapping[str, DataClass] = getattr(model, "classes", {})
    return found


def unclassed(model: type[models.Model]) -> list[str]:
    """What is wrong with a model's `classes`: fields without a class, and classes without a field."""
    texts = sealed_texts(model)
    hidden = {column for text in texts for column in text.columns}
    fields = {field.name for field in model._meta.local_fields + list(model._meta.local_many_to_many)}
    wanted = (fields - hidden) | {text.name for text in texts}
    return sorted(wanted ^ set(declared(model)))
