"""Scores raw job texts against raw CVs: the served ranker on plain rows, without a workspace."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
import numpy.typing as npt

from core.pool.types import Candidate, Position, Requirement, RequirementKind
from core.profile.types import EducationLevel, Employment, Facts, SkillFact
from trm_ml.embeddings.encoder import Encoder
from trm_ml.extract.candidate import to_candidate
from trm_ml.extract.cv import read_cv
from trm_ml.extract.jd import read_jd
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features.comparison import Comparison
from trm_ml.features.knowledge import knowledge
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import Preparer, Vectors
from trm_ml.features.spec import matrix
from trm_ml.ranking.model import Ranker

Row = Mapping[str, Any]
Scores = npt.NDArray[np.float64]
CHUNK = 5_000
_LIST = re.compile(r"\s*[,;|、，；\n]+\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def score_job_talent(  # noqa: PLR0913  (the parts of a matcher, and what it is asked)
    queries: Sequence[Row],
    documents: Sequence[Row],
    *,
    lexicon: Lexicon,
    encoder: Encoder | None,
    lexicon_vectors: Vectors,
    model: Ranker,
    today: date,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Return the fit of every CV to every job, float64 of shape (queries, documents) in [0, 1].

    The score of a pair depends on that pair alone. Blank text scores 0.

    Args:
        queries: rows with ``text``, and at will ``title``, ``must`` and ``nice`` (lists between
            commas or semicolons), which take the place of the skills read from the text.
        documents: rows with ``text``, and at will ``name``, ``skills``, ``titles``, ``years``,
            ``education`` and ``city``, which take the place of what is read from the text.
        lexicon: names of skills, occupations and places.
        encoder: gives job titles their vectors.
        lexicon_vectors: of the same encoder.
        model: the ranker.
        today: for posts that last until now.
        progress: told (done, total) documents and jobs read.
    """
    total = len(queries) + len(documents)
    people: list[Candidate] = []
    for number, row in enumerate(documents):
        people.append(candidate_of(row, lexicon, today=today, number=number))
        if progress:
            progress(number + 1, total)
    preparer = Preparer(knowledge(lexicon, lexicon_vectors, encoder))
    columns = PeopleColumns.build(people, lexicon)
    blank = np.asarray([not _said(row) for row in documents], dtype=bool)
    scores = np.zeros((len(queries), len(documents)))
    for number, row in enumerate(queries):
        if _said(row):
            prepared = preparer.prepare(position_of(row, lexicon))
            for start in range(0, len(documents), CHUNK):
                rows = np.arange(start, min(start + CHUNK, len(documents)))
                pair = Comparison(prepared, columns.take(rows))
                scores[number, rows] = model.fit(model.raw(matrix(model.features, pair)))
        if progress:
            progress(len(documents) + number + 1, total)
    scores[:, blank] = 0.0
    return scores


def position_of(row: Row, lexicon: Lexicon) -> Position:
    """Read a job; ``must`` and ``nice`` take the place of the skills its text asks for."""
    position = read_jd(_cell(row, "text"), lexicon, title=_cell(row, "title").strip())
    named = [(name, True) for name in _list(_cell(row, "must"))]
    named += [(name, False) for name in _list(_cell(row, "nice"))]
    if not named:
        return position
    asked = [need for name, must in named for need in _needs(name, lexicon, must=must)]
    kinds = {need.kind for need in asked} | {RequirementKind.SKILL}
    kept = [need for need in position.requirements if need.kind not in kinds]
    years = [float(need.key) for need in asked if need.kind is RequirementKind.YEARS]
    levels = [need.key for need in asked if need.kind is RequirementKind.EDUCATION]
    return replace(
        position,
        requirements=(*kept, *asked),
        min_years=max(years, default=position.min_years),
        education=max((_level(key) for key in levels), default=position.education),
    )


def candidate_of(row: Row, lexicon: Lexicon, *, today: date, number: int = 0) -> Candidate:
    """Read a person; fields of the row take the place of what their text says."""
    facts = read_cv(_cell(row, "text"), lexicon, today=today)
    now = datetime.combine(today, time(), UTC)
    return to_candidate(f"row-{number:09d}", _corrected(facts, row, lexicon), lexicon, now=now)


def _corrected(facts: Facts, row: Row, lexicon: Lexicon) -> Facts:
    if name := _cell(row, "name").strip():
        facts = replace(facts, name=name)
    if skills := _list(_cell(row, "skills")):
        rows = [(lexicon.skill_of(skill), skill) for skill in skills]
        named = [SkillFact(lexicon.skills.ids[at] if at >= 0 else "", skill) for at, skill in rows]
        facts = replace(facts, skills=tuple(named))
    if titles := _list(_cell(row, "titles")):
        posts = [Employment(title=one, occupation_id=lexicon.occupation_of(one)) for one in titles]
        facts = replace(facts, employments=tuple(posts))
    if found := _NUMBER.search(_cell(row, "years")):
        facts = replace(facts, years=float(found.group()))
    if level := _cell(row, "education").strip():
        read = read_cv(f"学历：{level}\nEducation: {level}", lexicon, today=date(2000, 1, 1))
        facts = replace(facts, educations=read.educations or facts.educations)
    if place := lexicon.place(_cell(row, "city")):
        facts = replace(facts, place=place)
    return facts


def _needs(name: str, lexicon: Lexicon, *, must: bool) -> list[Requirement]:
    row = lexicon.skill_of(name)
    if row >= 0:
        return [Requirement(RequirementKind.SKILL, lexicon.skills.ids[row], name, must=must)]
    read = [need for need in read_jd(name, lexicon).requirements if need.kind.value != "title"]
    if read:
        return [replace(need, must=must, span=None) for need in read]
    return [Requirement(RequirementKind.SKILL, name, name, must=must)]


def _said(row: Row) -> bool:
    return bool(_cell(row, "text").strip())


def _cell(row: Row, name: str) -> str:
    """Return a field as text; a list becomes its items between semicolons, nothing an empty one."""
    value = row.get(name)
    if isinstance(value, (list, tuple)):
        return "; ".join(str(item) for item in value)
    return "" if value is None or value != value else str(value)


def _list(cell: str) -> list[str]:
    return [part for part in _LIST.split(cell.strip()) if part]


def _level(key: str) -> EducationLevel:
    return EducationLevel.__members__.get(key.upper(), EducationLevel.UNKNOWN)
