"""docs/words.md knows every word of the trade that stands in a model, with the code word that is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import zhibu
from zhibu.kernel.fields.sealed import sealed_texts
from zhibu.members.codes import code_list
from zhibu.orgs.offices import OFFICES

PAGE = Path(zhibu.__file__).parent.parent / "docs" / "words.md"
ROW = re.compile(r"^\| ([^|`]+?) \| (`[^|]+`) \|", re.M)
CONTEXTS = ("orgs", "members", "meetings", "voice", "exchange", "statistics")
LISTS = ("category", "standing", "whereabouts")


def table(text: str) -> set[tuple[str, str]]:
    return {(term, code) for term, codes in ROW.findall(text) for code in re.findall(r"`([^`]+)`", codes)}


def labels() -> set[tuple[str, str]]:
    """(Chinese, code) of every labelled field and every choice of the contexts' models."""
    found: set[tuple[str, str]] = set()
    for context in CONTEXTS:
        for model in apps.get_app_config(context).get_models():
            hidden = {column: text.name for text in sealed_texts(model) for column in text.columns}
            for field in model._meta.local_fields:
                if field._verbose_name and not str(field._verbose_name).isascii():
                    found.add((str(field._verbose_name), hidden.get(field.name, field.name)))
            for kind in vars(model).values():
                if isinstance(kind, type) and issubclass(kind, models.Choices):
                    found |= {(str(label), str(value)) for value, label in kind.choices}
    return found


@pytest.fixture(scope="module")
def known() -> set[tuple[str, str]]:
    return table(PAGE.read_text("utf-8"))


def test_there_are_words_to_look_for():
    assert ("党支部", "branch") in labels() and ("公民身份号码", "id_number") in labels()


def test_every_label_and_choice_of_a_model_is_on_the_page(known):
    assert labels() - known == set()


def test_every_office_is_on_the_page(known):
    assert {(str(office.title), office.code) for office in OFFICES.values()} - known == set()


@pytest.mark.parametrize("name", LISTS)
def test_every_code_of_the_short_lists_is_on_the_page(known, name):
    assert {(label, code) for code, label in code_list(name).items() if code != "none"} - known == set()


def test_a_missing_word_would_be_noticed(known):
    without = table(PAGE.read_text("utf-8").replace("| 主题党日 |", "| 党日 |"))
    assert labels() - without == {("主题党日", "theme_day")}
