"""Models: which there are, which one answers, and the switch."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response

from core.actor import Permission
from core.model_registry.types import ModelVersion
from serving import models
from serving.answers import answer, documented, operation_id
from serving.api.languages import LanguageDep
from serving.deps import ActorDep, NowDep, PartsDep, ReadingDep, SessionDep, require
from serving.messages import Language
from serving.schemas.models import ModelOut, ModelsOut, RolledBackOut

router = APIRouter(prefix="/models", tags=["models"], generate_unique_id_function=operation_id)
reads = require(Permission.MODELS_READ)
writes = require(Permission.MODELS_WRITE)
FEW = 20


@router.get("", response_model=ModelsOut, dependencies=[reads], responses=documented())
def list_models(session: ReadingDep, language: LanguageDep) -> Response:
    """List every model, newest first, and say which one answers."""
    found = models.versions(session)
    serving = next((one.version for one in found if one.serving), "rules")
    return answer({"items": [_model(one, language) for one in found], "serving": serving})


@router.post(
    "/{version}/promote",
    response_model=ModelOut,
    dependencies=[writes],
    responses=documented(404, 409),
)
def promote_model(
    parts: PartsDep,
    session: SessionDep,
    actor: ActorDep,
    language: LanguageDep,
    now: NowDep,
    version: str,
) -> Response:
    """Let a model answer from now on, if the gate is green; serving switches without a restart."""
    return answer(_model(models.promote(parts, session, actor, version, now=now), language))


@router.post(
    "/rollback", response_model=RolledBackOut, dependencies=[writes], responses=documented(409)
)
def rollback_model(
    session: SessionDep, actor: ActorDep, language: LanguageDep, now: NowDep
) -> Response:
    """Let the model answer again that did before the present one."""
    model = models.rollback(session, actor, now=now)
    return answer({"model": None if model is None else _model(model, language)})


def _model(model: ModelVersion, language: Language) -> dict[str, Any]:
    return {
        "version": model.version,
        "kind": model.kind,
        "stage": model.stage,
        "serving": model.serving,
        "metrics": _figures(model.metrics),
        "card": model.cards.get(language, ""),
        "created_at": model.created_at,
        "created_by": model.created_by,
        "promoted_at": model.promoted_at,
        "promoted_by": model.promoted_by,
    }


def _figures(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out long lists and tables, such as one figure a query."""
    return {name: value for name, value in metrics.items() if _is_short(value)}


def _is_short(value: Any) -> bool:
    if isinstance(value, Mapping):
        return len(value) <= FEW and all(map(_is_short, value.values()))
    return not isinstance(value, list) or len(value) <= FEW
