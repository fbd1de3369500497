"""A company whose people come through every channel, once on SQLite and once on PostgreSQL."""

import io
from dataclasses import replace

import pytest

from core.actor import SYSTEM
from core.db import Base
from core.intake import repository as intake
from core.intake.types import ImportKind
from core.profile import repository as profile
from core.profile.types import Channel
from core.relation import repository, service, sources
from serving import wiring
from serving.intake import runs, source_rows
from serving.intake.mapping import fields_of
from serving.intake.working import Work
from serving.settings import Settings
from tests.conftest import load_tables


@pytest.fixture(scope="session")
def lexicon():
    from trm_ml.extract.lexicon import Lexicon

    return Lexicon.load()


@pytest.fixture
def parts(tmp_path, clock, empty_db, lexicon):
    load_tables()
    settings = Settings(
        workspace=tmp_path / "work", database_url=empty_db.url, company_name="示例科技"
    )
    built = replace(wiring.build(settings, clock=clock), lexicon=lambda: lexicon)
    Base.metadata.create_all(built.db.engine)
    yield built
    built.db.close()


class Company:
    """What people do to it, in few words."""

    def __init__(self, parts):
        self.parts = parts

    def source(self, name, channel, **fields):
        kind = Channel(channel)
        known = fields_of(ImportKind.TALENTS, kind)
        with self.parts.db.write() as session:
            sources.put(
                session, SYSTEM, name, kind,
                **{"mapping": {}, "fields": known, "now": self.parts.clock.now(), **fields},
            )  # fmt: skip

    def take_in(self, content, *, source, complete=False, dry_run=False, name="list.csv"):
        """Import a table, and return the run as it ended."""
        parts = self.parts
        new = runs.NewRun("talents", source, name, dry_run=dry_run, complete=complete)
        file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
        with parts.db.write() as session:
            run = runs.create(parts, session, SYSTEM, new, file, now=parts.clock.now())
            run = runs.begin(session, SYSTEM, run.id, now=parts.clock.now())
        return Work(parts, SYSTEM, run, runs.path_of(parts, run)).run()

    def send(self, source, *told):
        """Send rows as a program does, and return the verdicts."""
        with self.parts.db.write() as session:
            there = sources.get(session, source)
            return source_rows.take_in(
                self.parts, session, SYSTEM, there, told, now=self.parts.clock.now()
            )

    def reasons(self, run):
        with self.parts.db.read() as session:
            refused = list(intake.all_refused(session, run.id))
            return [
                (one.line, one.reason.code) for one in refused + intake.flagged(session, run.id)
            ]

    def people(self):
        with self.parts.db.read() as session:
            found = profile.page(session, SYSTEM, limit=200).items
        return {one.facts.name: one for one in found}

    def track(self, name):
        with self.parts.db.read() as session:
            person = self.people()[name]
            return service.lifecycle_of(session, SYSTEM, person.id, now=self.parts.clock.now())[0]

    def stated(self, name):
        """What holds of a person now."""
        with self.parts.db.read() as session:
            found = repository.of_person(session, SYSTEM, self.people()[name].id)
        return [one for one in found if one.retracted_at is None]

    def timeline(self, name):
        with self.parts.db.read() as session:
            found = profile.interactions_of(session, SYSTEM, self.people()[name].id)
        return [(one.kind, f"{one.at:%Y-%m-%d}", one.summary) for one in reversed(found)]


@pytest.fixture
def company(parts):
    return Company(parts)
