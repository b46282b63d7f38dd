"""The trace of a real database: added by everybody, read by few, sealed behind who still writes, checked."""

import uuid
from contextlib import contextmanager

import psycopg
import pytest
from django.db import ProgrammingError, connection, connections, transaction

from zhibu.kernel import audit
from zhibu.kernel.audit import sealing
from zhibu.kernel.scope import HOUSE, Scope, wear
from zhibu.site.testing import database

pytestmark = [pytest.mark.story, pytest.mark.slow]
ACTOR = Scope(actor=str(uuid.uuid4()), name="张三", office="secretary", purpose="branch")


@contextmanager
def house():
    with transaction.atomic():
        wear(HOUSE)
        yield


@pytest.fixture
def work(committed):
    """A database of its own, served by the worker's login."""
    database.use(connections["default"].settings_dict["NAME"], "work")


@pytest.fixture
def owner(work):
    """A connection of the owner beside it, for what no login of the house may do."""
    with psycopg.connect(database.url("owner"), autocommit=True) as beside:
        yield beside


def sealed(count=3):
    for number in range(count):
        audit.record("meetings.record", scope=ACTOR, subject=f"meeting:{number}", topic=f"第{number}次")
    with house():
        return audit.seal()


def checked():
    with house():
        return audit.verify()


def test_a_row_says_who_what_and_when(work):
    audit.record("members.see", scope=ACTOR, subject="member:1", reason="核对", count=2, also=["a", None])
    with house(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor::text, actor_name, office, purpose, action, outcome, subject, detail, "
            "at > now() - interval '1 minute', xid > 0 FROM kernel_audit WHERE action = 'members.see'"
        )
        [(*said, detail, recent, counted)] = cursor.fetchall()
    assert said == [ACTOR.actor, "张三", "secretary", "branch", "members.see", "done", "member:1"]
    assert detail == '{"also": ["a", null], "count": 2, "reason": "核对"}'
    assert recent
    assert counted


def test_what_is_rolled_back_leaves_no_deed_but_its_refusal_stays(committed):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("x.join", scope=ACTOR, subject="gone")
        audit.record_aside("x.join", scope=ACTOR, subject="stays", outcome="refused")
        raise RuntimeError
    with house(), connection.cursor() as cursor:
        cursor.execute("SELECT subject, outcome FROM kernel_audit WHERE action = 'x.join'")
        assert cursor.fetchall() == [("stays", "refused")]


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE kernel_audit SET subject = 'other'",
        "DELETE FROM kernel_audit",
        "UPDATE kernel_seal SET rows = 0",
        "DELETE FROM kernel_seal",
        "TRUNCATE kernel_audit",
    ],
)
@pytest.mark.parametrize("login", ["web", "work"])
def test_no_serving_login_changes_or_removes_a_trace(committed, login, deed):
    database.use(connections["default"].settings_dict["NAME"], login)
    with pytest.raises(ProgrammingError, match="permission denied"), house(), connection.cursor() as cursor:
        cursor.execute(deed)


def test_sealing_covers_every_row_once(work):
    first = sealed(3)
    assert first >= 3
    assert sealed(2) == 2
    with house():
        assert audit.seal() == 0
    report = checked()
    assert report.whole
    assert (report.rows, report.tail) == (first + 2, 0)
    assert len(report.head) == 64


def test_the_tail_is_named(work):
    sealed()
    audit.record("meetings.record", scope=ACTOR)
    report = checked()
    assert report.whole
    assert report.tail == 1
    assert report.tail_since is not None


def test_rows_of_a_transaction_that_still_runs_are_sealed_after_it(owner):
    """A row with a lower number may be committed after one with a higher: the sealer waits for it."""
    with psycopg.connect(database.url("owner")) as slow:
        slow.execute(
            "INSERT INTO kernel_audit (id, actor_name, office, purpose, action, outcome, subject, detail) "
            "VALUES (gen_random_uuid(), '', '', '', 'x.slow', 'done', '', '{}')"
        )
        audit.record("x.quick", scope=ACTOR)
        with house():
            audit.seal()
        assert checked().tail == 1  # the quick one waits; the slow one is not seen by anybody yet
        slow.commit()
    with house():
        assert audit.seal() == 2
    assert checked().whole


def test_a_transaction_is_never_cut_in_two_and_large_ones_are_sealed(work, monkeypatch):
    monkeypatch.setattr(sealing, "_ROWS_A_SEAL", 10)
    sealed(0)
    before = checked()
    with transaction.atomic():
        for _ in range(25):
            audit.record("x.many", scope=ACTOR)
    for _ in range(23):
        audit.record("x.one", scope=ACTOR)
    with house():
        assert audit.seal() == 48
    report = checked()
    assert report.whole
    assert report.seals == before.seals + 4  # 25, 10, 10, 3
    assert report.rows == before.rows + 48


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("UPDATE kernel_audit SET subject = 'x' WHERE subject = 'meeting:1'", "content"),
        ("UPDATE kernel_audit SET detail = '{}' WHERE subject = 'meeting:1'", "content"),
        ("UPDATE kernel_audit SET at = at - interval '1 microsecond' WHERE subject = 'meeting:1'", "content"),
        ("UPDATE kernel_audit SET actor = NULL WHERE subject = 'meeting:1'", "content"),
        ("DELETE FROM kernel_audit WHERE subject = 'meeting:1'", "rows"),
        (
            "INSERT INTO kernel_audit "
            "(id, xid, actor_name, office, purpose, action, outcome, subject, detail) "
            "SELECT gen_random_uuid(), xid, '', '', '', 'x.y', 'done', '', '{}' FROM kernel_audit "
            "WHERE subject = 'meeting:1'",
            "rows",
        ),
        ("UPDATE kernel_seal SET root = previous WHERE id = 2", "content"),
        ("UPDATE kernel_seal SET previous = sha256(previous) WHERE id = 2", "chain"),
        ("UPDATE kernel_seal SET xid_upto = xid_upto + 1 WHERE id = 2", "content"),
        ("UPDATE kernel_seal SET xid_from = xid_from + 1 WHERE id = 2", "order"),
        ("UPDATE kernel_seal SET suite = 'gm' WHERE id = 2", "content"),
        ("DELETE FROM kernel_seal WHERE id = 2", "gap"),
    ],
)
def test_the_first_broken_batch_is_named(owner, deed, reason):
    sealed(0)  # what the world wrote
    sealed(3)
    sealed(3)
    assert checked().seals >= 2
    target = checked().seals - 1
    rows = owner.execute("SELECT xid_from, xid_upto FROM kernel_seal WHERE id = %s", [target]).fetchone()
    deed = deed.replace("id = 2", f"id = {target}").replace(
        "subject = 'meeting:1'", f"subject = 'meeting:1' AND xid >= {rows[0]} AND xid < {rows[1]}"
    )
    assert owner.execute(deed).rowcount == 1
    report = checked()
    assert not report.whole
    assert (report.broken, report.reason) == (target, reason)


def test_seals_cut_off_at_the_end_show_in_the_head_and_the_tail(owner):
    sealed(3)
    sealed(3)
    before = checked()
    owner.execute("DELETE FROM kernel_seal WHERE id = %s", [before.seals])
    after = checked()
    assert after.whole
    assert after.head != before.head
    assert after.tail == 3


def test_a_chain_made_anew_without_the_key_does_not_hold(owner, monkeypatch):
    sealed(3)
    monkeypatch.setattr(sealing.crypto, "derived", lambda label: b"guess".ljust(32))
    assert not checked().whole


def test_a_database_that_counts_anew_is_not_papered_over(owner):
    sealed(1)
    owner.execute("UPDATE kernel_seal SET xid_upto = xid_upto + 1000000")
    with pytest.raises(audit.OtherHistory), house():
        audit.seal()
