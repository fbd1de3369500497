"""Models as the product uses them: the one that answers, the gate, the switch.

The database says which model serves; its files lie in a folder named after its version and are
taken only if their checksum is the registered one.
"""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import Database
from core.errors import Unavailable
from core.model_registry import repository, rules, service
from core.model_registry.rules import Checks
from core.model_registry.types import ModelVersion, NewModel, Stage

if TYPE_CHECKING:
    from serving.wiring import Parts
    from trm_ml.bundle import Bundle
    from trm_ml.matcher import Loaded

KIND = "ranker"
REPORT = "report.json"
CARDS = {"en": "card.en.md", "zh": "card.zh.md"}
FRESH_S = 1.0  # how long the answer to "who serves" is believed


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured of a trained model: JSON values, kept beside its files."""

    values: Mapping[str, Any]
    cards: Mapping[str, str]


class ModelSource:
    """Gives the ranker that serves now; follows a promotion within a second. Thread safe."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._serving: tuple[str, str] = ("", "")
        self._loaded: tuple[tuple[str, str], Loaded] | None = None

    def current(self) -> "Loaded":
        """Return the ranker; the order by rules, with a notice, if its files cannot be used."""
        with self._lock:
            if time.monotonic() - self._asked_at > FRESH_S:
                self._serving = self._ask()
                self._asked_at = time.monotonic()
            if self._loaded is None or self._loaded[0] != self._serving:
                self._loaded = (self._serving, self._load(*self._serving))
            return self._loaded[1]

    def _ask(self) -> tuple[str, str]:
        with self._db.read() as session:
            found = repository.champion(session, KIND)
        return (found.version, found.digest) if found else ("", "")

    def _load(self, version: str, digest: str) -> "Loaded":
        from trm_ml.matcher import Loaded
        from trm_ml.ranking.fallback import RuleRanker
        from trm_ml.ranking.model import SHIPPED, LightGbmRanker

        place = self._folder / version if version else SHIPPED
        try:
            return Loaded(LightGbmRanker.open(place, digest=digest))
        except Unavailable:
            return Loaded(RuleRanker(), ("no-model",))


def folder(parts: "Parts") -> Path:
    """Return where the trained models of a workspace lie, one folder a version."""
    return parts.paths.workspace / "models"


def versions(session: Session) -> list[ModelVersion]:
    """Return every ranker, newest first; the one that came with the code is the last."""
    found = repository.versions(session, KIND)
    came_with = shipped(serving=not any(model.serving for model in found))
    if came_with is None or any(model.version == came_with.version for model in found):
        return found
    return [*found, came_with]


def shipped(*, serving: bool) -> ModelVersion | None:
    """Return the ranker that came with the code, ``None`` if it is missing or damaged."""
    from trm_ml import bundle
    from trm_ml.ranking.model import SHIPPED

    try:
        model, report = bundle.load(SHIPPED), read_report(SHIPPED)
    except Unavailable:
        return None
    trained = str(report.values.get("trained_at", "2026-11-23T00:00:00+00:00"))
    return ModelVersion(
        version=model.version,
        kind=KIND,
        stage=Stage.CHAMPION if serving else Stage.ARCHIVED,
        digest=model.digest,
        signature="",
        metrics=report.values,
        lineage=model.meta["data"],
        cards=report.cards,
        run_id="",
        created_at=datetime.fromisoformat(trained).astimezone(UTC),
        created_by="shipped",
    )


def register(
    parts: "Parts", session: Session, actor: Actor, model: "Bundle", *, now: datetime
) -> ModelVersion:
    """Register a model whose files and report lie in the folder of its version."""
    report = read_report(folder(parts) / model.version)
    new = NewModel(
        version=model.version,
        kind=KIND,
        digest=model.digest,
        signature=_signature(parts, model.version, model.digest),
        metrics=report.values,
        lineage=model.meta["data"],
        cards=report.cards,
        run_id=str(report.values.get("run_id", "")),
    )
    return service.register(session, actor, new, now=now)


def promote(
    parts: "Parts", session: Session, actor: Actor, version: str, *, now: datetime
) -> ModelVersion:
    """Let a model serve from now on, if the gate is green.

    Raises:
        NotFound: no such model.
        GateClosed: says every reason against it.
    """
    model = repository.get(session, version)
    reasons = rules.red(checks(parts, session, model))
    return service.promote(session, actor, version, reasons=reasons, now=now)


def rollback(session: Session, actor: Actor, *, now: datetime) -> ModelVersion | None:
    """Let the model serve again that did before; ``None`` for order by rules.

    Raises:
        NothingToRollBack: no other model served before.
    """
    version = service.rollback(session, actor, KIND, now=now)
    return repository.get(session, version) if version else shipped(serving=True)


def checks(parts: "Parts", session: Session, model: ModelVersion) -> Checks:
    """Put together what the gate looks at."""
    from trm_ml import bundle

    try:
        bundle.load(folder(parts) / model.version, digest=model.digest)
        whole = True
    except Unavailable:
        whole = False
    champion = repository.champion(session, KIND) or shipped(serving=True)
    expected = _signature(parts, model.version, model.digest)
    measured = model.metrics
    return Checks(
        files_match=whole,
        signed=hmac.compare_digest(expected, model.signature),
        loss_bound=_loss_bound(measured, champion),
        additivity_gap=float(measured.get("additivity_gap", 1.0)),
        monotone_breaks=int(measured.get("monotone_breaks", 1)),
        pairs_right=measured.get("pairs", {}),
        ms_a_thousand=float(measured.get("ms_a_thousand", 1e9)),
        cards=model.cards,
    )


def write_report(place: Path, report: Report) -> None:
    """Write figures and cards beside a model."""
    text = json.dumps(report.values, ensure_ascii=False, indent=1, sort_keys=True)
    (place / REPORT).write_text(text + "\n", encoding="utf-8")
    for language, card in report.cards.items():
        (place / CARDS[language]).write_text(card, encoding="utf-8")


def read_report(place: Path) -> Report:
    """Read what `write_report` wrote; empty where nothing was."""
    values: dict[str, Any] = {}
    if (place / REPORT).is_file():
        values = json.loads((place / REPORT).read_text(encoding="utf-8"))
    cards = {
        language: (place / name).read_text(encoding="utf-8")
        for language, name in CARDS.items()
        if (place / name).is_file()
    }
    return Report(values, cards)


def _loss_bound(ours: Mapping[str, Any], champion: ModelVersion | None) -> float | None:
    """Return the lower bound of the paired difference in nDCG@10, ``None`` on other queries.

    The training measured the champion of its day on its own jobs; a later champion counts if it
    was measured on the same. Without one (order by rules), the rules' own figures count.
    """
    from trm_ml.evaluate.bootstrap import paired

    mine = ours.get("ndcg_by_job", {})
    other = mine.get("rules")
    if champion is not None and ours.get("champion") == champion.version:
        other = mine.get("champion")
    elif champion is not None:
        same = champion.metrics.get("trial") == ours.get("trial")
        other = champion.metrics.get("ndcg_by_job", {}).get("ranker") if same else None
    if not mine or other is None:
        return None
    return paired(mine["ranker"], other, seed=1).interval.low


def _signature(parts: "Parts", version: str, digest: str) -> str:
    said = f"model:{version}:{digest}".encode()
    return hmac.new(parts.keys().secret, said, hashlib.sha256).hexdigest()
