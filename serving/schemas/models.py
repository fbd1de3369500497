"""Model versions as the API speaks of them."""

from typing import Any, Literal

from serving.schemas.common import Out, Time


class ModelOut(Out):
    """One trained model; ``serving`` marks the champion that answers now."""

    version: str
    kind: str
    stage: Literal["champion", "challenger", "archived", "candidate"]
    serving: bool
    metrics: dict[str, Any]
    card: str
    created_at: Time
    promoted_at: Time | None
    promoted_by: str


class ModelsOut(Out):
    """Every model; ``serving`` is the version that answers now, ``rules`` when none is loaded."""

    items: list[ModelOut]
    serving: str
