"""Undoing an import: what only it brought goes, and everything else stays as it would have been."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from core import audit
from core.actor import SYSTEM, Actor, Role
from core.errors import NotFound
from core.intake import repository as intake
from core.intake.types import RunStatus
from core.profile import repository
from core.profile import service as profile
from core.subject import service as subject
from serving.intake import runs, undoing
from serving.intake.runs import NewRun
from serving.intake.working import Work

ANN = Actor("acc_ann", "Ann", frozenset({Role.RECRUITER}), frozenset({"team_a"}))
HEADS = "编号,姓名,手机,邮箱,城市,职位\n"
CITIES = ("深圳", "北京", "上海", "广州")


def table_of(rows):
    return HEADS + "".join(
        f"{key},人{key},1380013800{phone},,{CITIES[city]},工程师\n" for key, phone, city in rows
    )


def imported(parts, content, *, source="ats", kind="talents", dry_run=False):
    new = NewRun(kind, source, "人才.csv", dry_run=dry_run)
    with parts.db.write() as session:
        run = runs.create(
            parts, session, SYSTEM, new, io.BytesIO(content.encode()), now=parts.clock.now()
        )
    with parts.db.write() as session:
        run = runs.begin(session, SYSTEM, run.id, now=parts.clock.now())
    return Work(parts, SYSTEM, run, runs.path_of(parts, run)).run()


def undone(parts, run):
    with parts.db.write() as session:
        begun = undoing.begin(session, SYSTEM, run.id, now=parts.clock.now())
    return undoing.work(parts, SYSTEM, begun)


def people_of(parts):
    with parts.db.read() as session:
        return list(repository.page(session, SYSTEM, limit=200).items)


def test_edits_made_before_the_undo_survive_it(parts, clock):
    imported(parts, HEADS + "1,张伟,13800138000,,深圳,工程师\n", source="first")
    run = imported(parts, HEADS + "9,张伟,13800138000,a@example.com,北京,总监\n", source="wrong")
    edited_id = people_of(parts)[0].id
    with parts.db.write() as session:
        profile.edit(session, SYSTEM, edited_id, {"headline": "改过"}, now=clock.now())
    ended = undone(parts, run)
    assert (ended.gone, ended.kept) == (0, 1)
    (left,) = people_of(parts)
    assert (left.facts.headline, left.facts.place.city, left.facts.emails) == ("改过", "深圳", ())


def test_who_came_only_from_it_goes_out_of_view_and_comes_back_the_same(parts, clock):
    content = HEADS + "1,张伟,13800138000,,深圳,工程师\n"
    run = imported(parts, content)
    (person,) = people_of(parts)
    ended = undone(parts, run)
    assert (ended.gone, ended.kept, ended.run.status) == (1, 0, RunStatus.UNDONE)
    assert people_of(parts) == []
    with parts.db.read() as session:
        assert repository.count(session) == 0
        with pytest.raises(NotFound):
            repository.get(session, SYSTEM, person.id)
        names = [entry.action for entry in audit.page(session, limit=50)]
    assert {"import.undo_started", "import.undone", "talent.withdrawn"} <= set(names)
    clock.move(timedelta(days=1))
    imported(parts, content)
    (back,) = people_of(parts)
    assert back.id == person.id
    assert back.facts.place.city == "深圳"


def test_undoing_twice_changes_nothing(parts):
    run = imported(parts, table_of([(1, 1, 1), (2, 2, 2)]))
    undone(parts, run)
    again = undone(parts, run)
    assert (again.gone, again.kept, again.run.status) == (0, 0, RunStatus.UNDONE)


def test_an_undo_that_was_stopped_goes_on(parts, monkeypatch):
    run = imported(parts, table_of([(key, key, 0) for key in range(4)]))
    monkeypatch.setattr(intake, "_BATCH", 1)
    one_row = intake.records_of

    def stopping(session, run_id, *, after_line=0, limit=1):
        if after_line >= 3:
            raise KeyboardInterrupt
        return one_row(session, run_id, after_line=after_line, limit=1)

    monkeypatch.setattr(intake, "records_of", stopping)
    with pytest.raises(KeyboardInterrupt):
        undone(parts, run)
    assert 0 < len(people_of(parts)) < 4
    monkeypatch.setattr(intake, "records_of", one_row)
    assert undone(parts, run).run.status is RunStatus.UNDONE
    assert people_of(parts) == []


def test_a_second_import_of_the_same_file_still_stands_for_it(parts, clock):
    content = table_of([(1, 1, 1)])
    first = imported(parts, content)
    clock.move(timedelta(hours=1))
    second = imported(parts, content)
    ended = undone(parts, first)
    assert (ended.gone, ended.kept, ended.shared) == (0, 0, 1)
    assert len(people_of(parts)) == 1
    ended = undone(parts, second)
    assert (ended.gone, ended.shared) == (1, 0)
    assert people_of(parts) == []


def test_jobs_nobody_built_on_are_taken_back(parts):
    run = imported(parts, "职位,职位描述\n算法工程师,负责推荐算法，要求 Python\n", kind="jobs")
    assert run.counts.created == 1
    assert undone(parts, run).gone == 1


def test_what_stored_nothing_or_still_runs_cannot_be_undone(parts):
    run = imported(parts, table_of([(1, 1, 1)]), dry_run=True)
    with parts.db.write() as session, pytest.raises(undoing.NotUndoable) as caught:
        undoing.begin(session, SYSTEM, run.id, now=parts.clock.now())
    assert caught.value.reason.code == "undo-nothing"
    assert caught.value.reason.zh != caught.value.reason.en
    with parts.db.write() as session:
        new, content = NewRun("talents", "ats", "a.csv"), io.BytesIO(table_of([(2, 2, 2)]).encode())
        waiting = runs.create(parts, session, SYSTEM, new, content, now=parts.clock.now())
        assert undoing.why_not(session, waiting).code == "undo-nothing"
        running = runs.begin(session, SYSTEM, waiting.id, now=parts.clock.now())
        assert undoing.why_not(session, running).code == "undo-running"


def test_a_run_of_before_this_was_noted_is_refused(parts):
    run = imported(parts, table_of([(1, 1, 1)]))
    with parts.db.write() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE import_row SET record_id = ''"))
    with parts.db.read() as session:
        why = undoing.why_not(session, replace(run, status=RunStatus.DONE))
    assert why is not None
    assert why.zh


def test_another_person_cannot_undo_it(parts):
    run = imported(parts, table_of([(1, 1, 1)]))
    with parts.db.write() as session, pytest.raises(NotFound):
        undoing.begin(session, ANN, run.id, now=parts.clock.now())


def test_who_is_out_of_view_can_still_be_asked_for_and_erased(parts, clock):
    run = imported(parts, table_of([(1, 1, 1)]))
    (person,) = people_of(parts)
    undone(parts, run)
    with parts.db.write() as session:
        assert subject.export(session, SYSTEM, person.id, now=clock.now())["source_record"]
        erasure = subject.request_erasure(
            session, SYSTEM, person.id, reason="asked", now=clock.now()
        )
    assert erasure.open_stores
