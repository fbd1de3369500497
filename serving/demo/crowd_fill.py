"""Writes the crowd of a large demo in bulk: people, the history of some, truth, drawn vectors."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from core.actor import SYSTEM
from core.profile import repository as profile
from core.profile import service as profiles
from core.profile.types import Arrival, Channel
from serving import indexing
from serving.demo.crowd import Base, Crowd, Drawn
from serving.demo.history import as_interactions, invent_history
from serving.demo.people import Truth
from trm_ml.extract.candidate import to_candidate

if TYPE_CHECKING:
    from serving.wiring import Parts

BATCH = 4_000
KNOWN_ONE_IN = 10  # the others came by a bulk import, and nobody has spoken with them yet
CACHE_MIB = 256
DRAWN_VECTORS = "drawn-vectors.txt"


def crowd_of(
    parts: "Parts", written: Sequence[tuple[str, Truth]], folder: Path, *, seed: int
) -> Crowd:
    """Embed the written people and return the crowd that is drawn from them.

    The vectors of the crowd's careers are stored with the real ones, and listed in ``folder`` by
    content hash, so that nobody takes them for embedded texts.
    """
    now, bases = parts.clock.now(), []
    for at in range(0, len(written), indexing.BATCH):
        some = dict(written[at : at + indexing.BATCH])
        with parts.db.read() as session:
            talents = profile.get_many(session, SYSTEM, some)
        candidates = indexing.candidates_of(parts, talents.values(), now=now)
        indexing.embed(parts, candidates)
        bases += [
            Base(talents[person.candidate.talent_id].facts,
                 some[person.candidate.talent_id], person.vector)
            for person in indexing.people_of(parts, candidates)
        ]  # fmt: skip
    crowd = Crowd(bases, parts.lexicon(), seed=seed)
    vectors = {
        indexing.content_hash(to_candidate("", one.facts, parts.lexicon(), now=now).text): (
            one.vector.astype("<f4").tobytes()
        )
        for one in crowd.careers
    }
    with parts.db.read() as session:
        names = profile.missing_vectors(session, parts.encoder().id, vectors)
    with (folder / DRAWN_VECTORS).open("a", encoding="utf-8") as file:
        file.writelines(f"{name}\n" for name in names)
    with parts.db.write() as session:
        kept = {name: vectors[name] for name in names}
        profile.save_vectors(session, parts.encoder().id, kept)
    return crowd


def take_in(
    parts: "Parts", crowd: Crowd, numbers: Sequence[int], truth: TextIO, *, source: str, seed: int
) -> None:
    """Write some of the crowd with what happened with one in ten of them."""
    now = parts.clock.now()
    people = [crowd.draw(number) for number in numbers]
    arrivals = [_arrival(person, source) for person in people]
    with parts.db.write() as session:
        parts.db.widen_cache(session, CACHE_MIB)
        results = profiles.ingest_many(session, SYSTEM, arrivals, now=now)
        known = [
            (person, result.talent_id)
            for person, result in zip(people, results, strict=True)
            if result.created and person.number % KNOWN_ONE_IN == 0
        ]
        happened = [
            event
            for person, talent_id in known
            for event in as_interactions(talent_id, invent_history(person, seed=seed, now=now))
        ]
        if happened:
            profiles.record_interactions(session, SYSTEM, happened, now=now)
    truth.writelines(json.dumps(one.truth_row(), ensure_ascii=False) + "\n" for one in people)


def _arrival(person: Drawn, source: str) -> Arrival:
    return Arrival(
        source=source,
        channel=Channel.DEMO,
        facts=person.facts,
        external_id=f"{source}-{person.number}",
        invented=True,
        index_text=False,
    )
