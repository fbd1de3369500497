"""An import that was undone might as well never have been, but for what people did since."""

import io
import os
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actor import SYSTEM
from core.clock import FixedClock
from core.db import Base
from core.profile import repository as profile
from core.profile import service
from serving import wiring
from serving.intake import runs, undoing
from serving.intake.working import Work
from serving.settings import Settings
from tests.conftest import load_tables

PEOPLE = 4
CITIES = ["深圳", "北京", "Paris"]
SKILLS = ["Python", "机器学习", "SQL"]
ROW = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 2))
RUN = st.tuples(
    st.just("import"), st.sampled_from(["ats", "form"]), st.lists(ROW, min_size=1, max_size=4)
)
EDIT = st.tuples(st.just("edit"), st.integers(0, PEOPLE - 1), st.integers(0, 99))
UNDO = st.tuples(st.just("undo"), st.integers(0, 5))
STEPS = st.lists(st.one_of(RUN, RUN, EDIT, UNDO), min_size=2, max_size=9)


@pytest.fixture(scope="module")
def lexicon():
    from trm_ml.extract.lexicon import Lexicon

    return Lexicon.load()


class Company:
    """A workspace in which things happen; time goes on the same in every one."""

    def __init__(self, folder: Path, lexicon) -> None:
        self.clock = FixedClock(datetime(2026, 6, 1, tzinfo=UTC))
        parts = wiring.build(Settings(workspace=folder), clock=self.clock)
        self.parts = replace(parts, lexicon=lambda: lexicon)
        Base.metadata.create_all(self.parts.db.engine)
        self.edits: dict[str, str] = {}

    def take_in(self, source: str, rows: list[tuple[int, int]]) -> str:
        with self.parts.db.write() as session:
            run = runs.create(
                self.parts, session, SYSTEM, runs.NewRun("talents", source, "a.csv"),
                io.BytesIO(table(source, rows)), now=self.clock.now(),
            )  # fmt: skip
            run = runs.begin(session, SYSTEM, run.id, now=self.clock.now())
        Work(self.parts, SYSTEM, run, runs.path_of(self.parts, run)).run()
        return run.id

    def edit(self, who: int, number: int) -> None:
        person = self.people().get(address(who))
        if person is None:
            return
        with self.parts.db.write() as session:
            headline = f"edit {number}"
            service.edit(session, SYSTEM, person.id, {"headline": headline}, now=self.clock.now())
        self.edits[person.id] = headline

    def undo(self, run_id: str) -> undoing.Undoing:
        with self.parts.db.write() as session:
            run = undoing.begin(session, SYSTEM, run_id, now=self.clock.now())
        return undoing.work(self.parts, SYSTEM, run)

    def people(self):
        with self.parts.db.read() as session:
            found = profile.page(session, SYSTEM, limit=200).items
        return {email: one for one in found for email in one.facts.emails}

    def by_id(self):
        with self.parts.db.read() as session:
            return {one.id: one for one in profile.page(session, SYSTEM, limit=200).items}


def address(who: int) -> str:
    return f"person{who}@example.com"


def table(source: str, rows: list[tuple[int, int]]) -> bytes:
    if source == "ats":  # one value, by the source's own id: later rows replace earlier ones
        newest = dict(rows)
        lines = [
            f"c{who},姓名{who},{address(who)},{CITIES[at]},1380013800{at}"
            for who, at in newest.items()
        ]
        return "\n".join(["编号,姓名,邮箱,城市,手机", *lines, ""]).encode()
    lines = [f"姓名{who},{address(who)},{SKILLS[at]}" for who, at in dict.fromkeys(rows)]
    return "\n".join(["姓名,邮箱,技能", *lines, ""]).encode()


def known(people):
    return {
        email: (
            one.facts.name,
            one.facts.place.city,
            {skill.name for skill in one.facts.skills},
            one.facts.emails,
            one.facts.phones,
        )
        for email, one in people.items()
    }


@settings(
    max_examples=300 if os.environ.get("TRM_LONG") == "1" else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_an_undone_import_leaves_only_what_was_done_since(steps, lexicon):
    load_tables()
    with tempfile.TemporaryDirectory() as folder:
        company = Company(Path(folder) / "a", lexicon)
        taken: list[tuple[int, str]] = []
        undone: set[int] = set()
        for at, step in enumerate(steps):
            company.clock.move(timedelta(minutes=1))
            if step[0] == "import":
                taken.append((at, company.take_in(step[1], step[2])))
            elif step[0] == "edit":
                company.edit(step[1], step[2])
            elif taken:
                number, run_id = taken[step[1] % len(taken)]
                company.undo(run_id)
                undone.add(number)
                assert company.undo(run_id).gone == 0  # once more changes nothing
        other = Company(Path(folder) / "b", lexicon)
        for at, step in enumerate(steps):
            other.clock.move(timedelta(minutes=1))
            if step[0] == "import" and at not in undone:
                other.take_in(step[1], step[2])
            elif step[0] == "edit":
                other.edit(step[1], step[2])
        assert known(company.people()) == known(other.people())
        visible = company.by_id()
        assert {name: visible[name].facts.headline for name in company.edits} == company.edits
        company.parts.db.close()
        other.parts.db.close()
