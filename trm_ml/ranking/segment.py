"""A segment: some people, sorted by id, with their vectors, postings and columns; never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.pool.types import Candidate
from trm_ml.embeddings.index import BACKENDS, VectorIndex, backend_for
from trm_ml.features.people import LexiconRows, PeopleColumns
from trm_ml.ranking.lexical import Postings, ids, tokens
from trm_ml.ranking.postings_builder import PostingsBuilder
from trm_ml.ranking.sealed import SealedFolder

ID_BYTES = 40
TOUCHED = (
    "vectors.f32",
    "text/rows.npy",
    "text/impacts.npy",
    "concepts/rows.npy",
    "concepts/impacts.npy",
)
Ids = NDArray[np.bytes_]
Rows = NDArray[np.int64]
Vectors = NDArray[np.float32]


class Person(NamedTuple):
    """One person to be indexed: the candidate and the unit vector of their text ``(dim,)``."""

    candidate: Candidate
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Segment:
    """``n`` people; row ``i`` of every part is the person ``ids[i]``. Ids ascend."""

    ids: Ids
    vectors: VectorIndex
    text: Postings
    concepts: Postings
    columns: PeopleColumns

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, talent_ids: Ids) -> Rows:
        """Return the row of each id, -1 for people who are not in it."""
        if not len(self.ids):
            return np.full(len(talent_ids), -1, np.int64)
        place = np.searchsorted(self.ids, talent_ids)
        place[place == len(self.ids)] = 0
        return np.where(self.ids[place] == talent_ids, place, -1).astype(np.int64)


class SegmentBuilder:
    """Collects people in the order of their ids; vectors go to ``vectors`` as they come."""

    def __init__(self, lexicon: LexiconRows) -> None:
        self._lexicon = lexicon
        self._ids: list[str] = []
        self._columns: list[PeopleColumns] = []
        self._text = PostingsBuilder(tokens)
        self._concepts = PostingsBuilder(ids, keep_common=True)

    def add(self, candidates: Sequence[Candidate]) -> None:
        """Add the next people. Raises `ValueError` if ids do not ascend."""
        for candidate in candidates:
            if self._ids and candidate.talent_id <= self._ids[-1]:
                raise ValueError("people must come in the order of their ids, once each")
            self._ids.append(candidate.talent_id)
            self._text.add(candidate.text)
            self._concepts.add("\n".join((*candidate.skills, *candidate.occupations)))
        self._columns.append(PeopleColumns.build(candidates, self._lexicon))

    def build(self, vectors: Vectors, *, backend: str | None = None) -> Segment:
        """Build the segment.

        Args:
            vectors: float32 ``(n, dim)``, unit rows, in the order the people came.
            backend: a name of `BACKENDS`; ``None`` chooses by size.
        """
        if len(vectors) != len(self._ids):
            raise ValueError(f"{len(self._ids)} people but {len(vectors)} vectors")
        index = BACKENDS[backend or backend_for(len(vectors))](vectors.shape[1])
        index.build(vectors)
        columns = self._columns or [PeopleColumns.build([], self._lexicon)]
        return Segment(
            ids=id_array(self._ids),
            vectors=index,
            text=self._text.build(),
            concepts=self._concepts.build(),
            columns=PeopleColumns.concat(columns),
        )


def build_segment(people: Sequence[Person], lexicon: LexiconRows, dim: int) -> Segment:
    """Build a small segment in memory; people are sorted by id."""
    ordered = sorted(people, key=lambda person: person.candidate.talent_id)
    builder = SegmentBuilder(lexicon)
    builder.add([person.candidate for person in ordered])
    vectors = np.array([person.vector for person in ordered], np.float32).reshape(-1, dim)
    return builder.build(vectors, backend="exact")


def save_segment(segment: Segment, folder: Path) -> None:
    """Write a segment into an empty folder (vectors already there are left as they are)."""
    np.save(folder / "ids.npy", segment.ids)
    segment.vectors.save(folder)
    for name, part in (("text", segment.text), ("concepts", segment.concepts)):
        (folder / name).mkdir()
        part.save(folder / name)
    (folder / "people").mkdir()
    segment.columns.save(folder / "people")


def open_segment(sealed: SealedFolder, *, backend: str, dim: int) -> Segment:
    """Map a saved segment; what is read from large files is compared with its seal first."""
    stored = sealed.file("vectors.f32")

    def touch(rows: Rows) -> None:
        stored.touch_rows(rows, 4 * dim)

    return Segment(
        ids=np.load(sealed.folder / "ids.npy", allow_pickle=False),
        vectors=BACKENDS[backend].open(sealed.folder, touch=touch),
        text=_open_postings(sealed, "text"),
        concepts=_open_postings(sealed, "concepts"),
        columns=PeopleColumns.open(sealed.folder / "people"),
    )


def id_array(talent_ids: Sequence[str]) -> Ids:
    """Return ids as fixed-width bytes ``(n,)``, which sort like the ids themselves."""
    return np.array([one.encode() for one in talent_ids], dtype=f"S{ID_BYTES}")


def _open_postings(sealed: SealedFolder, name: str) -> Postings:
    rows, impacts = sealed.file(f"{name}/rows.npy"), sealed.file(f"{name}/impacts.npy")
    for file in (rows, impacts):
        file.touch(0, 1)  # the header is in the first block
    postings = Postings.open(sealed.folder / name)
    heads = rows.size - 4 * len(postings), impacts.size - len(postings)

    def touch(start: int, stop: int) -> None:
        rows.touch(heads[0] + 4 * start, heads[0] + 4 * stop)
        impacts.touch(heads[1] + start, heads[1] + stop)

    postings.touch = touch
    return postings
