"""``trm train``, ``evaluate``, ``models``, ``promote``, ``rollback``."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from serving.cli import language
from serving.cli.exits import Unreadable, exit_codes, lang_option

if TYPE_CHECKING:
    from core.actor import Actor
    from core.model_registry.types import ModelVersion
    from serving.training import Trained
    from serving.wiring import Parts
    from trm_ml.ranking.model import Ranker

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The public data sets; the setting data_dir when left out.",
)
_no_parts = click.option(
    "--no-parts",
    is_flag=True,
    help="Do not measure BM25, dense and fusion beside it (saves embedding every CV).",
)
_signed = click.option("--by", "email", required=True, help="E-mail of the account that signs.")


@click.group()
def train() -> None:
    """Train a model, measure it, register it as a candidate."""


@train.command("ranker")
@_data
@click.option("--seed", default=7, show_default=True, help="Same data and seed, same model.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the model here instead of registering it (so the shipped one is made).",
)
@_no_parts
@_json
@lang_option
@exit_codes
def train_ranker(
    data: Path | None, seed: int, out: Path | None, *, no_parts: bool, as_json: bool
) -> None:
    """Train the ranker by distant supervision from ESCO, O*NET and licensed job ads.

    The model is measured beside the serving one, recorded in MLflow and registered as a candidate;
    it serves after `trm promote`. Takes some minutes; most of it is the embedding of every CV.
    """
    from serving import training
    from trm_ml.ranking.dataset import Plan

    parts, said = _parts(), _Said()
    here = _data_sets(parts, data)
    try:
        work = training.Training(parts, here, Plan(seed=seed), said)
        done = work.run(now=parts.clock.now(), with_parts=not no_parts, champion=_champion(parts))
    finally:
        said.close()
    place = _keep(parts, done, out)
    shown = {"version": done.bundle.version, "folder": str(place), **_shown(done.values)}
    _print(shown, as_json=as_json)


@click.group()
def evaluate() -> None:
    """Measure a model again."""


@evaluate.command("ranker")
@_data
@click.option("--version", default="", help="A registered version; the serving one when left out.")
@click.option("--seed", default=7, show_default=True, help="Of the invented jobs and people.")
@_no_parts
@_json
@lang_option
@exit_codes
def evaluate_ranker(
    data: Path | None, version: str, seed: int, *, no_parts: bool, as_json: bool
) -> None:
    """Measure a ranker on jobs and people never trained on, by source, and on hand-made pairs.

    Nothing is registered: `trm promote` reads the figures that the training took.
    """
    from serving import training
    from trm_ml.ranking.dataset import Plan

    parts, said = _parts(), _Said()
    here = _data_sets(parts, data)
    ranker = _ranker(parts, version)
    try:
        work = training.Training(parts, here, Plan(seed=seed), said)
        harness = work.harness(with_parts=not no_parts)
        values = harness.measured(ranker, {})
    finally:
        said.close()
    _print({"version": ranker.version, **_shown(values)}, as_json=as_json)


@click.command()
@_json
@lang_option
@exit_codes
def models(*, as_json: bool) -> None:
    """List the rankers, newest first, and say which one serves."""
    from serving import models as registry

    parts = _parts()
    with parts.db.read() as session:
        found = registry.versions(session)
    rows = [_row(one) for one in found]
    if as_json:
        click.echo(orjson.dumps({"items": rows}))
        return
    for row in rows:
        mark = "→" if row["serving"] else " "
        line = f"{mark} {row['version']:22} {row['stage']:10} {row['created_at'][:16]}"
        click.echo(f"{line}  nDCG@10 {row['ndcg']}  {row['promoted_by']}")


@click.command()
@click.argument("version")
@_signed
@_json
@lang_option
@exit_codes
def promote(version: str, email: str, *, as_json: bool) -> None:
    """Let a model serve, if the gate is green; running servers switch within a second.

    VERSION is one that `trm models` lists. A red gate names every reason and leaves with 6.
    """
    from serving import models as registry

    parts = _parts()
    now = parts.clock.now()
    with parts.db.write() as session:
        actor = _signer(session, email)
        model = registry.promote(parts, session, actor, version, now=now)
    _mirror(parts, model.version)
    _print(_row(model), as_json=as_json)


@click.command()
@_signed
@_json
@lang_option
@exit_codes
def rollback(email: str, *, as_json: bool) -> None:
    """Let the model serve again that did before the present one."""
    from serving import models as registry

    parts = _parts()
    with parts.db.write() as session:
        model = registry.rollback(session, _signer(session, email), now=parts.clock.now())
    if model is not None:
        _mirror(parts, model.version)
    _print(_row(model) if model else {"version": "rules"}, as_json=as_json)


class _Said:
    """A progress bar on stderr, one after another; silent where nobody looks."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        if what != self._what:
            from tqdm import tqdm

            self.close()
            self._what = what
            self._bar = tqdm(total=total, desc=what, disable=None, file=sys.stderr)
        self._bar.n = done
        self._bar.update(0)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _parts() -> "Parts":
    """Return the parts of the workspace, its schema brought up to date first."""
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    return parts


def _data_sets(parts: "Parts", given: Path | None) -> Path:
    here = given or parts.settings.data_dir
    needed = here / "esco_v1.1.1"
    if not needed.is_dir():
        raise Unreadable(
            language.say(
                en=f"The public data sets are not at {here}; name their folder with --data.",
                zh=f"{here} 下没有公开数据集；请用 --data 指定目录。",
            )
        )
    return here


def _keep(parts: "Parts", done: "Trained", out: Path | None) -> Path:
    """Save a training; without a place of its own it is recorded and registered too."""
    from core.actor import SYSTEM
    from serving import models as registry
    from serving import training

    if out is not None:
        return training.save(done, out)
    place = training.save(done, registry.folder(parts) / done.bundle.version)
    run_id = training.record(done, place, _tracking_uri(parts))
    training.save(training.with_run(done, run_id), place)
    with parts.db.write() as session:
        registry.register(parts, session, SYSTEM, done.bundle, now=parts.clock.now())
    return place


def _ranker(parts: "Parts", version: str) -> "Ranker":
    from core.model_registry import repository
    from serving import models as registry
    from trm_ml.ranking.model import LightGbmRanker

    if not version:
        return registry.ModelSource(parts.db, registry.folder(parts)).current().ranker
    with parts.db.read() as session:
        found = repository.get(session, version)
    return LightGbmRanker.open(registry.folder(parts) / version, digest=found.digest)


def _champion(parts: "Parts") -> "Ranker | None":
    """Return the trained ranker that serves, ``None`` where rules do."""
    from trm_ml.ranking.fallback import RuleRanker

    found = _ranker(parts, "")
    return None if isinstance(found, RuleRanker) else found


def _signer(session: Any, email: str) -> "Actor":
    from core.access import admin

    return admin.by_email(session, email).actor


def _mirror(parts: "Parts", version: str) -> None:
    """Point MLflow's alias at what serves; its own word decides nothing."""
    from trm_ml.tracking import runs

    runs.alias(version, _tracking_uri(parts))


def _tracking_uri(parts: "Parts") -> str:
    from trm_ml.tracking import runs

    return parts.settings.mlflow_uri or runs.local_uri(parts.paths.workspace / "mlflow")


def _row(model: "ModelVersion") -> dict[str, Any]:
    return {
        "version": model.version,
        "stage": model.stage.value,
        "serving": model.serving,
        "ndcg": model.metrics.get("ndcg", {}).get("ranker", ""),
        "created_at": model.created_at.isoformat(),
        "promoted_by": model.promoted_by,
    }


def _shown(values: Any) -> dict[str, Any]:
    """Return the figures worth reading."""
    hidden = {"ndcg_by_job", "trial", "pairs_wrong", "pairs_wrong_without_taxonomy"}
    return {name: value for name, value in values.items() if name not in hidden}


def _print(values: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps(values))
        return
    for line in _lines(values):
        click.echo(line)


def _lines(values: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Yield a line a value; what belongs together stands indented under its name."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _lines(value, indent + "  ")
        else:
            told = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            yield f"{indent}{name:{max(40 - len(indent), 1)}} {told}"


COMMANDS: list[click.Command] = [train, evaluate, models, promote, rollback]
