"""What a user must be told about their table or their model, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 8


@dataclass(frozen=True)
class Notice:
    """One sentence; ``warning`` if the figures may be wrong because of it."""

    code: str
    en: str
    zh: str
    columns: tuple[str, ...] = ()
    warning: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the notice as plain values."""
        return {
            "code": self.code,
            "warning": self.warning,
            "columns": list(self.columns),
            "en": self.en,
            "zh": self.zh,
        }


def listed(names: Sequence[str]) -> str:
    """Return names for a sentence, the first few and how many more.

    Example:
        >>> listed(["a", "b"]), listed([str(n) for n in range(10)])
        ('a, b', '0, 1, 2, 3, 4, 5, 6, 7, … (10)')
    """
    told = ", ".join(names[:SHOWN])
    return f"{told}, … ({len(names)})" if len(names) > SHOWN else told
