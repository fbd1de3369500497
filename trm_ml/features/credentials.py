"""Features of languages and certificates."""

from collections.abc import Sequence

import numpy as np

from core.pool.types import Requirement
from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import CREDENTIALS, Feature

MOST = 20


def language_must(pair: Comparison) -> Floats:
    """Share of the required languages spoken; nan if none is required."""
    return _share(pair, pair.languages, pair.position.languages, must=True)


def language_nice(pair: Comparison) -> Floats:
    """Share of the nice-to-have languages spoken; nan if none is named."""
    return _share(pair, pair.languages, pair.position.languages, must=False)


def certificate_must(pair: Comparison) -> Floats:
    """Mean cover of the required certificates' names; nan if none is required."""
    return _share(pair, pair.certificates, pair.position.certificates, must=True)


def certificate_nice(pair: Comparison) -> Floats:
    """Mean cover of the nice-to-have certificates' names; nan if none is named."""
    return _share(pair, pair.certificates, pair.position.certificates, must=False)


def certificate_count(pair: Comparison) -> Floats:
    """Certificates held when the job asks for any; nan if it asks for none."""
    if not pair.position.certificates:
        return pair.nothing()
    held = np.diff(pair.people.certificates.starts)
    return np.minimum(held, MOST).astype(np.float32)


def _share(pair: Comparison, values: Floats, needs: Sequence[Requirement], *, must: bool) -> Floats:
    chosen = [index for index, need in enumerate(needs) if need.must is must]
    return values[chosen].mean(axis=0) if chosen else pair.nothing()


FEATURES = (
    Feature("language_must", "share", 0, 1, CREDENTIALS, language_must),
    Feature("language_nice", "share", 0, 1, CREDENTIALS, language_nice),
    Feature("certificate_must", "share", 0, 1, CREDENTIALS, certificate_must),
    Feature("certificate_nice", "share", 0, 1, CREDENTIALS, certificate_nice),
    Feature("certificate_count", "certificates", 0, MOST, CREDENTIALS, certificate_count),
)
