"""Real job texts by source: those a shipped model may learn from, and those that only measure it.

Which is which follows the licences in data/README.md. Only numbers come of the ads: no text of one
is kept in a model.
"""

import csv
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.pool.types import Position, RequirementKind
from trm_ml.extract.lexicon import Lexicon
from trm_ml.extract.seniority import level_of
from trm_ml.ranking.truth import Ad
from trm_ml.ranking.wording import CITIES, LANGUAGES

_BENEFIT = re.compile(
    r"[险金假]|补贴|奖金|旅游|体检|培训|双休|餐|班车|弹性|分红|福利|^\d|^无需|不限"
)
_PLACEHOLDER = re.compile(r"<[A-Z]+>")


def listing(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (title, text) of 51job search results: tags, years, degree and area as an ad."""
    for row in _rows(data / "jd_zh_51job_listing" / "51job.csv.gz"):
        tags = [tag for tag in row["tags"].split(",") if not _BENEFIT.search(tag)]
        asked = [tag for tag in tags if tag not in {row["degree"], row["workYear"]}]
        text = [row["jobName"], "任职要求："]
        text += [f"{row['degree']}及以上学历"] if row["degree"] else []
        text += [f"{row['workYear']}工作经验"] if row["workYear"][:1].isdigit() else []
        text += [f"熟悉{'、'.join(asked)}"] if asked else []
        yield row["jobName"], "\n".join([*text, f"工作地点：{row['area'][:8]}"])


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield ("", text) of whole ads of 51job and Zhilian, which have no titles."""
    for row in _rows(data / "jd_zh_51job_zhilian" / "jd_zh_tech.csv.gz"):
        yield "", row["text"]


def structured(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (title, text) of 51job ads of 2018 with years and degree; only to measure."""
    for row in _rows(data / "jd_zh_51job_structured" / "jd_zh_51job_2018.csv.gz"):
        asked = "，".join(part for part in row["requirement_line"].split("|") if "招" not in part)
        yield row["title"], f"{row['title']}\n任职要求：{asked}\n{row['body']}"


def fengxian(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (title, text) of 51job ads of one district, every trade; only to measure."""
    for row in _rows(data / "jd_zh_51job_fengxian" / "jd_zh_51job_fengxian_2020.csv.gz"):
        yield row["title"].strip(), f"{row['title'].strip()}\n{row['text'].strip()}"


def google(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (title, text) of Google's ads of 2018; only to measure."""
    for row in _rows(data / "jd_en_google_2018" / "job_skills.csv.gz"):
        if row["Title"] and row["Minimum Qualifications"]:
            yield (
                row["Title"],
                f"{row['Title']}\n\nResponsibilities:\n{row['Responsibilities']}\n\n"
                f"Minimum qualifications:\n{row['Minimum Qualifications']}\n\n"
                f"Preferred qualifications:\n{row['Preferred Qualifications']}",
            )


@dataclass(frozen=True, slots=True)
class Source:
    """Where ads come from. A source whose licence forbids it is never ``taught``: it measures."""

    name: str
    read: Callable[[Path], Iterator[tuple[str, str]]]
    taught: bool


SOURCES = (
    Source("51job-listing", listing, taught=True),
    Source("zhilian", texts, taught=True),
    Source("51job-structured", structured, taught=False),
    Source("51job-fengxian", fengxian, taught=False),
    Source("google", google, taught=False),
)


def distinct(source: Source, data: Path) -> list[tuple[str, str]]:
    """Return the different ads of a source, in the order of their file."""
    return list(dict.fromkeys(source.read(data)))


def sentences(data: Path) -> list[str]:
    """Return the sentences of SkillSpan's English ads that name no skill: what surrounds one."""
    found: list[str] = []
    with gzip.open(data / "skillspan" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            plain = set(row["tags_skill"]) | set(row["tags_knowledge"]) == {"O"}
            if plain and 8 <= len(row["tokens"]) <= 40:
                found.append(_PLACEHOLDER.sub("", " ".join(row["tokens"])))
    return found


def as_ad(position: Position, lexicon: Lexicon) -> Ad:
    """Return what a real job asks as the labels see it, read from its text."""
    rows = {
        must: [
            lexicon.skills.row_of(need.key)
            for need in position.of_kind(RequirementKind.SKILL, must=must)
        ]
        for must in (True, False)
    }
    role = lexicon.occupations.row_of(lexicon.occupation_of(position.title))
    group = lexicon.occupations.group[role] if role >= 0 else ""
    asked = [need.key for need in position.of_kind(RequirementKind.PLACE)]
    cities = [number for number, names in enumerate(CITIES) if set(names) & set(asked)]
    codes = {need.key for need in position.of_kind(RequirementKind.LANGUAGE, must=True)}
    return Ad(
        role=role,
        group=group if group.isdigit() else "",
        must=frozenset(row for row in rows[True] if row >= 0),
        nice=frozenset(row for row in rows[False] if row >= 0),
        years=position.min_years or 0.0,
        level=level_of(position.title) if position.title else -1,
        education=int(position.education),
        languages=frozenset(codes & set(LANGUAGES)),
        city=cities[0] if cities else -1,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
