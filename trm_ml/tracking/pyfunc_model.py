"""The ranker as MLflow's own tools may call it; written as code, so that nothing is pickled."""

from pathlib import Path

import numpy as np
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel, PythonModelContext

from trm_ml.ranking.model import LightGbmRanker


class Pyfunc(PythonModel):  # type: ignore[misc]
    """Scores rows of features with the bundle beside it."""

    def load_context(self, context: PythonModelContext) -> None:
        """Open the bundle; its checksum is checked."""
        self.ranker = LightGbmRanker.open(Path(context.artifacts["bundle"]))

    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]
        """Return raw scores of rows whose columns are the model's features.

        Without annotations: MLflow reads them as a schema of the input.
        """
        del context, params
        return self.ranker.raw(np.asarray(model_input, dtype=np.float32))


set_model(Pyfunc())
