"""What a file task is asked, and what its steps share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from trm_ml.propensity.learners import Sample
from trm_ml.propensity.notices import Notice
from trm_ml.propensity.prepare import Cells, Prepared, Roles
from trm_ml.propensity.splits import Order
from trm_ml.propensity.values import Floats

SEED = 20_261_126
#: Told the name of each step as it begins.
Told = Callable[[str], None]


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        train: cells by column of the usable training rows.
        predict: cells by column of the rows to predict.
        answers: 1 or 0 a training row.
        order: groups and times of the training rows.
        roles: which columns are no features.
        new_times: of the rows to predict, if they have any.
        treated: 1 or 0 a training row, for uplift.
    """

    train: Cells
    predict: Cells
    answers: Floats
    order: Order
    roles: Roles
    new_times: Floats | None = None
    treated: Floats | None = None


@dataclass
class Work:
    """What the steps share."""

    question: Question
    prepared: Prepared
    sample: Sample
    notices: list[Notice] = field(default_factory=list)

    def tell(self, *notices: Notice | None) -> None:
        """Add notices; none is no notice."""
        self.notices += [notice for notice in notices if notice is not None]
