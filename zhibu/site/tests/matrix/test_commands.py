"""Every command is declared; what acts for a login stays within that login's rights."""

from __future__ import annotations

import argparse
import json
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from zhibu.site.commands import ground, shell
from zhibu.site.testing import database

from .actors import ACTORS

pytestmark = pytest.mark.story
DECLARED = tomllib.loads(Path(__file__).with_name("commands.toml").read_text("utf-8"))
SEES_FIGURES = {
    "secretary",
    "elm_secretary",
    "pine_secretary",
    "officer",
    "east_officer",
    "west_officer",
    "auditor",
}
PRINTS_SLIPS = SEES_FIGURES - {"auditor"}


def parser_of(name):
    subparsers = argparse.ArgumentParser().add_subparsers()
    import_module(f"zhibu.site.commands.{name.replace('-', '_')}").add_to(subparsers)
    return subparsers.choices[name]


def every_parser(parser):
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from every_parser(below)


def test_every_command_is_declared():
    assert sorted(DECLARED) == shell.names()


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_command_runs_under_the_declared_login(name):
    logins = {p.get_default("login") or "" for p in every_parser(parser_of(name))}
    assert DECLARED[name]["database"] in logins
    assert logins <= {DECLARED[name]["database"], ""}


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_only_what_is_declared_to_act_takes_a_login_of_its_own(name):
    takes = any(o for p in every_parser(parser_of(name)) for o in p._option_string_actions if o == "--as")
    assert not takes or DECLARED[name]["acts"]


@pytest.fixture
def run(stage, monkeypatch, capsys):
    """Call a command as it is called on the machine, in this database, under the login of workers."""
    monkeypatch.setattr(ground, "django_ready", lambda login: None)
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, "work")

    def called(*argv):
        status = shell.main([str(word) for word in argv])
        out = capsys.readouterr()
        return status, out.out + out.err

    try:
        with transaction.atomic():
            yield called
            transaction.set_rollback(True)
    finally:
        database.use(name, "web")


def logins(stage):
    return {key: stage.extra[f"login:{key}"] for key in ACTORS if key != "anonymous"}


@pytest.mark.parametrize("org", ["county", "east", "willow", "pine", "nonsense"])
def test_statistics_for_whom(run, stage, org):
    wrong = []
    for key, login in logins(stage).items():
        status, said = run("statistics", "--org", org, "--as", login, "--json")
        may = key in SEES_FIGURES and org != "nonsense" and ACTORS[key].covers(org)
        if status != (0 if may else 1):
            wrong.append(f"{org} as {key}: {status}")
        if may and json.loads(said)["org"]["code"] != org:
            wrong.append(f"{org} as {key}: {said[:80]}")
        foreign = [c for c in stage.birds.heard(said) if not ACTORS[key].may_hear(c, stage.holders)]
        wrong += [f"{org} as {key}: carries {c}" for c in foreign if c.text != login]
    assert wrong == []


@pytest.mark.parametrize("org", ["willow", "pine"])
def test_slips_for_whom(run, stage, org, tmp_path):
    wrong = []
    for key, login in logins(stage).items():
        sheet = tmp_path / f"{key}.html"
        status, said = run("accounts", "slips", "--org", org, "--to", sheet, "--as", login, "--json")
        may = key in PRINTS_SLIPS and ACTORS[key].covers(org)
        if status != (0 if may else 1) or sheet.exists() != may:
            wrong.append(f"{org} as {key}: {status} {said[:120]}")
        text = said + (sheet.read_text("utf-8") if sheet.exists() else "")
        foreign = [c for c in stage.birds.heard(text) if not ACTORS[key].may_hear(c, stage.holders)]
        wrong += [f"{org} as {key}: carries {c}" for c in foreign if c.text != login]
    assert wrong == []


@pytest.mark.parametrize("org", ["willow", "pine"])
@pytest.mark.parametrize("clear", [(), ("--purpose", "报上级核对")])
def test_rosters_for_whom(run, stage, org, tmp_path, clear):
    """Whoever may read the cards has them masked; whoever may unseal, in clear; the others no file."""
    wrong = []
    for key, login in logins(stage).items():
        sheet = tmp_path / f"{key}.csv"
        status, said = run("members", "export", "--org", org, "--to", sheet, "--as", login, "--json", *clear)
        may = key in (PRINTS_SLIPS if clear else SEES_FIGURES) and ACTORS[key].covers(org)
        if status != (0 if may else 1) or sheet.exists() != may:
            wrong.append(f"{org} as {key}: {status} {said[:120]}")
        text = said + (sheet.read_text("utf-8") if sheet.exists() else "")
        foreign = [c for c in stage.birds.heard(text) if not ACTORS[key].may_hear(c, stage.holders)]
        wrong += [f"{org} as {key}: carries {c}" for c in foreign if c.text != login]
        sealed = [c for c in stage.birds.heard(text) if c.kind == "sealed"]
        if sheet.exists() and bool(sealed) != bool(clear):
            wrong.append(f"{org} as {key}: {len(sealed)} numbers in clear")
    assert wrong == []


def test_nobody_makes_a_token_for_another(run, stage):
    """Who acts as a login has that login's rights, and no login may act for another person."""
    known = logins(stage)
    for key in ("member", "elm_secretary", "officer", "system_admin"):
        status, said = run("--as", known[key], "token", "create", "--login", known["secretary"], "--json")
        assert status == 1, (key, said)
        assert "zb_" not in said
    status, said = run("--as", known["secretary"], "token", "create", "--login", known["secretary"], "--json")
    assert status == 0 and json.loads(said)["office"] == "secretary"


def test_an_unknown_login_is_refused(run, stage):
    for call in (
        ("statistics", "--org", "willow"),
        ("accounts", "slips", "--org", "willow"),
        ("members", "export", "--org", "willow", "--to", "never.csv"),
    ):
        status, _ = run(*call, "--as", "nobody-of-that-name")
        assert status == 1, call


@pytest.mark.parametrize("org", ["willow", "pine"])
def test_handovers_for_whom(run, stage, org):
    wrong = []
    for key, login in logins(stage).items():
        status, said = run("handover", "--org", org, "--as", login, "--json")
        may = ACTORS[key].office == "secretary" and ACTORS[key].covers(org)
        if status != (0 if may else 1):
            wrong.append(f"{org} as {key}: {status} {said[:120]}")
        foreign = [c for c in stage.birds.heard(said) if not ACTORS[key].may_hear(c, stage.holders)]
        wrong += [f"{org} as {key}: carries {c}" for c in foreign if c.text != login]
    assert wrong == []
