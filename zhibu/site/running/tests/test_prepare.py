"""bin/prepare.py: an environment made once, made again when it must be, and plain words when it cannot."""

import subprocess
import sys
import sysconfig
import venv
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parents[4] / "bin"


@pytest.fixture
def prepare(tmp_path, monkeypatch):
    """The script as a module, at work on an empty repository with nothing to install."""
    spec = spec_from_file_location("prepare", BIN / "prepare.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for folder in ("bin", "requirements"):
        (tmp_path / folder).mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")

    def call(what):
        monkeypatch.setattr(sys, "argv", ["prepare.py", what])
        return module.main()

    module.call = call
    return module


@pytest.mark.slow
def test_what_was_interrupted_is_done_again_finds_the_house_and_is_said_once(prepare, capfd):
    venv.create(prepare.VENV, with_pip=False)  # what Ctrl-C leaves in the first seconds
    assert not prepare.usable()
    assert prepare.call("run") == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert "正在建立运行环境" in told.err
    assert prepare.usable()
    assert prepare.stamped("run")
    look = [prepare.PYTHON, "-I", "-c", "import sys; print(sys.path)"]
    found = subprocess.run(look, capture_output=True, text=True)
    assert str(prepare.ROOT) in found.stdout
    assert prepare.call("run") == 0
    assert capfd.readouterr().err == ""


@pytest.fixture
def made(prepare):
    """An environment that somebody made: that of the suite, by links, with its pip."""
    venv.create(prepare.VENV, with_pip=False)
    places = [
        Path(sysconfig.get_path("purelib", "venv", {"base": str(at), "platbase": str(at)}))
        for at in (sys.prefix, prepare.VENV)
    ]
    for found in places[0].glob("pip*"):
        (places[1] / found.name).symlink_to(found)
    return prepare.VENV


@pytest.mark.slow
def test_an_environment_somebody_made_is_kept(prepare, made):
    mine = prepare.VENV / "mine"
    mine.touch()
    assert prepare.call("dev") == 0
    assert mine.exists()
    assert prepare.stamped("run"), "what developers need includes what runs"


def test_where_nothing_is_nothing_is_usable(prepare):
    assert not prepare.usable()
    assert not prepare.stamped("run")


def test_a_changed_lock_or_place_is_installed_again(prepare, monkeypatch, tmp_path):
    before = prepare.fingerprint("run")
    prepare.locked("run").write_text("django==5.2 --hash=sha256:00\n")
    changed = prepare.fingerprint("run")
    (tmp_path / "moved").mkdir()
    (tmp_path / "requirements").rename(tmp_path / "moved" / "requirements")
    monkeypatch.setattr(prepare, "ROOT", tmp_path / "moved")
    assert len({before, changed, prepare.fingerprint("run")}) == 3


def test_a_python_without_venv_is_told_what_to_install(prepare, monkeypatch, capsys):
    monkeypatch.setattr(prepare.importlib.util, "find_spec", lambda name: None)
    assert prepare.call("run") == 1
    told = capsys.readouterr().err
    assert "-venv" in told
    assert "sudo apt install" in told
    assert not prepare.VENV.exists()


@pytest.mark.slow
def test_what_has_no_matching_hash_is_not_installed(prepare, made, capfd):
    prepare.locked("run").write_text(f"pip==99.9 --hash=sha256:{'0' * 64}\n")
    assert prepare.call("run") == 1
    assert "组件没有装好" in capfd.readouterr().err
    assert not prepare.stamped("run")


@pytest.mark.parametrize("root", [True, False])
def test_a_missing_browser_is_installed_or_asked_for(prepare, monkeypatch, capsys, root):
    calls = []

    def run(call, **_options):
        calls.append([str(word) for word in call])
        return subprocess.CompletedProcess(call, 0 if root else 1, stdout=b"")

    monkeypatch.setenv("ZHIBU_CHROMIUM", "/nowhere/chromium")
    monkeypatch.setattr(prepare.subprocess, "run", run)
    monkeypatch.setattr(prepare.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 0 if root else 1000)
    status = prepare.call("browser")
    installed = [call for call in calls if "install" in call]
    if root:
        assert status == 0
        assert installed[0][-2:] == ["chromium-headless-shell", "fonts-noto-cjk"]
        assert "sudo" not in installed[0]
    else:
        assert status == 1
        assert installed == []
        assert "sudo apt-get install chromium-headless-shell fonts-noto-cjk" in capsys.readouterr().err


def test_no_registry_is_named_anywhere():
    scripts = [path for path in BIN.iterdir() if path.is_file() and path.name != "vendor"]
    assert len(scripts) >= 7
    for path in scripts:
        assert "://" not in path.read_text("utf-8").replace("http://www.w3.org/", ""), path  # names of SVG
