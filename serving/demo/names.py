"""Invented names, companies, schools and addresses; domains and numbers nobody owns."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from serving.demo.professions import Words

CITIES = (
    Words("深圳", "Shenzhen"),
    Words("广州", "Guangzhou"),
    Words("上海", "Shanghai"),
    Words("北京", "Beijing"),
    Words("杭州", "Hangzhou"),
    Words("成都", "Chengdu"),
    Words("武汉", "Wuhan"),
    Words("南京", "Nanjing"),
    Words("苏州", "Suzhou"),
    Words("西安", "Xi'an"),
    Words("东莞", "Dongguan"),
    Words("厦门", "Xiamen"),
    Words("香港", "Hong Kong"),
    Words("新加坡", "Singapore"),
    Words("伦敦", "London"),
)
_CITY_WEIGHTS = np.array([14, 11, 14, 12, 9, 7, 6, 5, 5, 4, 3, 3, 3, 2, 2], float)
CITY_SHARES = _CITY_WEIGHTS / _CITY_WEIGHTS.sum()


def _pairs(table: str) -> tuple[Words, ...]:
    halves = (entry.split(":") for entry in table.split())
    return tuple(Words(zh, en.replace("_", " ")) for zh, en in halves)


with (Path(__file__).parent / "data" / "names.toml").open("rb") as _file:
    _TABLE: dict[str, str] = tomllib.load(_file)
SURNAMES, GIVEN = _pairs(_TABLE["surnames"]), _pairs(_TABLE["given"])
FIRST, LAST = _TABLE["first"].split(), _TABLE["last"].split()
HEADS, TAILS = _pairs(_TABLE["company_heads"]), _pairs(_TABLE["company_tails"])
SCHOOL_HEADS, SCHOOL_TAILS = _pairs(_TABLE["school_heads"]), _pairs(_TABLE["school_tails"])


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an invented person claims to be."""

    name: str
    email: str
    phone: str


def identity(rng: np.random.Generator, number: int, language: str) -> Identity:
    """Invent a person's name and addresses; ``number`` keeps the addresses apart."""
    if language == "zh" or rng.random() < 0.3:
        surname = SURNAMES[rng.integers(len(SURNAMES))]
        given = [GIVEN[i] for i in rng.integers(len(GIVEN), size=1 + int(rng.random() < 0.75))]
        latin = "".join(part.en for part in given).capitalize()
        name = (
            surname.zh + "".join(part.zh for part in given)
            if language == "zh"
            else f"{latin} {surname.en}"
        )
        local = f"{latin}.{surname.en}".lower()
    else:
        first, last = FIRST[rng.integers(len(FIRST))], LAST[rng.integers(len(LAST))]
        name, local = f"{first} {last}", f"{first}.{last}".lower()
    phone = f"+86190{number % 100_000_000:08d}" if language == "zh" else ""
    return Identity(name, f"{local}{number}@example.com", phone if rng.random() < 0.8 else "")


def company(rng: np.random.Generator) -> Words:
    """Invent a company."""
    head, tail = HEADS[rng.integers(len(HEADS))], TAILS[rng.integers(len(TAILS))]
    return Words(f"{head.zh}{tail.zh}有限公司", f"{head.en} {tail.en}")


def school(rng: np.random.Generator) -> Words:
    """Invent a school."""
    head = SCHOOL_HEADS[rng.integers(len(SCHOOL_HEADS))]
    tail = SCHOOL_TAILS[rng.integers(len(SCHOOL_TAILS))]
    return Words(f"{head.zh}{tail.zh}", f"{head.en} {tail.en}")
