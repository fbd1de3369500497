"""Training runs in MLflow: the only code that imports it, and only when a run is recorded.

MLflow sees parameters, figures, pictures, cards and the model's own text; no row of data, no name.
It is a record: serving asks the model registry of the database, and loads by checksum.
"""

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trm_ml.bundle import Bundle

EXPERIMENT = "ranker"
MODEL_NAME = "trm-ranker"


@dataclass(frozen=True, slots=True)
class Run:
    """What to record of one training."""

    name: str
    bundle: Bundle
    folder: Path
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]
    artifacts: Sequence[Path] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def record(run: Run, tracking_uri: str) -> str:
    """Record a run and register its model beside it; return the run's id.

    Args:
        run: what to record; ``folder`` holds the saved bundle.
        tracking_uri: ``sqlite:///…`` or a tracking server.
    """
    with _quiet():
        import mlflow

        mlflow.set_tracking_uri(tracking_uri)
        experiment = mlflow.get_experiment_by_name(EXPERIMENT)
        known = experiment.experiment_id if experiment else _new_experiment(tracking_uri)
        with mlflow.start_run(experiment_id=known, run_name=run.name) as active:
            mlflow.log_params({name: str(value)[:500] for name, value in run.parameters.items()})
            mlflow.log_metrics(dict(run.metrics))
            mlflow.set_tags({"trm.version": run.bundle.version, **run.tags})
            for path in run.artifacts:
                mlflow.log_artifact(str(path), artifact_path="report")
            _register(run)
            return str(active.info.run_id)


def alias(version: str, tracking_uri: str, *, name: str = "champion") -> bool:
    """Point an alias of MLflow's registry at the model of a version; False if it has none."""
    with _quiet():
        import mlflow

        client = mlflow.MlflowClient(tracking_uri=tracking_uri)
        for found in client.search_model_versions(f"name='{MODEL_NAME}'"):
            if found.tags.get("trm.version") == version:
                client.set_registered_model_alias(MODEL_NAME, name, found.version)
                return True
    return False


def aliased(tracking_uri: str, *, name: str = "champion") -> str:
    """Return the version that MLflow's alias points at, empty without one; for ``trm doctor``."""
    with _quiet():
        import mlflow
        from mlflow.exceptions import MlflowException

        client = mlflow.MlflowClient(tracking_uri=tracking_uri)
        try:
            found = client.get_model_version_by_alias(MODEL_NAME, name)
        except MlflowException:
            return ""
        return str(found.tags.get("trm.version", ""))


def local_uri(folder: Path) -> str:
    """Return the address of the store under a data directory."""
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{(folder / 'mlflow.db').resolve()}"


def _new_experiment(tracking_uri: str) -> str:
    import mlflow

    place = None
    if tracking_uri.startswith("sqlite:///"):
        folder = Path(tracking_uri.removeprefix("sqlite:///")).parent / "artifacts"
        folder.mkdir(parents=True, exist_ok=True)
        place = folder.resolve().as_uri()
    return str(mlflow.create_experiment(EXPERIMENT, artifact_location=place))


def _register(run: Run) -> None:
    """Log a pyfunc whose code is a few lines of text: MLflow registers nothing plainer."""
    import mlflow

    script = Path(__file__).parent / "pyfunc_model.py"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logged = mlflow.pyfunc.log_model(
            name="ranker",
            python_model=str(script),
            artifacts={"bundle": str(run.folder)},
            pip_requirements=[],
            registered_model_name=MODEL_NAME,
            tags={"trm.version": run.bundle.version},
        )
    found = logged.registered_model_version
    if found is not None:
        client = mlflow.MlflowClient()
        client.set_model_version_tag(MODEL_NAME, str(found), "trm.version", run.bundle.version)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep MLflow's migrations and hints off stderr; its errors are raised anyway."""
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
