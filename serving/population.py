"""The population in this process: opened from the disk, kept up with what changes.

API and worker processes each hold one. They agree because both read the same two things: which
generation is the current one, and which facts the outbox holds after it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from core import outbox
from core.actor import SYSTEM
from core.jobs import JobName
from core.outbox import Fact
from core.profile import repository as profile
from core.profile.repository.people import REMOVED
from serving import indexing
from serving.indexing import FACTS, Report, silent
from trm_ml.ranking.generations import Generation, Generations, IndexMissing
from trm_ml.ranking.population import Change, Population
from trm_ml.ranking.sealed import IndexRebuilding

if TYPE_CHECKING:
    from serving.wiring import Parts

FACTS_A_REFRESH = 300
ASK_AGAIN = timedelta(minutes=1)
FIRST_ANSWERS_S = 10.0  # a cold start has better things to do than to read every file


class PopulationSource:
    """Gives the population as it is now. Safe to share between threads."""

    def __init__(self, parts: "Parts | Callable[[], Parts]") -> None:
        self._given = parts
        self._generations: Generations | None = None
        self._lock = threading.Lock()
        self._population: Population | None = None
        self._asked: datetime | None = None

    def __call__(self) -> Population:
        """Return the population, with everything that has been committed.

        Raises:
            Unavailable: ``index-missing`` or ``index-rebuilding``; a build has been asked for.
        """
        with self._parts.db.read() as session:
            return self.refresh(session)

    def refresh(self, session: Session) -> Population:
        """Take in what changed, and return the population; two small reads if nothing did.

        After a large import it takes in a few hundred changes a call, oldest first.
        """
        with self._lock:
            try:
                population = self._opened()
                population.check()
            except (IndexMissing, IndexRebuilding):
                self._population = None
                self._ask_for_build()
                raise
            self._population = self._caught_up(session, population)
            return self._population

    @property
    def _parts(self) -> "Parts":
        return self._given() if callable(self._given) else self._given

    @property
    def _store(self) -> Generations:
        if self._generations is None:
            self._generations = Generations(self._parts.paths.index)
        return self._generations

    def _opened(self) -> Population:
        name = self._store.current()
        held = self._population
        if held is not None and held.name == name:
            return held
        generation = self._store.open(encoder_id=self._parts.encoder().id)
        generation.sealed.verify_in_background(after_s=FIRST_ANSWERS_S)
        return _begun(generation, self._parts)

    def _caught_up(self, session: Session, population: Population) -> Population:
        head = outbox.head(session)
        if head <= population.change:
            return population
        facts = outbox.since(session, population.change, names=FACTS, limit=FACTS_A_REFRESH)
        full = len(facts) == FACTS_A_REFRESH
        change = facts[-1].id if full else head
        if not facts:
            return replace(population, change=change)
        changes, missing = self._changes(session, facts)
        if missing or full:
            indexing.enqueue(self._parts, JobName.EMBED_TALENTS)
        return population.apply(changes, change=change)

    def _changes(self, session: Session, facts: Sequence[Fact]) -> tuple[list[Change], bool]:
        """Read the people of some facts as they are now; tell whether one has no vector yet."""
        latest = {fact.subject_id: fact.name == REMOVED for fact in facts}
        talents = profile.get_many(
            session, SYSTEM, [talent_id for talent_id, gone in latest.items() if not gone]
        )
        now = self._parts.clock.now()
        wanted = indexing.profiled(session, list(talents.values()), now=now)
        candidates = indexing.candidates_of(self._parts, wanted, now=now)
        people = indexing.people_of(self._parts, candidates)
        fresh = {person.candidate.talent_id: person for person in people}
        missing = any(one.candidate.text.strip() and not one.vector.any() for one in people)
        return [Change(talent_id, fresh.get(talent_id)) for talent_id in latest], missing

    def _ask_for_build(self) -> None:
        now = self._parts.clock.now()
        if self._asked is None or now - self._asked >= ASK_AGAIN:
            indexing.enqueue(self._parts, JobName.BUILD_INDEX)
            self._asked = now


def make_ready(parts: "Parts", report: Report = silent) -> None:
    """Build the index if it is missing or damaged, and embed who is new.

    For commands, which cannot wait for a worker.
    """
    try:
        population = parts.population()
    except (IndexMissing, IndexRebuilding):
        indexing.build(parts, report)
        return
    manifest = Generations(parts.paths.index).manifest()
    if manifest is not None and population.tail_size:
        indexing.embed_changed(parts, indexing.changed_since(parts, manifest.change)[0], report)


def index_state(parts: "Parts") -> dict[str, object]:
    """Say how the index stands, without opening it; for the system page and ``trm index status``.

    ``state`` is ``ready``, ``missing`` or ``rebuilding``; ``behind`` counts facts about people
    that came after it was built (they are served from memory).
    """
    store = Generations(parts.paths.index)
    manifest = store.manifest()
    with parts.db.read() as session:
        people, head = profile.count(session), outbox.head(session)
    if manifest is None:
        state = "rebuilding" if store.current() else "missing"
        return {"state": state, "people": people, "change": head}
    changed, removed = indexing.changed_since(parts, manifest.change)
    return {
        "state": "ready",
        "generation": manifest.name,
        "kept": store.names(),
        "people": people,
        "indexed": manifest.people,
        "behind": len(changed) + len(removed),
        "change": manifest.change,
        "head": head,
        "encoder": manifest.encoder_id,
        "backend": manifest.backend,
        "built_at": manifest.built_at,
        "bytes": manifest.bytes,
    }


def _begun(generation: Generation, parts: "Parts") -> Population:
    manifest = generation.manifest
    population = Population.of(
        generation.segment,
        parts.lexicon(),
        dim=manifest.dim,
        change=manifest.change,
        encoder_id=manifest.encoder_id,
    )
    return replace(population, name=manifest.name, check=generation.sealed.check)
