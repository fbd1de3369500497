"""What skills and occupations are called, in both languages, by row or by requirement."""

from collections.abc import Sequence
from typing import Protocol

from core.pool.types import Requirement


class Named(Protocol):
    """A column of the lexicon with names."""

    @property
    def ids(self) -> Sequence[str]:
        """Ids by row."""
        ...

    @property
    def en(self) -> Sequence[str]:
        """English names by row, maybe empty."""
        ...

    @property
    def zh(self) -> Sequence[str]:
        """Chinese names by row, maybe empty."""
        ...

    def row_of(self, concept_id: str) -> int:
        """Return the row of an id, or -1."""
        ...


class Naming:
    """Looks names up; falls back to the other language, then to what the job calls it."""

    def __init__(self, skills: Named, occupations: Named) -> None:
        self._skills = skills
        self._occupations = occupations

    def of_need(self, need: Requirement) -> tuple[str, str]:
        """Return the Chinese and the English name of a requirement."""
        row = self._skills.row_of(need.key)
        if row >= 0:
            return self.of_row(row)
        label = need.label or need.key
        return label, label

    def of_row(self, row: int) -> tuple[str, str]:
        """Return the Chinese and the English name of a skill."""
        zh, en = self._skills.zh[row], self._skills.en[row]
        return zh or en, en or zh

    def id_of(self, row: int) -> str:
        """Return the id of a skill."""
        return self._skills.ids[row]

    def of_occupation(self, row: int) -> tuple[str, str]:
        """Return the Chinese and the English name of an occupation."""
        zh, en = self._occupations.zh[row], self._occupations.en[row]
        return zh or en, en or zh

    def occupation_id(self, row: int) -> str:
        """Return the id of an occupation; empty for row -1."""
        return self._occupations.ids[row] if row >= 0 else ""
