"""What skills and people who decided are called."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from serving.views.people import SkillNames

if TYPE_CHECKING:
    from trm_ml.extract.lexicon import Lexicon


def skill_names(lexicon: "Callable[[], Lexicon]") -> SkillNames:
    """Return a function from a skill's id to its ``(zh, en)`` names."""

    def names(skill_id: str) -> tuple[str, str] | None:
        skills = lexicon().skills
        row = skills.row_of(skill_id)
        return None if row < 0 else (skills.zh[row], skills.en[row])

    return names
