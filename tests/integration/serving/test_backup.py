"""A backup is one moment and read back; a restore resurrects nobody and sends nothing."""

import os
import shutil
import threading
from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.db import Database
from core.outreach import repository as outreach
from core.outreach.types import Order, SendState
from core.profile import repository as profile
from core.profile import service as profile_service
from core.profile.types import Arrival, Channel, Facts, NewAttachment
from core.subject import service
from serving import backup, erasure, running, schema, wiring
from serving.settings import Settings

LONG = os.environ.get("TRM_LONG") == "1"
PEOPLE = 6


@pytest.fixture
def settings(tmp_path):
    return Settings(workspace=tmp_path / "var")


@pytest.fixture
def parts(settings, clock):
    built = wiring.build(settings, clock=clock)
    schema.migrate(built.db, backups=built.paths.backups, now=clock.now())
    built.keys()
    yield built
    built.db.close()


def add(parts, number):
    content = f"cv {number}".encode()
    file = NewAttachment(
        f"{number}.txt", "text/plain", len(content), "0" * 64, parts.attachments.put(content)
    )
    facts = Facts(
        name=f"Person {number}", emails=(f"p{number}@example.com",), text=f"text {number}"
    )
    arrival = Arrival("s", Channel.API, facts, external_id=str(number), attachment=file)
    with parts.db.write() as session:
        return profile_service.ingest(session, SYSTEM, arrival, now=parts.clock.now()).talent_id


def ids_in(settings):
    db = Database(settings.database_url)
    with db.read() as session:
        found = {one.id for one in profile.iter_facts(session)}
    db.close()
    return found


def test_what_was_there_is_there_again(parts, settings, tmp_path, clock):
    ids = {add(parts, number) for number in range(PEOPLE)}
    made = backup.back_up(parts, tmp_path / "safe")
    assert made.rows["talent"] == PEOPLE
    later = add(parts, 99)
    parts.db.close()
    done = backup.restore(made.folder, settings, now=clock.now())
    assert ids_in(settings) == ids
    assert done.before is not None
    assert ids_in(Settings(workspace=done.before)) == {*ids, later}
    files = [path.read_bytes() for path in parts.paths.attachments.rglob("*") if path.is_file()]
    assert sorted(files) == sorted(f"cv {number}".encode() for number in range(PEOPLE))


@pytest.mark.parametrize("round_", range(100 if LONG else 5))
def test_a_restore_resurrects_nobody(parts, settings, tmp_path, clock, round_):
    ids = [add(parts, number) for number in range(PEOPLE)]
    gone = ids[round_ % PEOPLE]
    early = erased(parts, gone) if round_ % 5 == 4 else None
    made = backup.back_up(parts, tmp_path / "safe")
    if early is None:
        erased(parts, gone)
    parts.db.close()
    if round_ % 5 == 3:  # the database is lost, the ledger beside it is not
        (settings.workspace / "trm.db").unlink()
    done = backup.restore(made.folder, settings, now=clock.now() + timedelta(days=1))
    assert done.erased == (gone,)
    assert ids_in(settings) == set(ids) - {gone}
    name = f"Person {ids.index(gone)}".encode()
    assert not [
        path
        for path in settings.workspace.rglob("*")
        if path.is_file() and name in path.read_bytes()
    ]


def erased(parts, talent_id):
    with parts.db.write() as session:
        asked = service.request_erasure(
            session, SYSTEM, talent_id, reason="r", now=parts.clock.now()
        )
    return erasure.carry_out(parts, asked.id)


def test_what_was_going_out_is_put_in_doubt(parts, settings, tmp_path, clock):
    order = Order("reset", "1", "acc_1", "email", clock.now() + timedelta(hours=4), {})
    with parts.db.write() as session:
        outreach.add(session, "snd_1", order, now=clock.now())
    made = backup.back_up(parts, tmp_path / "safe")
    parts.db.close()
    assert backup.restore(made.folder, settings, now=clock.now()).in_doubt == 1
    db = Database(settings.database_url)
    with db.read() as session:
        assert outreach.get(session, "snd_1").state is SendState.IN_DOUBT
    db.close()


@pytest.mark.parametrize("harm", ["flip", "cut", "lose", "rows"])
def test_a_damaged_backup_changes_nothing(parts, settings, tmp_path, clock, harm):
    add(parts, 1)
    made = backup.back_up(parts, tmp_path / "safe")
    path = (
        made.folder / "trm.db"
        if harm != "lose"
        else next((made.folder / "attachments").rglob("?" * 32))
    )
    content = bytearray(path.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
    if harm == "lose":
        path.unlink()
    else:
        path.write_bytes(
            content[:-100] if harm == "cut" else content + (b"x" if harm == "rows" else b"")
        )
    parts.db.close()
    before = sorted(settings.workspace.rglob("*"))
    with pytest.raises(backup.BackupDamaged):
        backup.restore(made.folder, settings, now=clock.now())
    assert [
        one for one in sorted(settings.workspace.rglob("*")) if one.name != running.LOCK
    ] == before


def test_a_workspace_that_is_served_is_left_alone(parts, settings, tmp_path, clock):
    add(parts, 1)
    made = backup.back_up(parts, tmp_path / "safe")
    with running.held(settings.workspace), pytest.raises(running.StillServed):
        backup.restore(made.folder, settings, now=clock.now())
    with pytest.raises(backup.BackupInside):
        backup.back_up(parts, settings.workspace / "elsewhere")


def test_a_backup_under_load_is_one_moment(parts, settings, tmp_path, clock):
    """Every person is written with a file; a copy of two moments would lack one or the other."""
    stop, count = threading.Event(), [0]

    def write():
        while not stop.is_set():
            add(parts, 1000 + count[0])
            count[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round_ in range(5):
            made = backup.back_up(parts, tmp_path / "safe")
            assert set(made.rows) >= {"talent", "source_record", "attachment"}
            assert made.rows["talent"] == made.rows["attachment"] == made.rows["source_link"], (
                round_
            )
            shutil.rmtree(tmp_path / "again", ignore_errors=True)
            there = Settings(workspace=tmp_path / "again")
            backup.restore(made.folder, there, now=clock.now())
            assert len(ids_in(there)) == made.rows["talent"]
            clock.move(timedelta(seconds=1))
    finally:
        stop.set()
        writer.join()
    assert count[0] > 5
