"""A population of any size: really embedded texts, drawn with seeded noise. For speed and recall
against exact search only; no figure of quality comes from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from core.pool.types import Candidate, Position, Requirement, RequirementKind
from core.profile.types import EducationLevel
from serving.demo import real
from serving.demo.jobs import invent_jobs
from serving.demo.people import invent
from trm_ml.embeddings import load_encoder
from trm_ml.embeddings.index import backend_for
from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking.generations import Generations, Origin
from trm_ml.ranking.segment import SegmentBuilder, save_segment

SEED = 20_260_601
CUT = 400
BATCH = 20_000
CITIES = ("深圳", "北京", "上海", "广州", "杭州", "成都", "London", "Berlin")
CITY_SHARE = (0.2, 0.2, 0.2, 0.1, 0.1, 0.09, 0.1, 0.01)


@dataclass(frozen=True)
class Texts:
    """Texts of people with their vectors, and queries with theirs."""

    people: list[str]
    vectors: np.ndarray
    positions: list[Position]
    queries: np.ndarray
    encoder_id: str


def texts(cache: Path, model_dir: Path, data: Path | None, *, count: int = 3_000) -> Texts:
    """Return texts of invented and, where the shared data are, real CVs and JDs."""
    encoder, lexicon = load_encoder(model_dir), Lexicon.load()
    people = _people(data, count)
    jobs = _jobs(data, 100, set(people))
    path = cache / f"texts-{len(people)}-{encoder.id.replace('/', '_')}.npz"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(
            path,
            people=encoder.encode([text[:CUT] for text in people], kind="passage"),
            jobs=encoder.encode([text[:CUT] for _, text in jobs], kind="query"),
        )
    with np.load(path) as stored:
        vectors, queries = stored["people"], stored["jobs"]
    positions = [_position(at, title, text, lexicon) for at, (title, text) in enumerate(jobs)]
    return Texts(people, vectors, positions, queries, encoder.id)


def build(root: Path, given: Texts, size: int) -> str:
    """Build a generation of so many people; return its name."""
    lexicon, store = Lexicon.load(), Generations(root)
    if store.current():
        return store.current()

    def write(folder: Path) -> Origin:
        builder = SegmentBuilder(lexicon)
        with (folder / "vectors.f32").open("wb") as file:
            for candidates, vectors in _batches(given, size, lexicon):
                builder.add(candidates)
                file.write(vectors.tobytes())
        mapped = np.memmap(folder / "vectors.f32", "<f4", "r", shape=(size, vectors.shape[1]))
        save_segment(builder.build(mapped), folder)
        return Origin(0, given.encoder_id, vectors.shape[1], backend_for(size), size)

    return store.build(write, now=datetime(2026, 6, 1, tzinfo=UTC))


def noisy(given: Texts, of: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Move each vector by part of the difference of two others, and a little in any direction."""
    vectors = given.vectors
    one, two = rng.integers(0, len(vectors), (2, len(of)))
    share = rng.uniform(0.1, 0.6, (len(of), 1)).astype(np.float32)
    noise = rng.standard_normal((len(of), vectors.shape[1]), dtype=np.float32)
    moved = vectors[of] + share * (vectors[one] - vectors[two]) + 0.01 * noise
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype("<f4")


def _batches(
    given: Texts, size: int, lexicon: Lexicon
) -> Iterator[tuple[list[Candidate], np.ndarray]]:
    rng = np.random.default_rng(SEED)
    skills = [
        tuple(dict.fromkeys(lexicon.skills.ids[hit.row] for hit in lexicon.find_skills(text)))
        for text in given.people
    ]
    for start in range(0, size, BATCH):
        count = min(BATCH, size - start)
        of = rng.integers(0, len(given.people), count)
        city = rng.choice(len(CITIES), count, p=CITY_SHARE)
        years, education = rng.integers(0, 25, count), rng.integers(0, 6, count)
        yield (
            [
                Candidate(
                    talent_id=f"tal_{start + row:026d}",
                    text=given.people[of[row]],
                    skills=skills[of[row]],
                    years=float(years[row]),
                    education=EducationLevel(int(education[row])),
                    city=CITIES[city[row]],
                )
                for row in range(count)
            ],
            noisy(given, of, rng),
        )


def _people(data: Path | None, count: int) -> list[str]:
    found: list[str] = []
    if data is not None:
        found += [one.text for one in real.cvs(data, seed=SEED)]
        found += [one.text for one in real.jobs(data, limit=count // 2, seed=SEED)]
    found += [one.text for one in invent(count, seed=SEED, today=date(2026, 6, 1))]
    return list(dict.fromkeys(found))[:count]


def _jobs(data: Path | None, count: int, people: set[str]) -> list[tuple[str, str]]:
    """Return jobs that are none of the people, half of them Chinese."""
    if data is None:
        return [(one.title, one.text) for one in invent_jobs(count, seed=SEED)]
    jobs = [one for one in real.jobs(data, limit=8_000, seed=SEED + 1) if one.text not in people]
    chinese = [one for one in jobs if one.key.startswith("51job")][: count // 2]
    english = [one for one in jobs if not one.key.startswith("51job")][: count // 2]
    return [(one.title, one.text) for one in chinese + english]


def _position(number: int, title: str, text: str, lexicon: Lexicon) -> Position:
    found = dict.fromkeys(lexicon.skills.ids[hit.row] for hit in lexicon.find_skills(text))
    needs = tuple(
        Requirement(RequirementKind.SKILL, skill, lexicon.skills.en[lexicon.skills.row_of(skill)])
        for skill in found
    )
    return Position(f"req_{number}", title, text, requirements=needs)
