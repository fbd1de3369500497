import numpy as np
import pytest

from tests.benchmarks.dedupe_world import make
from trm_ml.dedupe.engine import MERGE, deduplicate
from trm_ml.dedupe.fields import columns_of, guess
from trm_ml.dedupe.labels import Labels
from trm_ml.dedupe.proposals import ASKED_LEAST, AUTOMATIC_FROM, propose
from trm_ml.dedupe.weights import Weights


@pytest.fixture(scope="module")
def world():
    return make(4_000)


@pytest.fixture(scope="module")
def found(world):
    return deduplicate(world.table, guess(world.table))


def test_the_proposals_hold_every_cluster_together_with_as_few_pairs_as_can_be(found):
    made = propose(found)
    inside = found.cluster[made.left] == found.cluster[made.right]
    sizes = np.bincount(found.cluster)
    asked_least = int((found.band == MERGE).sum())
    assert inside.sum() <= (sizes[sizes > 1] - 1).sum() <= asked_least
    sure = made.automatic
    assert (made.probability[sure] >= AUTOMATIC_FROM).all()
    assert inside[sure].all()
    packed = made.left.astype(np.int64) << 32 | made.right
    assert (np.diff(packed) > 0).all()


def test_what_is_proposed_to_merge_is_right_and_few_are_asked_about(world, found):
    made = propose(found)
    right = world.person[made.left] == world.person[made.right]
    assert right[made.automatic].mean() >= 0.995
    asked = np.unique(np.r_[made.left[~made.automatic], made.right[~made.automatic]])
    assert len(asked) <= max(ASKED_LEAST, 0.02 * len(world.person))


def test_every_proposal_says_why_and_the_weightiest_comes_first(found):
    made = propose(found)
    assert len(made.findings) == len(made)
    for told in made.findings[:200]:
        weights = [abs(weight) for _, _, weight, _ in told]
        assert weights == sorted(weights, reverse=True)
        assert {level == "same" for _, level, _, share in told if share is not None} <= {True}


def test_a_verdict_binds_a_pair_that_no_key_would_bring_up():
    table = {
        "name": ["张伟", "Otto Krause", *(f"Robin{n} Smith{n}" for n in range(60))],
        "city": ["北京", "Berlin", *(f"Town{n}" for n in range(60))],
    }
    one, other = np.array([0], np.int32), np.array([1], np.int32)
    free = deduplicate(table, guess(table))
    assert free.cluster[0] != free.cluster[1]
    labels = Labels.of_pairs(62, one, other, np.array([1], np.float32))
    bound = deduplicate(table, guess(table), labels=labels)
    assert bound.cluster[0] == bound.cluster[1]


def test_any_of_several_numbers_may_be_the_shared_one():
    cells = ["13800138000;13911112222", "+86 135 7777 8888; 139-1111-2222", "13633334444", "none"]
    [phone] = columns_of({"phone": cells}, {"phone": ["phone"]})
    left, right = np.array([0, 0, 1, 0], np.int32), np.array([1, 2, 2, 3], np.int32)
    [evidence] = phone.compare(left, right)
    levels = [phone.scales[0].levels[level] if level >= 0 else "" for level in evidence.levels]
    assert levels == ["same", "differ", "differ", ""]
    assert evidence.share[0] == pytest.approx(2 / 5)
    [key] = phone.block_keys()
    mine, theirs = (set(key.values[key.rows == row].tolist()) for row in (0, 1))
    assert len(mine & theirs) == 1


def test_weights_are_kept_as_json_to_the_last_bit(found):
    assert isinstance(found.model, Weights)
    again = Weights.from_json(found.model.as_json())
    assert again.as_json() == found.model.as_json()
    assert again.scales == list(found.model.scales)
