"""Features of education; unknown counts as the least, higher than asked never against."""

import numpy as np

from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import EDUCATION, Feature


def education(pair: Comparison) -> Floats:
    """Highest level of education, 0 (unknown) to 5 (doctorate)."""
    return pair.people.education.astype(np.float32)


def education_short(pair: Comparison) -> Floats:
    """Levels missing to the one asked, as a negative number; nan if none is asked."""
    asked = int(pair.position.education)
    return np.minimum(education(pair) - asked, 0) if asked else pair.nothing()


def education_met(pair: Comparison) -> Floats:
    """One when the level asked is reached; nan if none is asked."""
    asked = int(pair.position.education)
    return (education(pair) >= asked).astype(np.float32) if asked else pair.nothing()


def major_named(pair: Comparison) -> Floats:
    """One when a subject they studied is named in the job's text."""
    majors = pair.people.majors
    used, rows = np.unique(majors.values, return_inverse=True)
    text = pair.position.folded_text
    names = pair.people.major_names
    named = [len(names[index]) > 1 and names[index] in text for index in used]
    hit = np.zeros(len(majors), dtype=np.float32)
    owner = np.repeat(np.arange(len(majors)), np.diff(majors.starts))
    hit[owner[np.asarray(named, dtype=bool)[rows]]] = 1
    return hit


FEATURES = (
    Feature("education", "level", 0, 5, EDUCATION, education),
    Feature("education_short", "levels, negative", -5, 0, EDUCATION, education_short),
    Feature("education_met", "0 or 1", 0, 1, EDUCATION, education_met),
    Feature("major_named", "0 or 1", 0, 1, EDUCATION, major_named),
)
