"""Builds the index from the database: people in batches, each distinct text embedded once.

Vectors are kept in the database by content hash as they are made, so whoever is stopped goes on
where it was. The index on disk is a cache of them and is built anew at any time.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from core import jobs, outbox
from core.actor import SYSTEM
from core.consent import service as consent
from core.jobs import JobName, Progress
from core.pool.types import Candidate
from core.profile import repository as profile
from core.profile.repository.people import CHANGED, REMOVED
from core.profile.types import Talent
from trm_ml.embeddings.index import backend_for
from trm_ml.extract.candidate import to_candidate
from trm_ml.ranking.generations import KEPT, Generations, Origin
from trm_ml.ranking.segment import Person, SegmentBuilder, save_segment

if TYPE_CHECKING:
    from serving.wiring import Parts

Report = Callable[[int, int | None, str], None]
Vector = NDArray[np.float32]

EMBEDDED = "talent.embedded"
FACTS = (CHANGED, REMOVED, EMBEDDED)
JOB_KEY = "index"
BATCH = 500
TEXTS_A_COMMIT = 64
TAIL_SHARE = 0.05
TAIL_LEAST = 2_000
PURGE_AFTER = timedelta(minutes=10)


def silent(done: int, total: int | None, note: str) -> None:
    """Report nothing."""


def content_hash(text: str) -> str:
    """Return the name under which the vector of a de-identified text is kept."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def candidates_of(parts: "Parts", talents: Iterable[Talent], *, now: datetime) -> list[Candidate]:
    """Return people as matching sees them, in the order given."""
    lexicon = parts.lexicon()
    return [
        to_candidate(talent.id, talent.facts, lexicon, now=now, last_active=talent.last_active_at)
        for talent in talents
    ]


def profiled(session: Session, talents: Sequence[Talent], *, now: datetime) -> list[Talent]:
    """Return those of the people who may be scored: nobody else is embedded or indexed."""
    closed = consent.not_profiled(session, [talent.id for talent in talents], at=now)
    return [talent for talent in talents if talent.id not in closed]


def people_of(parts: "Parts", candidates: Sequence[Candidate]) -> list[Person]:
    """Return people with their vectors as far as there are any; zeros for those to come."""
    encoder = parts.encoder()
    hashes = [content_hash(candidate.text) for candidate in candidates]
    with parts.db.read() as session:
        found = profile.vectors_of(session, encoder.id, hashes)
    nothing = np.zeros(encoder.dim, np.float32)
    return [
        Person(candidate, np.frombuffer(found[name], "<f4") if name in found else nothing)
        for candidate, name in zip(candidates, hashes, strict=True)
    ]


def embed(parts: "Parts", candidates: Sequence[Candidate], report: Report = silent) -> set[str]:
    """Embed the texts that have no vector yet, each once, and keep them; say whose they were."""
    encoder = parts.encoder()
    texts = {content_hash(candidate.text): candidate.text for candidate in candidates}
    with parts.db.read() as session:
        missing = profile.missing_vectors(session, encoder.id, texts)
    for at in range(0, len(missing), TEXTS_A_COMMIT):
        names = missing[at : at + TEXTS_A_COMMIT]
        vectors = encoder.encode([texts[name] for name in names], kind="passage")
        kept = {name: _bytes(one) for name, one in zip(names, vectors, strict=True)}
        with parts.db.write() as session:
            profile.save_vectors(session, encoder.id, kept)
        report(at + len(names), len(missing), "embedding")
    gained = set(missing)
    return {one.talent_id for one in candidates if content_hash(one.text) in gained}


def build(parts: "Parts", report: Report = silent, *, embedding: bool = True) -> str:
    """Build a new generation of everybody and switch to it; return its name.

    Args:
        parts: of this process.
        report: told people done, of how many, and what is being done.
        embedding: embed texts that have no vector yet; else they count as zeros.
    """
    with parts.db.read() as session:
        change, total = outbox.head(session), profile.count(session)

    def write(folder: Path) -> Origin:
        return _write(parts, folder, change, total, (report, embedding))

    generations = Generations(parts.paths.index)
    name = generations.build(write, now=parts.clock.now(), kept=_kept(parts, generations))
    report(total, total, "")
    return name


def build_index(parts: "Parts", payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `BUILD_INDEX`.

    With ``{"embedding": false}`` people are searchable by words and skills at once, and a second
    generation with everybody's vector follows.
    """
    embedding = bool(payload.get("embedding", True))
    build(parts, progress, embedding=embedding)
    if not embedding:
        enqueue(parts, JobName.BUILD_INDEX)


def embed_talents(parts: "Parts", payload: Mapping[str, Any], progress: Progress) -> None:
    """Run the job `EMBED_TALENTS`: embed who changed since the index was built, and tell so.

    Where there is no index, or too many changed for a tail, a new generation is built instead.
    People who went since are taken out of the files by a new generation soon.
    """
    manifest = Generations(parts.paths.index).manifest()
    if manifest is None or manifest.encoder_id != parts.encoder().id:
        build(parts, progress)
        return
    changed, removed = changed_since(parts, manifest.change)
    if len(changed) > max(TAIL_LEAST, TAIL_SHARE * manifest.people):
        build(parts, progress)
        return
    embed_changed(parts, changed, progress)
    if removed:
        enqueue(parts, JobName.BUILD_INDEX, after=PURGE_AFTER)


def embed_changed(parts: "Parts", talent_ids: Sequence[str], report: Report = silent) -> int:
    """Embed the texts of people where they are new, tell it in the outbox, and count them."""
    now, count = parts.clock.now(), 0
    for at in range(0, len(talent_ids), BATCH):
        talents = _talents(parts, talent_ids[at : at + BATCH])
        gained = embed(parts, candidates_of(parts, talents, now=now))
        with parts.db.write() as session:
            facts: list[tuple[str, str, Mapping[str, Any]]] = [
                (EMBEDDED, talent_id, {}) for talent_id in sorted(gained)
            ]
            outbox.append_many(session, facts, now=now)
        count += len(gained)
        report(min(len(talent_ids), at + BATCH), len(talent_ids), "embedding")
    return count


def changed_since(parts: "Parts", change: int) -> tuple[list[str], list[str]]:
    """Return who changed after a change number and is still here, and who went."""
    last: dict[str, bool] = {}
    with parts.db.read() as session:
        while facts := outbox.since(session, change, names=(CHANGED, REMOVED)):
            last.update({fact.subject_id: fact.name == REMOVED for fact in facts})
            change = facts[-1].id
    here = [talent_id for talent_id, gone in last.items() if not gone]
    return here, [talent_id for talent_id, gone in last.items() if gone]


def enqueue(parts: "Parts", name: JobName, *, after: timedelta = timedelta()) -> str:
    """Ask for a job of the index in a transaction of its own; at most one of a name waits."""
    now = parts.clock.now()
    with parts.db.write() as session:
        return jobs.enqueue(session, name, now=now, run_after=now + after, key=JOB_KEY)


def _write(
    parts: "Parts", folder: Path, change: int, total: int, how: tuple[Report, bool]
) -> Origin:
    """Write everybody's segment, batch by batch; vectors go straight to their file."""
    report, embedding = how
    encoder, now = parts.encoder(), parts.clock.now()
    builder, count, last = SegmentBuilder(parts.lexicon()), 0, ""
    path = folder / "vectors.f32"
    with path.open("wb") as file:
        while talents := _next(parts, last):
            with parts.db.read() as session:
                wanted = profiled(session, talents, now=now)
            candidates = candidates_of(parts, wanted, now=now)
            if embedding:
                embed(parts, candidates, _within(report, count, len(candidates), total))
            people = people_of(parts, candidates)
            builder.add(candidates)
            file.write(b"".join(_bytes(one.vector) for one in people))
            count, last = count + len(people), talents[-1].id
            report(count, max(total, count), "reading")
    report(count, max(total, count), "indexing")
    vectors: Vector = np.empty((0, encoder.dim), np.float32)
    if count:
        vectors = np.memmap(path, "<f4", "r", shape=(count, encoder.dim))
    backend = backend_of(parts, count)
    save_segment(builder.build(vectors, backend=backend), folder)
    return Origin(change, encoder.id, encoder.dim, backend, count)


def _within(report: Report, before: int, people: int, total: int) -> Report:
    """Report the texts of one batch as so many of its people."""

    def told(done: int, of: int | None, note: str) -> None:
        report(before + people * done // max(1, of or 1), max(total, before + people), note)

    return told


def backend_of(parts: "Parts", people: int) -> str:
    """Return the backend that the settings ask for, else the one for the size."""
    asked = parts.settings.vector_index
    return backend_for(people) if asked == "auto" else asked


def _kept(parts: "Parts", generations: Generations) -> int:
    """Keep the generation before, unless somebody in it is gone since: their bytes must go."""
    manifest = generations.manifest()
    if manifest is None or changed_since(parts, manifest.change)[1]:
        return 1
    return KEPT


def _next(parts: "Parts", after_id: str) -> list[Talent]:
    with parts.db.read() as session:
        return profile.iter_facts(session, after_id, BATCH)


def _talents(parts: "Parts", talent_ids: Sequence[str]) -> list[Talent]:
    with parts.db.read() as session:
        found = list(profile.get_many(session, SYSTEM, talent_ids).values())
        return profiled(session, found, now=parts.clock.now())


def _bytes(vector: Vector) -> bytes:
    return vector.astype("<f4").tobytes()
