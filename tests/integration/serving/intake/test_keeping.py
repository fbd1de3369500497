"""Uploads end: the file and what it said go, the record stays, and being killed changes nothing."""

import io
import os
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.actor import SYSTEM
from core.intake import repository as intake
from core.intake.types import RunStatus
from serving import checkup
from serving.intake import keeping, runs, undoing
from serving.intake.runs import NewRun
from serving.intake.working import Work

TABLE = "编号,姓名,手机\n1,张伟,13800138000\n2,,\n".encode()


class Silent:
    def __call__(self, done, total=None, note=""):
        pass

    def finish(self, session):
        pass


def taken_in(parts, content=TABLE, **more):
    with parts.db.write() as session:
        new = NewRun("talents", "ats", "人才.csv", **more)
        return runs.create(parts, session, SYSTEM, new, io.BytesIO(content), now=parts.clock.now())


def begun(parts, run):
    with parts.db.write() as session:
        return runs.begin(session, SYSTEM, run.id, now=parts.clock.now())


def imported(parts):
    run = begun(parts, taken_in(parts))
    return Work(parts, SYSTEM, run, runs.path_of(parts, run)).run()


def swept(parts):
    keeping.expire_uploads(parts, {}, Silent())


def now_is(parts, run):
    with parts.db.read() as session:
        return runs.get(session, SYSTEM, run.id)


def shelf_of(parts):
    return sorted((parts.paths.workspace / "imports").iterdir())


def bytes_of_database(parts):
    with parts.db.engine.connect() as connection:
        return str([*connection.execute(text("SELECT * FROM import_run"))]) + str(
            [*connection.execute(text("SELECT * FROM import_row"))]
        )


def test_a_file_goes_on_its_day_and_not_before(parts, clock):
    run = imported(parts)
    clock.move(timedelta(days=89, hours=23))
    swept(parts)
    assert now_is(parts, run).stored_as
    assert len(shelf_of(parts)) == 1
    clock.move(timedelta(hours=2))
    assert not checkup.CHECKS["uploads"](parts).ok
    swept(parts)
    assert shelf_of(parts) == []
    after = now_is(parts, run)
    assert (after.stored_as, after.sample, after.status) == ("", (), RunStatus.DONE)
    assert (after.counts, after.sha256, after.size_bytes) == (run.counts, run.sha256, len(TABLE))
    assert checkup.CHECKS["uploads"](parts).ok


def test_what_the_file_said_goes_and_verdicts_stay(parts, clock):
    secret = "13911112222"
    run = begun(parts, taken_in(parts, f"编号,姓名,手机\n1,,\n1,王小明,{secret}\n".encode()))
    Work(parts, SYSTEM, run, runs.path_of(parts, run)).run()
    assert secret in bytes_of_database(parts)
    clock.move(timedelta(days=91))
    swept(parts)
    assert secret not in bytes_of_database(parts)
    assert "王小明" not in bytes_of_database(parts)
    with parts.db.read() as session:
        refused = list(intake.all_refused(session, run.id))
    assert [(item.line, item.reason.code, dict(item.row)) for item in refused] == [
        (2, "no-identity", {}), (3, "repeated-id", {}),
    ]  # fmt: skip


def test_an_import_without_its_file_can_still_be_undone(parts, clock):
    run = imported(parts)
    clock.move(timedelta(days=91))
    swept(parts)
    with parts.db.write() as session:
        begun_undo = undoing.begin(session, SYSTEM, run.id, now=clock.now())
    assert undoing.work(parts, SYSTEM, begun_undo).gone == 1


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_cannot_go_on_says_so(parts, clock, dry_run):
    run = taken_in(parts, dry_run=dry_run)
    if dry_run:
        Work(parts, SYSTEM, begun(parts, run), runs.path_of(parts, run)).run()
    clock.move(timedelta(days=91))
    swept(parts)

    def go_on(session):
        if dry_run:
            runs.change(parts, session, SYSTEM, run.id, dry_run=False)
        runs.begin(session, SYSTEM, run.id, now=clock.now())

    with parts.db.write() as session, pytest.raises(keeping.FileGone) as caught:
        go_on(session)
    assert "upload it again" in caught.value.detail


def test_an_import_that_was_cut_off_keeps_its_file_a_week_and_then_fails(parts, clock):
    parts.settings.import_file_days = 1
    run = begun(parts, taken_in(parts))
    clock.move(timedelta(days=6))
    swept(parts)
    assert now_is(parts, run).status is RunStatus.RUNNING
    assert Work(parts, SYSTEM, now_is(parts, run), runs.path_of(parts, run))
    clock.move(timedelta(days=2))
    swept(parts)
    after = now_is(parts, run)
    assert (after.status, after.error.code) == (RunStatus.FAILED, "file-gone")
    assert shelf_of(parts) == []


def test_whoever_is_killed_between_the_database_and_the_disk_leaves_it_to_the_next(
    parts, clock, monkeypatch
):
    imported(parts)
    clock.move(timedelta(days=91))

    class Killed(Exception):
        pass

    def killed(self, stored_as):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("serving.intake.inputs.Shelf.remove", killed)
        with pytest.raises(Killed):
            swept(parts)
    [left] = shelf_of(parts)
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))
    assert "1 belong to no import" in checkup.CHECKS["uploads"](parts).en
    swept(parts)
    assert shelf_of(parts) == []


def test_files_of_runs_and_files_just_written_are_no_strays(parts, clock):
    run = taken_in(parts)
    folder = parts.paths.workspace / "imports"
    (folder / "half.unfinished").write_bytes(b"x")
    (folder / "fresh").write_bytes(b"x")
    old, fresh = (clock.now() - timedelta(days=2)).timestamp(), clock.now().timestamp()
    for path in folder.iterdir():
        os.utime(path, (old, old))
    os.utime(folder / "fresh", (fresh, fresh))
    swept(parts)
    assert {path.name for path in folder.iterdir()} == {run.stored_as, "fresh"}
