"""Features of titles and occupations; the best over everything a person has been."""

import numpy as np

from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import ROLE, Feature


def title_recall(pair: Comparison) -> Floats:
    """Share of the job title's words in their nearest title; nan without a title."""
    return pair.title_shares[0] if pair.position.has_title else pair.nothing()


def title_overlap(pair: Comparison) -> Floats:
    """Dice overlap of the job title with their nearest title; nan without a title."""
    return pair.title_shares[1] if pair.position.has_title else pair.nothing()


def title_same(pair: Comparison) -> Floats:
    """One when a title of theirs has the same words as the job's; nan without a title."""
    if not pair.position.has_title:
        return pair.nothing()
    return (pair.title_shares[1] >= 0.999).astype(np.float32)


def occupation_same(pair: Comparison) -> Floats:
    """One when they have had the job's occupation; nan if the title names none we know."""
    return _group(pair, 5)


def occupation_unit(pair: Comparison) -> Floats:
    """One when they have worked in the same unit group (4 digits of ISCO-08); nan if unknown."""
    return _group(pair, 4)


def occupation_minor(pair: Comparison) -> Floats:
    """One when they have worked in the same minor group (3 digits); nan if unknown."""
    return _group(pair, 3)


def occupation_sub_major(pair: Comparison) -> Floats:
    """One when they have worked in the same sub-major group (2 digits); nan if unknown."""
    return _group(pair, 2)


def occupation_major(pair: Comparison) -> Floats:
    """One when they have worked in the same major group (1 digit); nan if unknown."""
    return _group(pair, 1)


def occupation_near(pair: Comparison) -> Floats:
    """Similarity of the job's occupation to their nearest one; nan if the title names none."""
    table = pair.position.occupation_near
    return pair.nothing() if table is None else pair.people.occupations.best(table)


def occupation_like_title(pair: Comparison) -> Floats:
    """Similarity of the job title to the name of their nearest occupation; nan without a title."""
    table = pair.position.title_to_occupations
    return pair.nothing() if table is None else pair.people.occupations.best(table)


def _group(pair: Comparison, depth: int) -> Floats:
    shared = pair.occupation_depth
    return pair.nothing() if shared is None else (shared >= depth).astype(np.float32)


FEATURES = (
    Feature("title_recall", "share", 0, 1, ROLE, title_recall),
    Feature("title_overlap", "share", 0, 1, ROLE, title_overlap),
    Feature("title_same", "0 or 1", 0, 1, ROLE, title_same),
    Feature("occupation_same", "0 or 1", 0, 1, ROLE, occupation_same, taxonomy=True),
    Feature("occupation_unit", "0 or 1", 0, 1, ROLE, occupation_unit, taxonomy=True),
    Feature("occupation_minor", "0 or 1", 0, 1, ROLE, occupation_minor, taxonomy=True),
    Feature("occupation_sub_major", "0 or 1", 0, 1, ROLE, occupation_sub_major, taxonomy=True),
    Feature("occupation_major", "0 or 1", 0, 1, ROLE, occupation_major, taxonomy=True),
    Feature("occupation_near", "similarity", 0, 1, ROLE, occupation_near, taxonomy=True),
    Feature(
        "occupation_like_title", "similarity", 0, 1, ROLE, occupation_like_title, taxonomy=True
    ),
)
