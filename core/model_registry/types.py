"""Values of the model registry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """Where a model stands."""

    CANDIDATE = "candidate"
    CHAMPION = "champion"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model that was trained.

    ``digest`` is the SHA-256 of its files, ``signature`` a keyed hash of the digest. ``metrics``
    and ``lineage`` are JSON values without personal data; ``cards`` maps a language to the card.
    """

    version: str
    kind: str
    digest: str
    signature: str = ""
    metrics: Mapping[str, Any] = field(default_factory=dict)
    lineage: Mapping[str, Any] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)
    run_id: str = ""


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A registered model; ``promoted_*`` tell of the last time it became champion."""

    version: str
    kind: str
    stage: Stage
    digest: str
    signature: str
    metrics: Mapping[str, Any]
    lineage: Mapping[str, Any]
    cards: Mapping[str, str]
    run_id: str
    created_at: datetime
    created_by: str
    promoted_at: datetime | None = None
    promoted_by: str = ""

    @property
    def serving(self) -> bool:
        """Tell whether it is the one that answers."""
        return self.stage is Stage.CHAMPION


@dataclass(frozen=True, slots=True)
class Switch:
    """One change of the champion. An empty version is the model that came with the code."""

    kind: str
    version: str
    previous: str
    action: str
    by: str
    at: datetime
    note: str = ""
