"""Features of place: where they are or want to be, against where the job is."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from trm_ml.features.comparison import Comparison
from trm_ml.features.ragged import Floats
from trm_ml.features.spec import PLACE, Feature


def same_city(pair: Comparison) -> Floats:
    """One when they live or want to work in a city of the job; nan if it names no place."""
    if not pair.position.places.named:
        return pair.nothing()
    wanted = _among(pair, pair.position.places.cities)
    return np.maximum(wanted[pair.people.city], pair.people.desired_cities.best(wanted))


def same_region(pair: Comparison) -> Floats:
    """One when they live or want to work in a province or region of the job; nan if none."""
    places = pair.position.places
    if not places.named:
        return pair.nothing()
    people = pair.people
    provinces = _among(pair, places.provinces)
    regions = _among(pair, places.regions)
    lives = np.maximum(provinces[people.province], regions[people.region])
    return np.maximum(np.maximum(lives, same_city(pair)), provinces[people.city])


def same_country(pair: Comparison) -> Floats:
    """One when they live in the job's country, or want to work in its city; nan if none."""
    places = pair.position.places
    if not places.named:
        return pair.nothing()
    lives = _among(pair, places.countries)[pair.people.country]
    return np.maximum(lives, same_region(pair))


def _among(pair: Comparison, names: frozenset[str]) -> npt.NDArray[np.float32]:
    """Return a table over place numbers: 1 for the names given, never for the unknown place."""
    numbers = _numbers(pair.people.place_names)
    table = np.zeros(max(len(numbers), 1), dtype=np.float32)
    table[[numbers[name] for name in names if name and name in numbers]] = 1
    return table


@lru_cache(maxsize=8)
def _numbers(names: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


FEATURES = (
    Feature("place_city", "0 or 1", 0, 1, PLACE, same_city),
    Feature("place_region", "0 or 1", 0, 1, PLACE, same_region),
    Feature("place_country", "0 or 1", 0, 1, PLACE, same_country),
)
