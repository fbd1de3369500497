"""Model versions as the API speaks of them."""

from typing import Any, Literal

from serving.schemas.common import Out, Time


class ModelOut(Out):
    """One trained model; ``serving`` marks the champion that answers now.

    ``metrics`` are single figures and small tables of them; the whole report lies beside the model.
    ``card`` is in the reader's language.
    """

    version: str
    kind: str
    stage: Literal["candidate", "champion", "archived"]
    serving: bool
    metrics: dict[str, Any]
    card: str
    created_at: Time
    created_by: str
    promoted_at: Time | None
    promoted_by: str


class ModelsOut(Out):
    """Every model; ``serving`` is the version that answers now, ``rules`` when none is loaded."""

    items: list[ModelOut]
    serving: str


class RolledBackOut(Out):
    """What answers after a step back; null for the order by rules."""

    model: ModelOut | None
