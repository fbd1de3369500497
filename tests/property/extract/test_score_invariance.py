"""Who somebody is changes no bit of a score, from the text of a CV to the raw value (TRUST M1)."""

import random
from datetime import UTC, date, datetime

import numpy as np
import pytest

from core.pool.types import Candidate
from serving.demo.jobs import invent_jobs
from tests.property.extract import cv_generator
from tests.ranking_world import world
from trm_ml.extract.candidate import to_candidate
from trm_ml.extract.cv import read_cv
from trm_ml.extract.jd import read_jd
from trm_ml.features import FEATURES, compute
from trm_ml.features.people import PeopleColumns
from trm_ml.features.position import PreparedPosition
from trm_ml.ranking.model import LightGbmRanker

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
NAMES = tuple(feature.name for feature in FEATURES)
WRITERS = {"zh": cv_generator.zh_cv, "en": cv_generator.en_cv}
JOBS, CVS_IN_FULL, CVS = 10, 50, 1


def candidate(text: str) -> Candidate:
    return to_candidate("t1", read_cv(text, world().lexicon, today=TODAY), world().lexicon, now=NOW)


def variants(language: str, seed: int) -> list[tuple[str, Candidate]]:
    """Return a CV as drawn, then once for every other value of every axis."""
    write, axes = WRITERS[language](seed)
    chosen = random.Random(seed)
    values = {name: chosen.choice(options) for name, options in axes.items()}
    found = [("as drawn", candidate(write(values)))]
    for axis, options in axes.items():
        for option in options:
            if option != values[axis]:
                changed = candidate(write({**values, axis: option}))
                found.append((f"{language} CV {seed}, {axis} {option}", changed))
    return found


def positions(language: str) -> list[PreparedPosition]:
    lexicon, preparer = world().lexicon, world().preparer
    jobs = [job for job in invent_jobs(3 * JOBS, seed=7) if job.language == language][:JOBS]
    return [preparer.prepare(read_jd(job.text, lexicon, title=job.title)) for job in jobs]


def changed(language: str, seeds: range) -> tuple[int, list[str]]:
    """Return how many scores were compared, and which differ in any bit."""
    ranker = LightGbmRanker.open()
    chosen = [NAMES.index(feature.name) for feature in ranker.features]
    asked, compared, wrong = positions(language), 0, []
    assert len(asked) == JOBS
    for seed in seeds:
        named = variants(language, seed)
        people = PeopleColumns.build([one for _, one in named], world().lexicon)
        texts = {one.text for _, one in named}
        wrong += [f"{language} CV {seed}: the text that is embedded"] * (len(texts) - 1)
        for job in asked:
            rows = compute(job, people, np.arange(len(named)))
            raw = ranker.raw(np.ascontiguousarray(rows[:, chosen]))
            for value, row, (name, _) in zip(raw, rows, named, strict=True):
                compared += 1
                if value.tobytes() != raw[0].tobytes() or row.tobytes() != rows[0].tobytes():
                    wrong.append(name)
    return compared, wrong


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_bit_of_a_score_changes_with_who_wrote_the_cv(language: str) -> None:
    compared, wrong = changed(language, range(CVS))
    assert wrong == []
    assert compared > CVS * JOBS * 20


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_bit_of_a_score_changes_at_full_size(language: str) -> None:
    compared, wrong = changed(language, range(CVS_IN_FULL))
    assert wrong == []
    assert compared > CVS_IN_FULL * JOBS * 20


def test_a_score_does_change_with_what_somebody_can_do() -> None:
    write, axes = WRITERS["zh"](3)
    text = write({name: options[0] for name, options in axes.items()})
    people = PeopleColumns.build(
        [candidate(text), candidate(text.replace("Python、SQL、项目管理", "书法"))],
        world().lexicon,
    )
    ranker = LightGbmRanker.open()
    chosen = [NAMES.index(feature.name) for feature in ranker.features]
    rows = [compute(job, people, np.arange(2)) for job in positions("zh")]
    raw = np.stack([ranker.raw(np.ascontiguousarray(row[:, chosen])) for row in rows])
    assert (raw[:, 0] != raw[:, 1]).any()
