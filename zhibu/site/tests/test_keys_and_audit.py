"""`zhibu keys rotate` and `zhibu audit verify`, as they are called."""

import json
from argparse import ArgumentParser

import psycopg
import pytest
from django.db import connections, transaction

from zhibu.kernel import audit as trace
from zhibu.kernel.crypto import keyfile
from zhibu.kernel.fields import rotation
from zhibu.kernel.scope import HOUSE, wear
from zhibu.site.commands import audit, keys
from zhibu.site.testing import database

pytestmark = [pytest.mark.story, pytest.mark.slow]


def call(command, *words):
    parser = ArgumentParser()
    command.add_to(parser.add_subparsers())
    args = parser.parse_args(list(words))
    database.use(connections["default"].settings_dict["NAME"], args.login)
    return args.run(args)


@pytest.fixture
def own_keys(tmp_path, monkeypatch):
    copy = tmp_path / "keys.json"
    copy.touch(mode=0o600)
    copy.write_bytes(keyfile.path().read_bytes())
    monkeypatch.setenv("ZHIBU_KEYS", str(copy))
    monkeypatch.setattr(rotation, "_let_others_notice", lambda using, wait: keyfile.reloaded())
    yield keyfile.reloaded()
    monkeypatch.undo()
    keyfile.reloaded()


def test_rotate_seals_anew_and_says_how_much(committed, own_keys, capsys):
    assert call(keys, "keys", "rotate", "--index", "--drop-old", "--json") == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    ring = keyfile.reloaded()
    assert answer["generation"] == f"{ring.generations[-1].id:08x}" != f"{own_keys.generations[-1].id:08x}"
    assert answer["resealed"] == sum(answer["columns"].values()) > 0
    assert answer["reindexed"] > 0
    assert (len(ring.generations), len(ring.blinds)) == (1, 1)
    assert rotation.pending() == {}
    assert "请备份密钥文件" in err


def test_a_rotation_cut_off_is_finished_without_another_key(committed, own_keys, capsys):
    keyfile.add_generation(keyfile.path())
    assert call(keys, "keys", "rotate", "--json") == 0
    assert json.loads(capsys.readouterr().out)["resumed"] is True
    assert len(keyfile.reloaded().generations) == len(own_keys.generations) + 1


def test_rotate_without_a_key_file_is_refused_with_the_remedy(committed, own_keys, capsys):
    keyfile.path().unlink()
    assert call(keys, "keys", "rotate", "--json") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["refused"] == "missing"
    assert "请把备份的密钥文件放回原处" in err


@pytest.mark.parametrize("reason", ["missing", "exposed", "damaged", "exists", "unset"])
def test_every_trouble_with_the_key_file_has_a_remedy(reason, tmp_path):
    assert "请" in keys.explain(keyfile.KeyFileError(reason, tmp_path, "")) or reason == "exists"


def test_verify_tells_a_whole_trace_from_a_broken_one(committed, capsys):
    database.use(connections["default"].settings_dict["NAME"], "work")
    for part in ("one", "two"):
        trace.record("meetings.record", scope=HOUSE, subject=part)
        with transaction.atomic():
            wear(HOUSE)
            trace.seal()
    assert call(audit, "audit", "verify", "--json") == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["whole"] is True
    assert "完好" in err
    with psycopg.connect(database.url("owner")) as owner:
        owner.execute("UPDATE kernel_audit SET outcome = 'refused' WHERE subject = 'two'")
    assert call(audit, "audit", "verify", "--json") == 1
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["whole"], told["reason"]) == (False, "content")
    assert f"第 {told['broken']} 批" in err
