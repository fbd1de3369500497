"""Who fits a job, and why: retrieve, features, rank, reasons."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.pool.rules import Rule
from core.pool.types import Match, MatchList, Position, WhyNot
from trm_ml.embeddings.encoder import Encoder
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features.comparison import Comparison
from trm_ml.features.knowledge import knowledge
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import PreparedPosition, Preparer, Vectors
from trm_ml.features.spec import matrix
from trm_ml.ranking.changes import changes, edits_of
from trm_ml.ranking.explain import Explainer, check_additive, missing
from trm_ml.ranking.model import Matrix, Ranker, Scores
from trm_ml.ranking.naming import Naming
from trm_ml.ranking.population import RETRIEVED, Population
from trm_ml.ranking.retrieval import Retrieved
from trm_ml.ranking.segment import Ids

Rows = npt.NDArray[np.int64]
FEW = 20  # people shown with what would change their rank; more get reasons only


@dataclass(frozen=True, slots=True)
class Loaded:
    """The ranker that answers now, and what a reader should know about it (notice codes)."""

    ranker: Ranker
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scored:
    """Everybody that was scored for one job, best first; ties by talent id."""

    rows: Rows
    raw: Scores
    features: Matrix
    ids: Ids


class PopulationMatcher:
    """Ranks a population with whatever model is current at each call."""

    def __init__(
        self,
        population: Callable[[], Population],
        model: Callable[[], Loaded],
        lexicon: Lexicon,
        lexicon_vectors: Vectors,
        encoder: Encoder,
    ) -> None:
        self._population = population
        self._model = model
        self._encoder = encoder
        self._preparer = Preparer(knowledge(lexicon, lexicon_vectors, encoder))
        self._naming = Naming(lexicon.skills, lexicon.occupations)
        self._explainer = Explainer(self._naming)

    def match(self, position: Position, *, where: Rule | None, limit: int) -> MatchList:
        """Return at most ``limit`` matches, best first, ties by talent id, reasons included."""
        population, loaded, clock = self._population(), self._model(), _Stages()
        query = self._query(position)
        self._preparer.embed(position)
        clock.lap("encode")
        prepared = self._preparer.prepare(position)
        clock.lap("prepare")
        mask = population.mask(where)
        clock.lap("filter")
        found = self._retrieve(population, position, query, mask, limit)
        clock.lap("retrieve")
        scored = self._scored(population, prepared, loaded.ranker, found.rows)
        clock.lap("rank")
        shown = range(min(limit, len(scored.rows)))
        matches = self._matches(population, prepared, loaded.ranker, scored, shown)
        clock.lap("explain")
        return MatchList(
            matches=matches,
            model_version=loaded.ranker.version,
            feature_names=tuple(feature.name for feature in loaded.ranker.features),
            considered=int(np.count_nonzero(mask)),
            retrieved=len(scored.rows),
            notices=loaded.notices,
            timings_ms=clock.laps,
        )

    def why_not(
        self, position: Position, talent_id: str, *, where: Rule | None, limit: int
    ) -> WhyNot:
        """Say why ``talent_id`` is not among the first ``limit``."""
        population, loaded = self._population(), self._model()
        row = population.rows_of([talent_id])
        if row[0] < 0:
            return WhyNot(talent_id, "not-indexed", None, None, None)
        prepared = self._preparer.prepare(position)
        failed = population.failed_clauses(where, talent_id) if where else ()
        mask = population.mask(where)
        found = self._retrieve(population, position, self._query(position), mask, limit)
        among = np.unique(np.append(found.rows, row))
        scored = self._scored(population, prepared, loaded.ranker, among)
        [at] = np.flatnonzero(scored.rows == row[0]).tolist()
        [match] = self._matches(population, prepared, loaded.ranker, scored, [at])
        if failed:
            return WhyNot(talent_id, "filtered", None, match.score, None, match, failed)
        stage = "listed" if at < limit else "below-the-cut"
        if at >= limit and row[0] not in found.rows:
            stage = "not-retrieved"
        last = scored.raw[min(limit, len(scored.raw)) - 1]
        gap = loaded.ranker.fit(last[None])[0] - match.score if at >= limit else None
        return WhyNot(
            talent_id, stage, match.rank, match.score, None if gap is None else float(gap), match
        )

    def score(self, position: Position, talent_ids: list[str]) -> list[Match]:
        """Score given people, in the order given; unknown ids are left out."""
        population, loaded = self._population(), self._model()
        rows = population.rows_of(talent_ids)
        known = [talent_id for talent_id, row in zip(talent_ids, rows, strict=True) if row >= 0]
        prepared = self._preparer.prepare(position)
        scored = self._scored(population, prepared, loaded.ranker, np.unique(rows[rows >= 0]))
        shown = range(len(scored.rows))
        matches = self._matches(population, prepared, loaded.ranker, scored, shown)
        found = {match.talent_id: match for match in matches}
        return [found[talent_id] for talent_id in known]

    def _query(self, position: Position) -> npt.NDArray[np.float32]:
        return self._encoder.encode_one(position.text or position.title, kind="query")

    def _retrieve(
        self,
        population: Population,
        position: Position,
        query: npt.NDArray[np.float32],
        mask: npt.NDArray[np.bool_],
        limit: int,
    ) -> Retrieved:
        return population.retrieve(position, query, mask=mask, k=max(RETRIEVED, limit))

    def _scored(
        self, population: Population, position: PreparedPosition, ranker: Ranker, rows: Rows
    ) -> _Scored:
        features = np.empty((len(rows), len(ranker.features)), dtype=np.float32)
        for group in population.groups(rows):
            pair = Comparison(position, group.columns.take(group.local))
            features[group.places] = matrix(ranker.features, pair)
        raw, ids = ranker.raw(features), population.ids(rows)
        order = np.lexsort((ids, -raw))
        return _Scored(rows[order], raw[order], features[order], ids[order])

    def _matches(
        self,
        population: Population,
        position: PreparedPosition,
        ranker: Ranker,
        scored: _Scored,
        shown: Sequence[int],
    ) -> tuple[Match, ...]:
        """Explain the people at some places of the order, one segment of them at a time."""
        places = np.asarray(shown, dtype=np.int64)
        told: list[Match | None] = [None] * len(places)
        for group in population.groups(scored.rows[places]):
            here = places[group.places]
            people = group.columns.take(group.local).compact()
            for place, match in zip(
                group.places, self._told(people, position, ranker, scored, here), strict=True
            ):
                told[int(place)] = match
        return tuple(match for match in told if match is not None)

    def _told(
        self,
        people: PeopleColumns,
        position: PreparedPosition,
        ranker: Ranker,
        scored: _Scored,
        places: Rows,
    ) -> list[Match]:
        pair = Comparison(position, people)
        features = scored.features[places]
        raw, shares = scored.raw[places], ranker.contributions(features)
        check_additive(raw, shares)
        fit = ranker.fit(raw)
        some = [at for at, place in enumerate(places) if place < FEW or len(places) == 1]
        edits = edits_of(pair, some, self._naming)
        ranks = [int(place) + 1 for place in places]
        cures = changes(pair, ranker, edits, raw=raw, ranks=ranks, everybody=scored.raw)
        return [
            Match(
                talent_id=scored.ids[int(place)].decode(),
                score=float(fit[at]),
                raw=float(raw[at]),
                rank=ranks[at],
                reasons=self._explainer.reasons(
                    pair, at, features=ranker.features, shares=shares[at]
                ),
                missing=missing(pair, at),
                changes=cures[at],
                features=tuple(float(value) for value in features[at]),
                contributions=tuple(float(value) for value in shares[at]),
            )
            for at, place in enumerate(places)
        ]


class _Stages:
    """Times the stages of one search, in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = 1000 * (now - self._last)
        self._last = now
