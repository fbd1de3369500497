"""What skills and places are called in both languages, and when it is for the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.profile.types import Place

if TYPE_CHECKING:
    from trm_ml.extract.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Naming:
    """Names things by one lexicon, as of ``now``; the lexicon is loaded when first asked."""

    lexicon: "Callable[[], Lexicon]"
    now: datetime

    def skill(self, skill_id: str) -> tuple[str, str] | None:
        """Return ``(zh, en)``, or ``None`` for a skill the lexicon does not know."""
        skills = self.lexicon().skills
        row = skills.row_of(skill_id)
        return None if row < 0 else (skills.zh[row], skills.en[row])

    def place(self, where: Place) -> tuple[str, str]:
        """Return ``(zh, en)``: city and province, or the country where neither is known."""
        parts = [Place(city=where.city)] if where.city else []
        if where.province and where.province != where.city:
            parts.append(Place(province=where.province))
        if not parts and where.country:
            parts = [Place(country=where.country)]
        if not parts:
            return "", ""
        places = self.lexicon().places
        named = [places.names(part) for part in parts]
        return " · ".join(zh for zh, _ in named), ", ".join(en for _, en in named)
