"""Which ranker answers: registered, gated, switched, and refused when its files are not whole."""

import hashlib
from pathlib import Path

import pytest

from core.actor import SYSTEM, Actor, Role
from core.db import Base
from core.model_registry import repository
from core.model_registry.rules import CARD_SECTIONS
from core.model_registry.service import GateClosed
from core.model_registry.tables import ModelVersionRow
from serving import models, wiring
from serving.models import ModelSource, Report
from serving.settings import Settings
from tests.conftest import load_tables
from tests.ranking_world import small_sample
from trm_ml.bundle import Bundle
from trm_ml.ranking.train import train

LI = Actor("acc_li", "Li Na", frozenset({Role.DATA_SCIENTIST}))
CARDS = {
    language: "".join(f"## {section}\n\ntext\n" for section in sections)
    for language, sections in CARD_SECTIONS.items()
}
GREEN = {
    "trial": "same",
    "ndcg_by_job": {"ranker": [0.9, 0.8, 0.95, 0.85], "rules": [0.5, 0.6, 0.4, 0.7]},
    "additivity_gap": 1e-13,
    "monotone_breaks": 0,
    "pairs": {"zh": 1.0, "en": 0.99},
    "ms_a_thousand": 5.0,
}


@pytest.fixture
def parts(tmp_path: Path):
    load_tables()
    made = wiring.build(Settings(workspace=tmp_path / "var"))
    Base.metadata.create_all(made.db.engine)
    yield made
    made.db.close()


@pytest.fixture
def without_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Play an installation whose own model is missing."""
    monkeypatch.setattr("trm_ml.ranking.model.SHIPPED", tmp_path / "none")


def trained(parts, clock, seed: int, values: dict | None = None) -> Bundle:
    bundle = train(small_sample(8, 20), seed=seed, trees=4)
    place = models.folder(parts) / bundle.version
    bundle.save(place)
    models.write_report(place, Report({**GREEN, **(values or {})}, CARDS))
    with parts.db.write() as session:
        models.register(parts, session, SYSTEM, bundle, now=clock.now())
    return bundle


def promote(parts, clock, bundle: Bundle) -> None:
    with parts.db.write() as session:
        models.promote(parts, session, LI, bundle.version, now=clock.now())


class Impatient(ModelSource):
    """Asks the database at every call, as one does after a second."""

    def current(self):
        self._asked_at = float("-inf")
        return super().current()


def test_serving_follows_a_promotion_and_a_rollback(parts, clock, without_shipped):
    source = Impatient(parts.db, models.folder(parts))
    assert source.current().ranker.version == "rules"
    assert source.current().notices == ("no-model",)
    one, two = trained(parts, clock, 1), trained(parts, clock, 2)
    assert source.current().ranker.version == "rules"  # a candidate does not serve
    promote(parts, clock, one)
    assert source.current().ranker.version == one.version
    promote(parts, clock, two)
    loaded = source.current()
    assert (loaded.ranker.version, loaded.notices) == (two.version, ())
    assert source.current() is loaded  # and is not read again
    with parts.db.write() as session:
        back = models.rollback(session, LI, now=clock.now())
    assert back is not None
    assert back.version == source.current().ranker.version == one.version


def test_a_champion_whose_files_changed_is_not_loaded(parts, clock, without_shipped):
    bundle = trained(parts, clock, 1)
    promote(parts, clock, bundle)
    path = models.folder(parts) / bundle.version / "model.txt"
    text = bytearray(path.read_bytes())
    text[len(text) // 2] ^= 1
    path.write_bytes(bytes(text))
    loaded = Impatient(parts.db, models.folder(parts)).current()
    assert (loaded.ranker.version, loaded.notices) == ("rules", ("no-model",))


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"monotone_breaks": 3}, "fell"),
        ({"pairs": {"zh": 1.0, "en": 0.5}}, "in en"),
        ({"ndcg_by_job": {"ranker": [0.4, 0.5, 0.3, 0.6], "rules": [0.5, 0.6, 0.4, 0.7]}}, "worse"),
        ({"ndcg_by_job": {}}, "not measured"),
    ],
)
def test_a_red_candidate_is_refused_with_the_reason(parts, clock, without_shipped, values, word):
    bundle = trained(parts, clock, 1, values)
    with pytest.raises(GateClosed, match=word):
        promote(parts, clock, bundle)


def test_a_candidate_is_measured_against_the_champion(parts, clock, without_shipped):
    promote(parts, clock, trained(parts, clock, 1))
    worse = {"ranker": [0.89, 0.79, 0.93, 0.84], "rules": [0.5, 0.6, 0.4, 0.7]}
    with pytest.raises(GateClosed, match="worse"):
        promote(parts, clock, trained(parts, clock, 2, {"ndcg_by_job": worse}))
    with pytest.raises(GateClosed, match="not measured"):
        promote(parts, clock, trained(parts, clock, 3, {"trial": "other jobs"}))


def test_files_swapped_after_registration_are_refused(parts, clock, without_shipped):
    bundle, other = trained(parts, clock, 1), trained(parts, clock, 2)
    other.save(models.folder(parts) / bundle.version)
    with pytest.raises(GateClosed, match="checksum"):
        promote(parts, clock, bundle)


def test_an_entry_written_past_the_service_is_refused(parts, clock, without_shipped):
    """Who can write the table and the folder, but lacks the key, cannot plant a model."""
    bundle, planted = trained(parts, clock, 1), train(small_sample(8, 20), seed=9, trees=4)
    planted.save(models.folder(parts) / bundle.version)
    with parts.db.write() as session:
        row = session.get(ModelVersionRow, bundle.version)
        row.digest = planted.digest
        row.signature = hashlib.sha256(planted.digest.encode()).hexdigest()
    with pytest.raises(GateClosed, match="signature"):
        promote(parts, clock, bundle)


def test_versions_name_the_one_that_serves(parts, clock, without_shipped):
    one = trained(parts, clock, 1)
    promote(parts, clock, one)
    with parts.db.read() as session:
        [listed] = models.versions(session)
        assert listed.serving
        assert repository.champion_version(session, "ranker") == listed.version == one.version
    assert listed.cards["zh"].startswith("## 数据")


def test_a_run_is_recorded_without_personal_data(parts, clock, tmp_path):
    from trm_ml.tracking import runs

    bundle = trained(parts, clock, 1)
    place = models.folder(parts) / bundle.version
    uri = runs.local_uri(tmp_path / "mlflow")
    run = runs.Run(
        bundle.version,
        bundle,
        place,
        parameters={"trees": 4},
        metrics={"ndcg10_ranker": 0.9},
        artifacts=[place / "card.zh.md"],
    )
    run_id = runs.record(run, uri)
    assert run_id
    assert runs.alias(bundle.version, uri)
    assert runs.aliased(uri) == bundle.version
    assert not runs.alias("ranker-unknown", uri)
    kept = [path.read_bytes() for path in (tmp_path / "mlflow").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"tal_0" in content for content in kept)  # no person of the sample
