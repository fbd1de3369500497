"""Features of skills: what is asked, what is held, how near the nearest one is."""

import numpy as np

from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import SKILLS, Feature

NEAR_ENOUGH = 0.75  # a similarity from which a skill counts as covered by its neighbour
LEAD = 3
BEST = 5
MOST = 50


def must_share(pair: Comparison) -> Floats:
    """Weighted share of the required skills held; nan if none is required."""
    return pair.mean(pair.exact, pair.needs.must)


def must_near(pair: Comparison) -> Floats:
    """Mean similarity of the nearest skill to each required one; nan if none is required."""
    return pair.mean(pair.near, pair.needs.must)


def must_adjacent(pair: Comparison) -> Floats:
    """Mean credit for required skills, their neighbours and families; nan if none is required."""
    return pair.mean(pair.adjacent, pair.needs.must)


def must_worst(pair: Comparison) -> Floats:
    """Similarity of the nearest skill to the worst covered required one; nan if none."""
    values = pair.near[pair.needs.must]
    return values.min(axis=0) if len(values) else pair.nothing()


def must_count(pair: Comparison) -> Floats:
    """Required skills held, as a count; nan if none is required."""
    values = pair.exact[pair.needs.must]
    return np.minimum(values.sum(axis=0), MOST) if len(values) else pair.nothing()


def must_missing(pair: Comparison) -> Floats:
    """Required skills neither held nor covered by a neighbour, as a negative count; nan if none."""
    values = pair.near[pair.needs.must]
    missing = (values < NEAR_ENOUGH).sum(axis=0).astype(np.float32)
    return -np.minimum(missing, MOST) if len(values) else pair.nothing()


def lead_near(pair: Comparison) -> Floats:
    """Mean similarity to the first required skills of the text; nan if none is required."""
    values = pair.near[pair.needs.must][:LEAD]
    return values.mean(axis=0) if len(values) else pair.nothing()


def nice_share(pair: Comparison) -> Floats:
    """Weighted share of the nice-to-have skills held; nan if none is named."""
    return pair.mean(pair.exact, ~pair.needs.must)


def nice_near(pair: Comparison) -> Floats:
    """Mean similarity of the nearest skill to each nice-to-have; nan if none is named."""
    return pair.mean(pair.near, ~pair.needs.must)


def nice_adjacent(pair: Comparison) -> Floats:
    """Mean credit for nice-to-haves, their neighbours and families; nan if none is named."""
    return pair.mean(pair.adjacent, ~pair.needs.must)


def any_share(pair: Comparison) -> Floats:
    """Weighted share of all named skills held; nan if the job names none."""
    return pair.mean(pair.exact, np.ones_like(pair.needs.must))


def any_near(pair: Comparison) -> Floats:
    """Mean similarity of the nearest skill to every named one; nan if the job names none."""
    return pair.mean(pair.near, np.ones_like(pair.needs.must))


def title_best(pair: Comparison) -> Floats:
    """Similarity of the job title to the nearest skill held; nan without a title."""
    table = pair.position.title_to_skills
    return pair.nothing() if table is None else pair.people.skills.best(table)


def title_breadth(pair: Comparison) -> Floats:
    """Mean similarity of the job title to the five nearest skills held; nan without a title."""
    table = pair.position.title_to_skills
    if table is None:
        return pair.nothing()
    return (pair.people.skills.largest(table, BEST) / BEST).astype(np.float32)


FEATURES = (
    Feature("skill_must_share", "share", 0, 1, SKILLS, must_share),
    Feature("skill_must_near", "similarity", 0, 1, SKILLS, must_near),
    Feature("skill_must_adjacent", "credit", 0, 1, SKILLS, must_adjacent, taxonomy=True),
    Feature("skill_must_worst", "similarity", 0, 1, SKILLS, must_worst),
    Feature("skill_must_count", "skills", 0, MOST, SKILLS, must_count),
    Feature("skill_must_missing", "skills, negative", -MOST, 0, SKILLS, must_missing),
    Feature("skill_lead_near", "similarity", 0, 1, SKILLS, lead_near),
    Feature("skill_nice_share", "share", 0, 1, SKILLS, nice_share),
    Feature("skill_nice_near", "similarity", 0, 1, SKILLS, nice_near),
    Feature("skill_nice_adjacent", "credit", 0, 1, SKILLS, nice_adjacent, taxonomy=True),
    Feature("skill_any_share", "share", 0, 1, SKILLS, any_share),
    Feature("skill_any_near", "similarity", 0, 1, SKILLS, any_near),
    Feature("skill_title_best", "similarity", 0, 1, SKILLS, title_best),
    Feature("skill_title_breadth", "similarity", 0, 1, SKILLS, title_breadth),
)
