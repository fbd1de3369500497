"""The data of a training: the same bits in any process, and nobody on both sides."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from trm_ml.extract.lexicon import Lexicon
from trm_ml.ranking import real_ads
from trm_ml.ranking.author import Author
from trm_ml.ranking.taxonomy import apart, roles

pytestmark = pytest.mark.data
ROOT = Path(__file__).parents[3]
MADE = """
import json, sys
from pathlib import Path
from serving import settings
from trm_ml.embeddings import load_encoder
from trm_ml.embeddings.lexicon_vectors import LexiconVectors
from trm_ml.extract.lexicon import Lexicon
from trm_ml.features.knowledge import knowledge
from trm_ml.features.position import Preparer
from trm_ml.ranking.dataset import Maker, Plan, numbered
from trm_ml.ranking.train import train
from trm_ml.ranking.trial import TrialSize

models = settings.load().models
lexicon, encoder = Lexicon.load(), load_encoder(models)
preparer = Preparer(knowledge(lexicon, LexiconVectors.load(models, lexicon, encoder), encoder))
size = TrialSize(roles=10, people=2, invented=3, real=2, thin=6)
plan = Plan(roles=20, ads_a_role=1, people_a_role=3, listing_ads=8, text_ads=6, trial=size)
maker = Maker(Path(sys.argv[1]), lexicon, preparer, plan)
sample, trial = maker.sample(), maker.trial()
print(json.dumps({
    "data": sample.fingerprint,
    "model": train(sample, seed=7, trees=12).digest,
    "trial": [[job.position.text for job in trial.jobs], trial.utilities.tolist()],
    "taught": sorted(set(sample.sources)),
    "judges": sorted(set(trial.sources)),
    "learned": sample.persons.tolist(),
    "judged": [numbered(one.candidate.talent_id) for one in trial.people],
    "thin": [numbered(one.candidate.talent_id) for one in trial.thin],
}))
"""


def made(data_dir: Path, hash_seed: str) -> dict:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", MADE, str(data_dir)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def twice(data_dir: Path, model_dir: Path) -> tuple[dict, dict]:
    return made(data_dir, "1"), made(data_dir, "2")


def test_a_training_is_the_same_to_the_bit_in_another_process(twice):
    one, other = twice
    assert one["data"] == other["data"]
    assert one["model"] == other["model"]
    assert one["trial"] == other["trial"]


def test_nobody_who_judges_was_learned_from(twice):
    one, _ = twice
    learned, judged = set(one["learned"]), set(one["judged"])
    assert len(learned) >= 60  # 20 roles of 3 people, and the ones made to fit are these people
    assert not learned & judged
    assert set(one["thin"]) <= judged


def test_a_source_without_a_licence_only_judges(twice):
    one, _ = twice
    free = {source.name for source in real_ads.SOURCES if source.taught}
    assert set(one["taught"]) <= free | {"taxonomy-en", "taxonomy-zh"}
    assert set(one["judges"]) > {source.name for source in real_ads.SOURCES}


def test_no_ad_is_learned_from_and_judged_on(data_dir: Path):
    author = Author(data_dir, Lexicon.load())
    for source in real_ads.SOURCES:
        if source.taught:
            ours, theirs = (
                {
                    job.position.text
                    for job in author.real_jobs(source, first=first, count=60, seed=7)
                }
                for first in (True, False)
            )
            assert len(ours) >= 50
            assert not ours & theirs, source.name


def test_no_unit_group_is_on_both_sides(data_dir: Path):
    learned, held = apart(roles(data_dir, Lexicon.load()), 0.2)
    assert not {role.group for role in learned} & {role.group for role in held}
    assert 0.1 < len(held) / (len(held) + len(learned)) < 0.3
    assert np.unique([role.row for role in held]).size == len(held)
