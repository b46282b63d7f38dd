"""The command line: exit status, languages, and commands that wait for nothing they do not need."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhibu.site.commands import shell

REPOSITORY = Path(__file__).resolve().parents[4]


def call(*arguments, **environ):
    """In a process of its own, as a person does it."""
    kept = {
        name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "LC_MESSAGES"}
    }
    return subprocess.run(
        [sys.executable, "-P", "-X", "importtime", "-m", "zhibu", *arguments],
        env=kept | {"PYTHONPATH": str(REPOSITORY)} | environ,
        capture_output=True,
        text=True,
    )


def loaded(done):
    return {
        line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time")
    }


def test_norms_are_listed_without_django_and_without_the_database():
    done = call("norms", "list", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["norms"]
    heavy = {name for name in loaded(done) if name.split(".")[0] in {"django", "psycopg", "granian", "ninja"}}
    assert heavy == set()


def test_no_command_loads_django_before_it_is_called():
    done = call("--help")
    assert done.returncode == 0
    assert {name for name in loaded(done) if name.split(".")[0] in {"django", "psycopg", "granian"}} == set()


def test_the_supervisor_stays_small():
    done = call("up", ZHIBU_PORT="none")
    assert done.returncode == 1
    assert {name for name in loaded(done) if name.split(".")[0] in {"django", "psycopg", "granian"}} == set()


@pytest.mark.parametrize("arguments", [[], ["nothing-like-this"], ["up", "--unknown"], ["backup"]])
def test_a_wrong_call_is_status_2_with_a_word_on_stderr(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        shell.main(arguments)
    assert caught.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "用法不对" in told.err


def test_internal_commands_are_not_listed():
    help_text = call("--help").stdout
    assert " up " in help_text
    assert "migrate" not in help_text
    assert {"up", "demo", "migrate", "serve", "work", "doctor", "backup", "bench"} <= set(shell.names())


def test_json_and_as_may_stand_before_or_after_the_command(monkeypatch):
    seen = []
    from zhibu.site.commands import doctor

    monkeypatch.setattr(doctor, "run", lambda args: seen.append((args.json, args.as_login)) or 0)
    shell.main(["--json", "--as", "wang", "doctor"])
    shell.main(["doctor", "--json"])
    shell.main(["doctor"])
    assert seen == [(True, "wang"), (True, None), (False, None)]


def test_trouble_is_told_as_json_too(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ZHIBU_PORT", "none")
    assert shell.main(["--json", "up"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["problem"]["code"] == "bad-port"
    assert "ZHIBU_PORT" in told.err
