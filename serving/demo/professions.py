"""What the invented company hires, read from ``data/professions.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "professions.toml"


@dataclass(frozen=True, slots=True)
class Words:
    """One thing in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """Return it in ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Profession:
    """One line of work: who does it knows ``core`` and some of ``more``; ``near`` are its kin."""

    key: str
    title: Words
    core: tuple[Words, ...]
    more: tuple[Words, ...]
    majors: tuple[Words, ...]
    tasks: tuple[Words, ...]
    near: tuple[str, ...]


@cache
def professions() -> dict[str, Profession]:
    """Return every profession by its key, in the order of the file."""
    with _FILE.open("rb") as file:
        table = tomllib.load(file)
    return {
        key: Profession(
            key,
            _words(row["title"]),
            core=_all(row["core"]),
            more=_all(row["more"]),
            majors=_all(row["majors"]),
            tasks=_all(row["tasks"]),
            near=tuple(row["near"]),
        )
        for key, row in table.items()
    }


def _all(pairs: list[str]) -> tuple[Words, ...]:
    return tuple(_words(pair) for pair in pairs)


def _words(pair: str) -> Words:
    zh, en = pair.split("|")
    return Words(zh, en)
